import type { z } from 'zod'
import { placeOf } from '../config/candidate.js'
import { SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import type { Media } from '../media/media.js'
import { createBudget } from '../spending/budget.js'
import { fieldMeta } from '../tools/fields.js'
import type { AnyTool } from '../tools/tool.js'
import { inputFacts } from './input-facts.js'
import { offeredCandidates } from './offered-candidates.js'
import type { Rejection } from './route.js'
import { route } from './router.js'
import { type RoutingServices, routingFacts } from './routing-facts.js'

/** A decision of the router with everything it rests on. */
export interface Explanation {
  tool: string
  /** The settings that decide. */
  settings: {
    profile: string
    preference: string
    privacy: string
    backends: readonly string[]
    selection: string
  }
  input: { pixels: number; seconds: number; characters: number; languages: readonly string[] }
  /** In the order in which they would be tried. */
  ranked: {
    candidate: string
    /** Where it would run, in words. */
    place: string
    reason: string
    expectedMs: number
    /** How many measured calls that rests on, old ones counting less; 0: on the catalogue's rating alone. */
    measuredCalls: number
    /** Estimated US dollars of a call; null when unknown. */
    costUsd: number | null
  }[]
  rejected: readonly Rejection[]
  /** When nothing is left: what to do. */
  message?: string | undefined
}

/**
 * Explains which candidate would run a tool on this input, and why. Decides like a run does, and runs nothing. Errors:
 * those of the Hub, when it must be asked about a model that the profile names.
 */
export async function explainRoute(
  tool: AnyTool,
  input: Readonly<Record<string, unknown>>,
  routing: RoutingServices,
  { signal }: { signal: AbortSignal },
): Promise<Result<Explanation, SwitchyardError>> {
  const offered = await offeredCandidates({}, tool, routing, signal)
  if (!offered.ok) return offered
  const { name, preference, privacy, backends, selection, budget } = routing.profile
  const { perRun, allowUnknownPrice } = budget
  const purse =
    perRun === undefined ? undefined : createBudget({ scope: 'run', limitUsd: perRun, allowUnknownPrice })
  const routed = route(tool.id, input, {
    ...routingFacts(tool, routing),
    ...offered.value,
    tooDear: purse && ((costUsd) => purse.refuses(costUsd)),
  })
  const { pixels, seconds, characters, languages } = inputFacts(input)
  return ok({
    tool: tool.id,
    settings: { profile: name, preference, privacy, backends, selection },
    input: { pixels, seconds, characters, languages },
    ranked: routed.ok
      ? routed.value.ranked.map(({ candidate, id, reason, expectedMs, measuredCalls, costUsd }) => ({
          candidate: id,
          place: placeOf(candidate),
          reason,
          expectedMs,
          measuredCalls,
          costUsd: costUsd ?? null,
        }))
      : [],
    rejected: routed.ok ? routed.value.rejected : routed.error.rejected,
    message: routed.ok ? undefined : routed.error.message,
  })
}

/** Puts files into the fields of a tool that take their kind, in order. Error: `INVALID_REQUEST` for a file too many. */
export function placeMedia(
  tool: AnyTool,
  files: readonly Media[],
): Result<Record<string, unknown>, SwitchyardError> {
  const input: Record<string, unknown> = {}
  const fields = Object.entries<z.ZodType>(tool.input.shape).flatMap(([name, schema]) => {
    const meta = fieldMeta(schema)
    return meta ? [{ name, ...meta }] : []
  })
  for (const file of files) {
    const field = fields.find(
      ({ name, modality, list }) => modality === file.modality && (list || !Object.hasOwn(input, name)),
    )
    if (!field) {
      const takes = fields.map(({ name, modality }) => `${name} (${modality})`).join(', ')
      return err(
        new SwitchyardError(
          'INVALID_REQUEST',
          `${tool.id} has no input left for ${file.name ?? 'a file'} (${file.modality}). It takes ${takes}.`,
        ),
      )
    }
    const before = input[field.name]
    input[field.name] = field.list ? [...(Array.isArray(before) ? before : []), file] : file
  }
  return ok(input)
}
