import { LRUCache } from 'lru-cache'
import { modelsNamedIn } from '../core/model-id.js'
import { ok } from '../core/result.js'
import type { Planned } from '../plan/planned.js'
import type { Planner, PlanRequest } from './planner.js'

/** Plans that are remembered at most; the least recently used go first. */
const mostPlans = 500
/** Longer requests are seldom made twice. */
const longestKey = 4000

/**
 * A planner by rules that remembers, in this process, what it planned for the same words over files with the same facts:
 * it would plan the same again. Requests that go on from others, and those that name models, which have to be looked up,
 * are planned each time.
 */
export function rememberRulePlans(planner: Planner): Planner {
  const known = new LRUCache<string, Planned>({ max: mostPlans })
  let knownTools: PlanRequest['tools'] | undefined
  return {
    async plan(request, options) {
      const { tools } = request
      if (tools !== knownTools) known.clear()
      knownTools = tools
      const key = options.signal.aborted ? undefined : keyOf(request)
      const remembered = key === undefined ? undefined : known.get(key)
      // A copy: whoever is given a plan may change it.
      if (remembered) return ok(structuredClone(remembered))
      const planned = await planner.plan(request, options)
      if (key !== undefined && planned.ok && tools === knownTools)
        known.set(key, structuredClone(planned.value))
      return planned
    },
  }
}

/** All that the rules look at: they plan files by their facts, not by their content. */
function keyOf({ text, media, history, failed }: PlanRequest): string | undefined {
  if (failed || history.turns.length + history.steps.length > 0 || text.length > longestKey) return undefined
  const files = Object.entries(media).map(([reference, { digest: _, ...facts }]) => [reference, facts])
  const key = JSON.stringify([text, files])
  return key.length > longestKey || modelsNamedIn(text).length > 0 ? undefined : key
}
