import type { CandidateState } from '../backends/backend.js'
import { type Candidate, candidateId } from '../config/candidate.js'
import type { Profile } from '../config/profile.js'
import { err, ok, type Result } from '../core/result.js'
import { inputFacts } from './input-facts.js'
import { type Measure, withOutlook } from './measure.js'
import { findMisfit, type Misfit } from './misfit.js'
import { nextMove, sayRejections } from './no-route.js'
import { costOf, expectedSize } from './price.js'
import { compareFits, explainPlace, type Fit } from './ranking.js'
import type { NoRoute, Rejection, Route } from './route.js'

/** All that a routing decision rests on, so that it can be made again and explained. */
export interface RoutingFacts {
  /** The catalogue's candidates for the tool, in its order: ties go to the earlier one. */
  candidates: readonly Candidate[]
  /** What was turned down before: ways to run a model that the step names. */
  rejected?: readonly Rejection[]
  profile: Pick<Profile, 'name' | 'privacy' | 'preference' | 'backends' | 'sources' | 'downloads'>
  /** How near a candidate is to running. */
  state(candidate: Candidate): CandidateState
  /** Whether there is a token for Hugging Face's servers. */
  hasToken: boolean
  /** Why a candidate is not to be tried for now (its circuit is open); undefined when it may be. */
  resting(candidateId: string): string | undefined
  /** What is remembered of its calls of this tool, if any. */
  measure(candidateId: string): Measure | undefined
  /** Milliseconds since 1970: how old measures are. */
  now: number
  /** Why a call of this estimated price (US dollars; undefined: unknown) can't be paid for; absent: no budget. */
  tooDear?(costUsd: number | undefined): string | undefined
}

/**
 * Decides which candidates may run a call, and in which order to try them. Pure: the same facts give the same route.
 * `findMisfit` says what rejects a candidate, `compareFits` what the order is.
 */
export function route(
  tool: string,
  input: Readonly<Record<string, unknown>>,
  facts: RoutingFacts,
): Result<Route, NoRoute> {
  const { profile, measure, now } = facts
  const given = inputFacts(input)
  const rated = facts.candidates.map((candidate) => {
    const id = candidateId(candidate)
    return { candidate, id, speed: candidate.speed, group: candidate.backend, measure: measure(id) }
  })
  const fits: Fit[] = []
  const misfits: (Misfit & { candidate: Candidate; id: string })[] = []
  for (const { candidate, id, outlook } of withOutlook(rated, now)) {
    const state = facts.state(candidate)
    const costUsd = costOf(candidate, expectedSize(given, outlook.expectedMs))
    const misfit = findMisfit(candidate, { state, input: given, costUsd }, facts)
    if (misfit) misfits.push({ candidate, id, ...misfit })
    else fits.push({ candidate, id, state, outlook, costUsd })
  }

  const rejected = [
    ...(facts.rejected ?? []),
    ...misfits.map(({ id, reason }) => ({ candidate: id, reason })),
  ]
  if (fits.length > 0) {
    const ranked = fits
      .sort((a, b) => compareFits(a, b, profile))
      .map((fit) => ({
        candidate: fit.candidate,
        id: fit.id,
        reason: explainPlace(fit, profile),
        expectedMs: fit.outlook.expectedMs,
        measuredCalls: fit.outlook.calls,
        ...(fit.costUsd !== undefined && { costUsd: fit.costUsd }),
      }))
    return ok({ ranked, rejected })
  }

  const message = `No model can run ${tool} here. ${sayRejections(rejected)} ${nextMove(misfits, profile.name)}`
  return err({ rejected, message })
}
