import type { ErrorCode, SwitchyardError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { MeteredOptions } from '../llm/llm-meter.js'
import type { Media } from '../media/media.js'
import type { Plan, Step } from '../plan/plan.js'
import type { EarlierStep, Planned, Turn } from '../plan/planned.js'
import type { AnyTool } from '../tools/tool.js'

export interface PlanRequest {
  text: string
  /** Attached media by reference name: `image1`, `audio1`, ... Chats keep counting. */
  media: Readonly<Record<string, Media>>
  history: { turns: readonly Turn[]; steps: readonly EarlierStep[] }
  tools: readonly AnyTool[]
  /** Set when re-planning: the plan that was tried, and which steps failed in it, by what code: messages may quote content. */
  failed?: { plan: Plan; errors: readonly { step: string; code?: ErrorCode | undefined }[] }
}

/** `meter` counts the calls of an LLM. */
export interface PlanOptions extends MeteredOptions {
  /**
   * Told of the steps of a plan that is still being written: those that pass the check of what is known so far, with all
   * that they need. The whole plan is checked at its end and may turn out another.
   */
  onSteps?: ((steps: readonly Step[]) => void) | undefined
  /**
   * Told, before an LLM is asked, of the steps that its plan is likely to have: what the rules make of the request's words.
   * None of them has been asked for.
   */
  onGuess?: ((steps: readonly Step[]) => void) | undefined
  /**
   * Allows an LLM to answer mere talk along with the plan, in one call, and is told of that answer piece by piece. `answer`
   * of what is planned begins with all pieces. Default: the answer is nobody's business here.
   */
  onAnswer?: ((text: string) => void) | undefined
}

export interface Planner {
  plan(request: PlanRequest, options: PlanOptions): Promise<Result<Planned, SwitchyardError>>
}
