import type { Media } from '../../src/media/media.js'
import type { Step } from '../../src/plan/plan.js'
import { findPassages } from '../parts/find-passages.js'
import { MarkedText } from '../parts/marked-text.js'
import { MediaView } from '../parts/media-view.js'

/** What went into a step, as its plan says it, with the attached files that it names. */
export function StepInput({
  input,
  media,
  passages,
}: {
  input: Step['input']
  media: Readonly<Record<string, Media>>
  /** What the step found; marked where a text of the input has it. */
  passages: readonly string[]
}) {
  return (
    <dl class="fields">
      {Object.entries(input).map(([name, value]) => {
        const file = typeof value === 'string' ? media[value.slice(1)] : undefined
        const pieces = typeof value === 'string' ? findPassages(value, passages) : undefined
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">
              {pieces ? (
                <MarkedText label={name} pieces={pieces} />
              ) : typeof value === 'string' ? (
                value
              ) : (
                JSON.stringify(value)
              )}
              {file && <MediaView media={file} />}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
