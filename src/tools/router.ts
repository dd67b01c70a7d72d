import type { CandidateState } from '../backends/backend.js'
import type { Profile } from '../config/profile.js'
import { err, ok, type Result } from '../result.js'
import { type Candidate, candidateId } from './candidate.js'
import { needsToken, staysHere } from './endpoint.js'
import { nextMove, type RejectionKind } from './no-route.js'
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
}

interface Fit {
  candidate: Candidate
  id: string
  state: CandidateState
}

interface Misfit {
  candidate: Candidate
  id: string
  kind: RejectionKind
  reason: string
}

const readinessOrder = ['loaded', 'cached', 'absent', 'remote'] as const

/**
 * Decides which candidates may run a call, and in which order to try them. Pure: the same facts give the same route.
 *
 * Order: the profile's order of backends (with the preference `cost`: this machine before any server), then loaded
 * before cached before downloadable, then the preference, then the order of the catalogue.
 */
export function route(
  tool: string,
  input: Readonly<Record<string, unknown>>,
  facts: RoutingFacts,
): Result<Route, NoRoute> {
  const languages = languagesIn(input)
  const fits: Fit[] = []
  const misfits: Misfit[] = []
  for (const candidate of facts.candidates) {
    const id = candidateId(candidate)
    const state = facts.state(candidate)
    const misfit = findMisfit(candidate, state, languages, facts)
    if (misfit) misfits.push({ candidate, id, ...misfit })
    else fits.push({ candidate, id, state })
  }

  const rejected = [
    ...(facts.rejected ?? []),
    ...misfits.map(({ id, reason }) => ({ candidate: id, reason })),
  ]
  if (fits.length > 0) {
    const ranked = fits
      .sort((a, b) => compare(a, b, facts.profile))
      .map(({ candidate, id, state }) => ({
        candidate,
        id,
        reason: explain(candidate, state, facts.profile),
      }))
    return ok({ ranked, rejected })
  }

  const count = `${rejected.length} candidate${rejected.length === 1 ? '' : 's'}`
  const reasons = rejected.map(({ candidate, reason }) => `${candidate} ${reason}`).join('; ')
  const found = rejected.length === 0 ? 'The catalogue has no candidate for it.' : `${count}: ${reasons}.`
  const message = `No model can run ${tool} here. ${found} ${nextMove(misfits, facts.profile.name)}`
  return err({ rejected, message })
}

function findMisfit(
  candidate: Candidate,
  state: CandidateState,
  languages: readonly string[],
  { profile, hasToken, resting }: RoutingFacts,
): { kind: RejectionKind; reason: string } | undefined {
  const remote = candidate.backend !== 'local'
  if (remote && profile.privacy === 'local' && !staysHere(candidate))
    return {
      kind: 'privacy',
      reason: `is remote, the profile ${profile.name} keeps everything on this machine`,
    }
  if (!profile.backends.includes(candidate.backend))
    return {
      kind: 'backend',
      reason: `runs on ${candidate.backend}, the profile ${profile.name} does not use that`,
    }
  if (!remote && !profile.sources.includes(candidate.source))
    return {
      kind: 'source',
      reason: `comes from the source "${candidate.source}", the profile ${profile.name} takes ${profile.sources.join(' and ') || 'none'}`,
    }
  const missing = languages.filter(
    (language) => candidate.languages && !candidate.languages.includes(language),
  )
  if (missing.length > 0)
    return {
      kind: 'language',
      reason: `does not speak ${missing.join(' and ')}, only ${candidate.languages?.join(', ')}`,
    }
  if (remote && !hasToken && needsToken(candidate))
    return { kind: 'token', reason: 'needs a Hugging Face token, there is none' }
  if (state.unavailable !== undefined) return { kind: 'unavailable', reason: state.unavailable }
  if (state.readiness === 'absent' && !profile.downloads)
    return { kind: 'download', reason: 'is not on this machine, downloads are off' }
  const rest = resting(candidateId(candidate))
  return rest === undefined ? undefined : { kind: 'resting', reason: rest }
}

/** Languages a call is about: inputs such as `language` or `targetLanguage`, as ISO 639-1 codes (`de-AT` is `de`). */
function languagesIn(input: Readonly<Record<string, unknown>>): string[] {
  const codes = Object.entries(input).flatMap(([key, value]) =>
    /^language$|[_a-z]language$/i.test(key) && typeof value === 'string' && value !== 'auto'
      ? [value.toLowerCase().replace(/[-_].*$/, '')]
      : [],
  )
  return [...new Set(codes)]
}

/** Smaller is tried earlier. Array sort is stable, so the catalogue's order decides what this leaves open. */
function compare(a: Fit, b: Fit, profile: RoutingFacts['profile']): number {
  const keys = (fit: Fit) => sortKeys(fit, profile)
  const [left, right] = [keys(a), keys(b)]
  for (const [at, key] of left.entries()) {
    const difference = key - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function sortKeys({ candidate, state }: Fit, { preference, backends }: RoutingFacts['profile']): number[] {
  const { quality, speed, memory } = candidate
  const ready = readinessOrder.indexOf(state.readiness)
  if (preference === 'cost') return [candidate.backend === 'local' ? 0 : 1, ready, memory, -speed, -quality]
  const place = backends.indexOf(candidate.backend)
  return preference === 'quality' ? [place, ready, -quality, -speed] : [place, ready, -speed, -quality]
}

function explain(
  { quality, speed, memory, download, endpoint }: Candidate,
  { readiness }: CandidateState,
  { preference }: RoutingFacts['profile'],
): string {
  const size = download === undefined ? '' : ` (${megabytes(download)})`
  const readinessWords = {
    loaded: 'already loaded',
    cached: 'on this machine',
    absent: `downloaded on first use${size}`,
    remote: endpoint ? `runs at ${new URL(endpoint).host}` : "runs on Hugging Face's servers",
  }
  const merits = {
    quality: `quality ${quality} of 5`,
    speed: `speed ${speed} of 5`,
    cost: readiness === 'remote' ? 'paid by the call' : `${megabytes(memory)} of memory`,
  }
  return `${readinessWords[readiness]}, ${merits[preference]} (preference: ${preference})`
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
