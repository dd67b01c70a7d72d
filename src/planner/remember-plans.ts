import { ok } from '../core/result.js'
import type { Planned } from '../plan/planned.js'
import { validatePlan } from '../plan/validate/validate-plan.js'
import type { Planner, PlanRequest } from './planner.js'

/** Plans that are remembered at most; the least recently used go first. */
const mostPlans = 500
/** Longer requests are seldom made twice. */
const longestText = 2000

/**
 * A planner that remembers its plans, in this process, for requests of the same words over the same kinds of files with
 * the same tools; a file's name counts as the file. What was remembered is checked anew before it is used. Requests of a
 * chat that goes on are planned each time, and a plan that failed is forgotten.
 */
export function rememberPlans(planner: Planner, { maxSteps }: { maxSteps: number }): Planner {
  const known = new Map<string, Planned>()
  return {
    async plan(request, options) {
      const key = keyOf(request)
      const { text, media, history, tools, failed } = request
      if (failed) known.delete(key)
      if (failed || text.length > longestText || history.turns.length + history.steps.length > 0)
        return planner.plan(request, options)
      const remembered = known.get(key)
      if (remembered && validatePlan(remembered.plan, { tools, media, earlier: [], maxSteps }).ok) {
        known.delete(key)
        known.set(key, remembered)
        const note = 'The plan was made before, for the same words and kinds of files, and checked anew.'
        // A copy: whoever is given a plan may change it.
        return ok({ ...structuredClone(remembered), llmCalls: 0, notes: [note, ...remembered.notes] })
      }
      const planned = await planner.plan(request, options)
      if (planned.ok && planned.value.by === 'llm' && planned.value.answer === undefined) {
        known.set(key, structuredClone(planned.value))
        const oldest = known.size > mostPlans ? known.keys().next().value : undefined
        if (oldest !== undefined) known.delete(oldest)
      }
      return planned
    },
  }
}

/** The words of the request, which files stand in it and of which kinds they are; nothing that is in a file. */
function keyOf({ text, media, tools }: PlanRequest): string {
  const files = Object.entries(media)
  const named = files.reduce((words, [reference, { name }]) => {
    const lower = name?.toLowerCase()
    return lower ? words.replaceAll(lower, `$${reference}`) : words
  }, text.toLowerCase())
  const words = named.trim().replace(/\s+/g, ' ')
  const kinds = files.map(([reference, { modality }]) => [reference, modality])
  return JSON.stringify([words, kinds, tools.map(({ id }) => id)])
}
