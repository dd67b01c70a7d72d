import type { Step } from '../../../plan/plan.js'
import type { PlanScope } from '../../../plan/validate/validate-plan.js'
import type { Sources } from './mend-sources.js'

export interface MendContext {
  scope: MendScope
  /** What comes before the step. */
  sources: Sources
  text: string
  step: Step
  /** All steps of the plan, as they were written. */
  all: readonly Step[]
  note(said: string): void
}

/** What a plan may speak of, and the request that it is for. */
export interface MendScope extends PlanScope {
  /** The words of the request. */
  text: string
}
