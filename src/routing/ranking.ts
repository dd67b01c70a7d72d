import type { CandidateState } from '../backends/backend.js'
import type { Candidate } from '../config/candidate.js'
import { formatCount } from '../core/text.js'
import { formatUsd } from '../spending/price.js'
import type { RoutingFacts } from './facts.js'
import type { Liking } from './judgements/liking.js'
import type { Outlook } from './measure.js'

/** A candidate that may run a call, with all that decides its place. */
export interface Fit {
  candidate: Candidate
  id: string
  state: CandidateState
  outlook: Outlook
  liking: Liking
  /** US dollars; undefined when unknown. */
  costUsd: number | undefined
}

const readinessOrder = ['loaded', 'cached', 'absent', 'remote'] as const

/**
 * Compares two candidates; the one to try earlier is the smaller. Array sort is stable, so the catalogue's order decides
 * what this leaves open. The keys, one after the other:
 *
 * 1. the profile's order of backends, with the LLM that sees beside the first; with the preference `cost`, this machine before any server
 * 2. what must be downloaded comes last, then what failed of late, then what people dislike, then loaded before
 *    cached
 * 3. the preference: `quality` (rating, then duration), `speed` (duration, then quality) or `cost` (price, unknown ones
 *    last, then memory, duration, quality)
 *
 * Durations within a factor of about 1.4 count as equal, and qualities within half a point, so that noise doesn't decide.
 */
export function compareFits(a: Fit, b: Fit, profile: RoutingFacts['profile']): number {
  const [left, right] = [sortKeys(a, profile), sortKeys(b, profile)]
  for (const [at, key] of left.entries()) {
    const other = right[at] ?? 0
    if (key !== other) return key < other ? -1 : 1
  }
  return 0
}

function sortKeys(
  { candidate, state, outlook, liking, costUsd }: Fit,
  { preference, backends }: RoutingFacts['profile'],
): number[] {
  const { memory, backend } = candidate
  const ready = [
    state.readiness === 'absent' ? 1 : 0,
    outlook.ailing ? 1 : 0,
    liking.isDisliked ? 1 : 0,
    readinessOrder.indexOf(state.readiness),
  ]
  const quality = Math.round(2 * liking.quality)
  const duration = Math.round(2 * Math.log2(outlook.expectedMs))
  if (preference === 'cost') {
    const price = costUsd ?? Number.POSITIVE_INFINITY
    return [backend === 'local' ? 0 : 1, ...ready, price, memory, duration, -quality]
  }
  // The LLM that sees was chosen by the user: it stands beside the preferred backend, for the preference to decide.
  const place = backend === 'llm' ? 0 : backends.indexOf(backend)
  return preference === 'quality'
    ? [place, ...ready, -quality, duration]
    : [place, ...ready, duration, -quality]
}

/** Why a candidate stands in its place, in words. */
export function explainPlace(
  { candidate, state: { readiness }, outlook, liking, costUsd }: Fit,
  { preference }: RoutingFacts['profile'],
): string {
  const { backend, quality, speed, memory, download, endpoint } = candidate
  const size = download === undefined ? '' : ` (${megabytes(download)})`
  const readinessWords = {
    loaded: 'already loaded',
    cached: 'on this machine',
    absent: `downloaded on first use${size}`,
    remote: endpoint
      ? `runs at ${new URL(endpoint).host}`
      : backend === 'llm'
        ? 'asks the LLM'
        : "runs on Hugging Face's servers",
  }
  const price = costUsd === undefined ? 'price unknown' : `about ${formatUsd(costUsd)} a call`
  const merits = {
    quality: `quality ${quality} of 5`,
    speed: `speed ${speed} of 5`,
    cost: readiness === 'remote' ? price : `${megabytes(memory)} of memory`,
  }
  return [
    readinessWords[readiness],
    `${merits[preference]} (preference: ${preference})`,
    ...(outlook.calls >= 0.5 ? [`about ${seconds(outlook.expectedMs)} a call as measured`] : []),
    ...(outlook.ailing ? ['failed more often than not of late'] : []),
    ...explainLiking(liking),
  ].join(', ')
}

/** What people said, where they said anything. */
function explainLiking({ votes: { good, bad }, quality, isDisliked }: Liking): string[] {
  const count = good + bad
  if (count === 0) return []
  const said = `judged good ${good} of ${formatCount(count, 'time')}, which makes its quality ${quality.toFixed(1)}`
  return [isDisliked ? `${said} and puts it behind others` : said]
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
const seconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
