import type { AnyTool } from '../tools/tool.js'
import { route } from './router.js'
import type { RoutingServices } from './routing-facts.js'

/**
 * Whether a profile lets a tool run at all: as code of its own, on the model that the profile names, or on one of the
 * catalogue's candidates. Nothing that may change counts, neither what is loaded nor which tokens there are: the same
 * profile gives the same answer in every process.
 */
export function allowsTool(tool: AnyTool, services: Pick<RoutingServices, 'catalog' | 'profile'>): boolean {
  const { catalog, profile } = services
  if (tool.run || Object.hasOwn(profile.models, tool.id)) return true
  const routed = route(
    tool.id,
    {},
    {
      candidates: catalog.candidates(tool.id),
      profile,
      state: () => ({ readiness: 'loaded' }),
      hasToken: true,
      resting: () => undefined,
      measure: () => undefined,
      now: 0,
    },
  )
  return routed.ok
}
