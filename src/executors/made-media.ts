import { isMedia, type Media } from '../media/media.js'
import { listOperators } from '../plan/operators.js'
import type { StepReport } from './step-report.js'

/** A picture, a recording or another file that a step made. Plain JSON. */
export interface MadeMedia {
  step: string
  /** Where in the step's output: `depth`, `masks[0]`; of a mapped step `[2].image`. */
  field: string
  media: Media
}

const passesOn = new Set(listOperators.map(({ id }) => id))

/** What steps made, in their order, each file once. What was attached and what steps only pass on was made by nobody here. */
export function madeMedia(
  steps: readonly Pick<StepReport, 'id' | 'tool' | 'output'>[],
  attached: readonly Media[] = [],
): MadeMedia[] {
  const digests = new Set(attached.map(({ digest }) => digest))
  const made: MadeMedia[] = []
  function look(step: string, value: unknown, field: string): void {
    if (typeof value !== 'object' || value === null) return
    if (isMedia(value)) {
      if (!digests.has(value.digest)) made.push({ step, field, media: value })
      digests.add(value.digest)
    } else if (Array.isArray(value))
      for (const [at, item] of value.entries()) look(step, item, `${field}[${at}]`)
    else
      for (const [key, item] of Object.entries(value))
        look(step, item, field === '' ? key : `${field}.${key}`)
  }
  for (const { id, tool, output } of steps) if (!passesOn.has(tool)) look(id, output, '')
  return made
}
