import type { CandidateState } from '../backends/backend.js'
import type { Candidate } from '../config/candidate.js'
import type { Profile } from '../config/profile.js'
import type { Votes } from './judgements/liking.js'
import type { Measure } from './measure.js'
import type { Rejection } from './route.js'

/** All that a routing decision rests on, so that it can be made again and explained. */
export interface RoutingFacts {
  /** The catalogue's candidates for the tool, in its order: ties go to the earlier one. */
  candidates: readonly Candidate[]
  /** What was turned down before: ways to run a model that the step names. */
  rejected?: readonly Rejection[] | undefined
  profile: Pick<Profile, 'name' | 'privacy' | 'preference' | 'backends' | 'sources' | 'downloads'>
  /** How near a candidate is to running. */
  state(candidate: Candidate): CandidateState
  /** Whether there is a token for Hugging Face's servers. */
  hasToken: boolean
  /** Why a candidate is not to be tried for now (its circuit is open); undefined when it may be. */
  resting(candidateId: string): string | undefined
  /** What is remembered of its calls of this tool, if any. */
  measure(candidateId: string): Measure | undefined
  /** How people judged what it found for this tool; absent, or undefined: nobody did. */
  votes?: ((candidateId: string) => Votes | undefined) | undefined
  /** Milliseconds since 1970: how old measures are. */
  now: number
  /** Why a call of this estimated price (US dollars; undefined: unknown) can't be paid for; absent: no budget. */
  tooDear?: ((costUsd: number | undefined) => string | undefined) | undefined
}
