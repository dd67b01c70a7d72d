import { type Candidate, candidateId } from '../config/candidate.js'
import { err, ok, type Result } from '../core/result.js'
import type { RoutingFacts } from './facts.js'
import { inputFacts } from './input-facts.js'
import { judgeLiking } from './judgements/liking.js'
import { withOutlook } from './measure.js'
import { findMisfit, type Misfit } from './misfit.js'
import { describeRejections, nextMove } from './no-route.js'
import { costOf, expectedSize } from './price.js'
import { compareFits, explainPlace, type Fit } from './ranking.js'
import type { NoRoute, Route } from './route.js'

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
  const inputSize = inputFacts(input)
  const rated = facts.candidates.map((candidate) => {
    const id = candidateId(candidate)
    return { candidate, id, speed: candidate.speed, group: candidate.backend, measure: measure(id) }
  })
  const fits: Fit[] = []
  const misfits: (Misfit & { candidate: Candidate; id: string })[] = []
  for (const { candidate, id, outlook } of withOutlook(rated, now)) {
    const state = facts.state(candidate)
    const costUsd = costOf(candidate, expectedSize(inputSize, outlook.expectedMs))
    const misfit = findMisfit(candidate, { state, input: inputSize, costUsd }, facts)
    if (misfit) misfits.push({ candidate, id, ...misfit })
    else {
      const liking = judgeLiking(candidate.quality, facts.votes?.(id))
      fits.push({ candidate, id, state, outlook, liking, costUsd })
    }
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
        costUsd: fit.costUsd,
      }))
    return ok({ ranked, rejected })
  }

  const message = `No model can run ${tool} here. ${describeRejections(rejected)} ${nextMove(misfits, profile.name)}`
  return err({ rejected, message })
}

/**
 * The route of a call as far as it is free: its first candidate, where that runs on this machine, is loaded or on disk and
 * costs nothing. There is nothing to fall back on, as what comes after it may be a server's. Pure, as `route` is.
 */
export function freeRoute(
  tool: string,
  input: Readonly<Record<string, unknown>>,
  facts: RoutingFacts,
): Result<Route, NoRoute> {
  const routed = route(tool, input, facts)
  const first = routed.ok ? routed.value.ranked[0] : undefined
  if (!routed.ok || !first) return routed
  const { rejected } = routed.value
  const { readiness } = facts.state(first.candidate)
  const isHere = readiness === 'loaded' || readiness === 'cached'
  if (first.candidate.backend === 'local' && first.costUsd === 0 && isHere)
    return ok({ ranked: [first], rejected })
  return err({ rejected, message: `${first.id} is not on this machine, or not free.` })
}
