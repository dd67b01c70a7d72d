import type { ErrorInfo } from '../core/errors.js'
import type { MeteredOptions } from '../llm/llm-meter.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import type { Check, Shortfall, Turn } from '../planner/planner.js'

/** How a step ended, as the responder and the run record see it. */
export interface StepReport {
  id: string
  tool: string
  status: 'done' | 'failed' | 'skipped' | 'cancelled' | 'not-needed'
  /** What the step worked on, in words: `image1 (scene.png)`. */
  subject: string
  /** The result in plain words (the tool's `describe`); for lists, one line each. */
  summary?: string
  output?: unknown
  error?: ErrorInfo
  /** Why it was not needed: a clause such as `there is no "dog" in what s1 found`. */
  reason?: string
  /** Where it ran and why, when that was not the first choice. One sentence or more. */
  provenance?: string
}

export interface RespondRequest {
  text: string
  media: Readonly<Record<string, Media>>
  turns: readonly Turn[]
  plan: Plan
  steps: readonly StepReport[]
  /** What the planner said of the plan, one sentence each. */
  notes?: readonly string[]
  /** What the plan does not do of the request, or by other means. */
  shortfalls?: readonly Shortfall[]
  /** What the planner knows without any step, one answer each. */
  known?: readonly string[]
  /** Yes-or-no questions to be decided from the results. */
  checks?: readonly Check[]
}

export interface Responder {
  /** The answer, in pieces as they come. Throws `SwitchyardError` (also when `signal` aborts). */
  respond(request: RespondRequest, options: MeteredOptions): AsyncIterable<string>
}
