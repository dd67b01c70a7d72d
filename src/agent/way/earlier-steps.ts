import type { StepRecord } from '../../executors/run-plan.js'
import type { EarlierStep } from '../../plan/planned.js'

/** The steps that later requests of a chat may speak of. */
export const earlierSteps = (steps: readonly StepRecord[]): EarlierStep[] =>
  steps.flatMap(({ id, tool, status, output, summary }) =>
    status === 'done' ? [{ id, tool, output, summary: summary ?? '' }] : [],
  )
