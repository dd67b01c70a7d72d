import type { RequestKind } from './eval-case.js'
import { isRight, type Judged } from './judge.js'
import { seededRandom } from './random.js'
import { addCounts, type CaseScore, f1Of, type MatchCounts } from './score.js'

/** A share, 0 to 1, with the bounds that it keeps within in 95 of 100 draws of as many requests. */
export interface Estimate {
  value: number
  low: number
  high: number
}

/** How a planner did on a set of requests. */
export interface EvalSummary {
  requests: number
  /** F1 over tools, over what feeds what, over types and values of arguments; absent where nothing is known of them. */
  nodeF1?: Estimate | undefined
  linkF1?: Estimate | undefined
  typeF1?: Estimate | undefined
  valueF1?: Estimate | undefined
  /** Plans with just the right tools and links. */
  exact?: Estimate | undefined
  /** Requests without a plan that can be run. */
  invalid: Estimate
  /** Requests of which the graph and all checks are right. */
  right: Estimate
  /** Yes-or-no questions that were answered rightly, and those that were answered with yes; absent without such questions. */
  accuracy?: Estimate | undefined
  yesRatio?: Estimate | undefined
  /** Claims of an answer that nothing bears out, a mean; absent where nothing was answered. */
  unsupportedClaims?: number | undefined
  /** Means of a request. */
  llmCalls: number
  inputTokens: number
  outputTokens: number
  /** The median of a request, and all together. */
  medianSeconds: number
  totalSeconds: number
}

export interface SummarizeOptions {
  /** Default: 1. */
  seed?: number | undefined
  /** How often requests are drawn anew for the bounds. Default: 1,000. */
  rounds?: number | undefined
}

/** Sums judged rows up. The same rows and seed give the same bounds. */
export function summarize(
  judged: readonly Judged[],
  { seed = 1, rounds = 1000 }: SummarizeOptions = {},
): EvalSummary {
  const draws = { seed, rounds }
  const f1 = (part: 'nodes' | 'links' | 'types' | 'values') =>
    estimateF1(
      judged.flatMap(({ score }) => countsOf(score, part)),
      draws,
    )
  const scored = judged.flatMap(({ score }) => (score ? [score.exact] : []))
  const rows = judged.map(({ row }) => row)
  const verdicts = judged.flatMap((one) => (one.verdict ? [one] : []))
  const share = (holds: readonly boolean[]) => (holds.length > 0 ? estimateShare(holds, draws) : undefined)
  const claims = rows.flatMap(({ answer }) => (answer?.unsupported ? [answer.unsupported.length] : []))
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / Math.max(1, rows.length)
  const seconds = rows.map((row) => row.seconds).sort((a, b) => a - b)
  return {
    requests: judged.length,
    nodeF1: f1('nodes'),
    linkF1: f1('links'),
    typeF1: f1('types'),
    valueF1: f1('values'),
    exact: scored.length > 0 ? estimateShare(scored, draws) : undefined,
    invalid: estimateShare(
      judged.map(({ invalid }) => invalid),
      draws,
    ),
    right: estimateShare(judged.map(isRight), draws),
    accuracy: share(verdicts.map(({ verdict, case: { answerChecks } }) => verdict === answerChecks?.says)),
    yesRatio: share(verdicts.map(({ verdict }) => verdict === 'yes')),
    unsupportedClaims:
      claims.length > 0 ? claims.reduce((sum, count) => sum + count, 0) / claims.length : undefined,
    llmCalls: mean(({ llmCalls }) => llmCalls),
    inputTokens: mean(({ inputTokens }) => inputTokens),
    outputTokens: mean(({ outputTokens }) => outputTokens),
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? 0,
    totalSeconds: seconds.reduce((sum, one) => sum + one, 0),
  }
}

/** The same for each kind of request that there is. */
export function summarizeByKind(
  judged: readonly Judged[],
  options: SummarizeOptions = {},
): Partial<Record<RequestKind, EvalSummary>> {
  const kinds = [...new Set(judged.map((one) => one.case.kind))]
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      summarize(
        judged.filter((one) => one.case.kind === kind),
        options,
      ),
    ]),
  )
}

const countsOf = (score: CaseScore | undefined, part: 'nodes' | 'links' | 'types' | 'values') => {
  const counts = score?.[part]
  return counts ? [counts] : []
}

interface Draws {
  seed: number
  rounds: number
}

/** Micro F1: counts are added up first. Bounds by drawing requests with replacement. */
function estimateF1(counts: readonly MatchCounts[], draws: Draws): Estimate | undefined {
  const value = f1Of(addCounts(counts))
  if (value === undefined) return undefined
  return { value, ...boundsOf(counts.length, draws, (places) => f1Of(sumAt(counts, places))) }
}

function sumAt(counts: readonly MatchCounts[], places: Uint32Array): MatchCounts {
  const sum = { right: 0, planned: 0, wanted: 0 }
  for (const place of places) {
    const one = counts[place]
    if (!one) continue
    sum.right += one.right
    sum.planned += one.planned
    sum.wanted += one.wanted
  }
  return sum
}

function estimateShare(holds: readonly boolean[], draws: Draws): Estimate {
  const value = holds.filter(Boolean).length / Math.max(1, holds.length)
  const shareAt = (places: Uint32Array) =>
    places.reduce((sum, place) => sum + (holds[place] ? 1 : 0), 0) / Math.max(1, places.length)
  return { value, ...boundsOf(holds.length, draws, shareAt) }
}

function boundsOf(
  count: number,
  { seed, rounds }: Draws,
  statistic: (places: Uint32Array) => number | undefined,
): { low: number; high: number } {
  const random = seededRandom(seed)
  const places = new Uint32Array(count)
  const drawn: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < count; at++) places[at] = Math.floor(random() * count)
    drawn.push(statistic(places) ?? 0)
  }
  drawn.sort((a, b) => a - b)
  const at = (share: number) => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? 0
  return { low: at(0.025), high: at(0.975) }
}
