import type { Candidate } from '../config/candidate.js'
import { SwitchyardError } from '../core/errors.js'
import { parseModelId } from '../core/model-id.js'
import { err, ok, type Result } from '../core/result.js'
import type { AnyTool } from '../tools/tool.js'
import type { Rejection } from './route.js'
import type { RoutingServices } from './routing-facts.js'

/** What the router may choose from for a step. */
export interface Offered {
  candidates: readonly Candidate[]
  rejected?: readonly Rejection[] | undefined
}

/**
 * The candidates of a step: the catalogue's, or where the step or the profile names a model, those of this model alone.
 * The catalogue's facts of it count where it has any; the Hub is asked only about the others.
 */
export async function offeredCandidates(
  step: { model?: string | undefined },
  tool: AnyTool,
  { catalog, openModels, profile }: Pick<RoutingServices, 'catalog' | 'openModels' | 'profile'>,
  signal: AbortSignal,
): Promise<Result<Offered, SwitchyardError>> {
  const candidates = catalog.candidates(tool.id)
  const pinned = Object.hasOwn(profile.models, tool.id) ? profile.models[tool.id] : undefined
  const named = step.model ?? pinned
  if (named === undefined) return ok({ candidates })

  const { model, revision } = parseModelId(named) ?? {}
  const listed = candidates.filter(
    (one) => one.model === model && (revision === undefined || one.revision === revision),
  )
  if (listed.some(({ backend }) => backend === 'local') || (listed.length > 0 && !openModels))
    return ok({ candidates: listed })
  if (openModels) {
    const resolved = await openModels.resolve(named, tool, { signal })
    if (listed.length === 0) return resolved
    // Listed for a server alone: whether it runs here, too, the Hub knows.
    if (!resolved.ok) return ok({ candidates: listed })
    const here = resolved.value.candidates.filter(({ backend }) => backend === 'local')
    const rejected = resolved.value.rejected.filter(({ candidate }) => candidate.startsWith('local:'))
    return ok({ candidates: [...here, ...listed], rejected })
  }
  return err(
    new SwitchyardError(
      'NO_ROUTE',
      `The model ${named} can't run ${tool.id} on the queue: its workers serve the models of their catalogue, and this one is in none. Add it to a catalogue file (\`catalogs\` in the profile) of the workers and of this process, or run without the queue.`,
      { details: { model: named, tool: tool.id } },
    ),
  )
}
