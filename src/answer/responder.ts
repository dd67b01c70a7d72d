import type { StepReport } from '../executors/step-report.js'
import type { MeteredOptions } from '../llm/llm-meter.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import type { Check, Shortfall, Turn } from '../plan/planned.js'

export interface RespondRequest {
  text: string
  media: Readonly<Record<string, Media>>
  turns: readonly Turn[]
  plan: Plan
  steps: readonly StepReport[]
  /** What the planner said of the plan, one sentence each. */
  notes?: readonly string[] | undefined
  /** What the plan does not do of the request, or by other means. */
  shortfalls?: readonly Shortfall[] | undefined
  /** What the planner knows without any step, one answer each. */
  known?: readonly string[] | undefined
  /** Ids of steps that nobody asked for, and that only others go on from. */
  onTheWay?: readonly string[] | undefined
  /** Yes-or-no questions to be decided from the results. */
  checks?: readonly Check[] | undefined
}

export interface Responder {
  /** The answer, in pieces as they come. Throws `SwitchyardError` (also when `signal` aborts). */
  respond(request: RespondRequest, options: MeteredOptions): AsyncIterable<string>
}
