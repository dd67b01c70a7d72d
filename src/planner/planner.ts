import type { SwitchyardError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { MeteredOptions } from '../llm/llm-meter.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import type { EarlierStep, Planned, Turn } from '../plan/planned.js'
import type { AnyTool } from '../tools/tool.js'

export interface PlanRequest {
  text: string
  /** Attached media by reference name: `image1`, `audio1`, ... Chats keep counting. */
  media: Readonly<Record<string, Media>>
  history: { turns: readonly Turn[]; steps: readonly EarlierStep[] }
  tools: readonly AnyTool[]
  /** Set when re-planning: the plan that was tried, and what failed in it. */
  failed?: { plan: Plan; errors: readonly { step: string; message: string }[] }
}

export interface Planner {
  /** `meter` counts the calls of an LLM. */
  plan(request: PlanRequest, options: MeteredOptions): Promise<Result<Planned, SwitchyardError>>
}
