import type { CandidateState } from '../backends/backend.js'
import { type Candidate, candidateId, takesSource } from '../config/candidate.js'
import { needsToken, staysHere } from '../config/endpoint.js'
import type { RoutingFacts } from './facts.js'
import type { InputFacts } from './input-facts.js'
import { directionMisfit } from './language/direction.js'
import { sequenceMisfit } from './language/sequence-kind.js'
import type { RejectionKind } from './no-route.js'

/** Why a candidate can't run a call. */
export interface Misfit {
  kind: RejectionKind
  reason: string
}

/** The first thing that keeps a candidate from running a call; what can't be changed comes first, money last. */
export function findMisfit(
  candidate: Candidate,
  { state, input, costUsd }: { state: CandidateState; input: InputFacts; costUsd: number | undefined },
  { candidates, profile, hasToken, resting, tooDear }: RoutingFacts,
): Misfit | undefined {
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
  if (!remote && !takesSource(profile.sources, candidate))
    return {
      kind: 'source',
      reason: `comes from the source "${candidate.source}", the profile ${profile.name} takes ${profile.sources.join(' and ') || 'none'}`,
    }
  const missing = input.languages.filter(
    (language) => candidate.languages && !candidate.languages.includes(language),
  )
  if (missing.length > 0)
    return {
      kind: 'language',
      reason: `does not speak ${missing.join(' and ')}, only ${candidate.languages?.join(', ')}`,
    }
  const wrongWay = directionMisfit(candidate, input.direction)
  if (wrongWay !== undefined) return { kind: 'language', reason: wrongWay }
  const unread = sequenceMisfit(candidate, { sequence: input.sequence, others: candidates })
  if (unread !== undefined) return { kind: 'language', reason: unread }
  const tooLarge = sizeMisfit(candidate, input)
  if (tooLarge !== undefined) return { kind: 'size', reason: tooLarge }
  if (remote && !hasToken && needsToken(candidate))
    return { kind: 'token', reason: 'needs a Hugging Face token, there is none' }
  if (state.unavailable !== undefined) return { kind: 'unavailable', reason: state.unavailable }
  if (state.readiness === 'absent' && !profile.downloads)
    return { kind: 'download', reason: 'is not on this machine, downloads are off' }
  const rest = resting(candidateId(candidate))
  if (rest !== undefined) return { kind: 'resting', reason: rest }
  const dear = tooDear?.(costUsd)
  return dear === undefined ? undefined : { kind: 'budget', reason: dear }
}

function sizeMisfit(
  { limits = {} }: Candidate,
  { pixels, seconds, characters }: InputFacts,
): string | undefined {
  const { maxPixels, maxSeconds, maxCharacters } = limits
  if (maxPixels !== undefined && pixels > maxPixels)
    return `takes pictures of ${megapixels(maxPixels)} megapixels at most, this one has ${megapixels(pixels)}`
  if (maxSeconds !== undefined && seconds > maxSeconds)
    return `takes ${maxSeconds} s of sound at most, this recording has ${seconds.toFixed(1)} s`
  if (maxCharacters !== undefined && characters > maxCharacters)
    return `takes ${maxCharacters} characters at most, this is ${characters}`
  return undefined
}

const megapixels = (pixels: number): string => String(Math.round(pixels / 10_000) / 100)
