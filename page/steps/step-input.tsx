import type { Media } from '../../src/media/media.js'
import type { Step } from '../../src/plan/plan.js'
import { MediaView } from '../parts/media-view.js'

/** What went into a step, as its plan says it, with the attached files that it names. */
export function StepInput({
  input,
  media,
}: {
  input: Step['input']
  media: Readonly<Record<string, Media>>
}) {
  return (
    <dl class="fields">
      {Object.entries(input).map(([name, value]) => {
        const file = typeof value === 'string' ? media[value.slice(1)] : undefined
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">
              {typeof value === 'string' ? value : JSON.stringify(value)}
              {file && <MediaView media={file} />}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
