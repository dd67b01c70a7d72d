import type { Media } from '../../src/media/media.js'
import { referencesIn } from '../../src/plan/reference.js'
import type { RunView, StepView } from '../state/run-view.js'

/** The files that a step worked on: attached ones, and those that earlier steps made. */
export function filesOf(step: StepView, { media, steps }: RunView): Media[] {
  const files = referencesIn(step.input).flatMap(({ root }) => {
    const attached = media[root]
    return attached ? [attached] : mediaIn(steps.find(({ id }) => id === root)?.report?.output)
  })
  return [...new Map(files.map((one) => [one.digest, one])).values()]
}

/** The files in a value, however deep. */
export function mediaIn(value: unknown): Media[] {
  if (Array.isArray(value)) return value.flatMap(mediaIn)
  if (isMediaRecord(value)) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(mediaIn) : []
}

export const isMediaRecord = (value: unknown): value is Media =>
  typeof value === 'object' &&
  value !== null &&
  'digest' in value &&
  'modality' in value &&
  'mimeType' in value
