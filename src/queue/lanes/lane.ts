import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import { z } from 'zod'
import { type Candidate, candidateId } from '../../config/candidate.js'
import { queueVersion } from '../redis/messages.js'

/** The queue of one candidate's jobs. */
export interface Lane {
  /** Name of its BullMQ queue. */
  name: string
  /** The candidate's id, for people. */
  id: string
  /** Memory of its model once loaded. */
  bytes: number
}

/** What is kept of a lane in Redis, so that it can be listed. */
export const knownLaneSchema = z.object({ id: z.string(), bytes: z.number() })

/**
 * The lane of a candidate. Its name carries a fingerprint of all that decides the candidate's results and of the version
 * of the queue, so that a process whose catalogue or version says otherwise has another lane: it never sees these jobs.
 */
export function laneOf(candidate: Candidate): Lane {
  const known = lanes.get(candidate)
  if (known) return known
  const lane = describe(candidate)
  lanes.set(candidate, lane)
  return lane
}

/** Candidates are made once and never changed. */
const lanes = new WeakMap<Candidate, Lane>()

function describe(candidate: Candidate): Lane {
  const { backend, source, model, revision, dtype, options, memory } = candidate
  const identity = stringify({ queueVersion, backend, source, model, revision, dtype, options })
  const fingerprint = createHash('sha256').update(`${identity}`).digest('hex').slice(0, 8)
  const id = candidateId(candidate)
  // BullMQ builds keys with colons and takes none in names.
  return { name: `lane~${id.replaceAll(':', '~')}~${fingerprint}`, id, bytes: memory }
}
