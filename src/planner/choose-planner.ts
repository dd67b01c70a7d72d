import { SwitchyardError } from '../core/errors.js'
import { err } from '../core/result.js'
import type { Planner } from './planner.js'

const whyRules = 'The rules made the plan, because the LLM could not:'

/** Whether a plan's note says that an LLM was there and failed. */
export const tellsLlmFailure = (note: string): boolean => note.startsWith(whyRules)

/**
 * The LLM first; when it can't be reached or makes no plan that can be run, the rules, and the notes say so. A re-plan is
 * the LLM's alone: rules would make the plan that failed again. Cancellation passes through.
 */
export function createFallbackPlanner(llm: Planner, rules: Planner): Planner {
  return {
    async plan(request, options) {
      const first = await llm.plan(request, options)
      if (first.ok || first.error.code === 'CANCELLED' || request.failed) return first
      const second = await rules.plan(request, options)
      if (second.ok) {
        const { notes, ...planned } = second.value
        const why = `${whyRules} ${first.error.message}`
        return { ok: true, value: { ...planned, notes: [why, ...notes] } }
      }
      const { code, retryable, details } = first.error
      const message = `${first.error.message} The rules could not plan it either: ${second.error.message}`
      return err(new SwitchyardError(code, message, { retryable, details, cause: second.error }))
    },
  }
}

/** A planner whose notes begin with why it plans. */
export function withReason(planner: Planner, reason: string): Planner {
  return {
    async plan(request, options) {
      const planned = await planner.plan(request, options)
      if (!planned.ok) return planned
      return { ok: true, value: { ...planned.value, notes: [reason, ...planned.value.notes] } }
    },
  }
}
