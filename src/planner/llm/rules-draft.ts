import type { Plan } from '../../plan/plan.js'
import type { Planned } from '../../plan/planned.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Planner, PlanRequest } from '../planner.js'

/**
 * What the rules make of a request of the tools that are offered. In a chat with files, and after an error, they go by
 * what was answered before, which is nothing to plan by.
 */
export async function planByRules(
  request: PlanRequest,
  { rules, tools, signal }: { rules: Planner; tools: readonly AnyTool[]; signal: AbortSignal },
): Promise<Planned | undefined> {
  const { history, failed, media } = request
  const isTalk = Object.keys(media).length === 0 && history.steps.length === 0
  if (failed || (history.turns.length + history.steps.length > 0 && !isTalk)) return undefined
  const planned = await rules.plan({ ...request, history: { turns: [], steps: [] }, tools }, { signal })
  return planned.ok ? planned.value : undefined
}

/** A plan by rules as a draft for an LLM: where they understand all of a request that begins a chat. */
export function readyDraft(
  { history }: Pick<PlanRequest, 'history'>,
  byRules: Planned | undefined,
): Plan | undefined {
  if (!byRules || history.turns.length + history.steps.length > 0) return undefined
  const { plan, shortfalls = [] } = byRules
  return plan.steps.length > 0 && shortfalls.length === 0 ? plan : undefined
}
