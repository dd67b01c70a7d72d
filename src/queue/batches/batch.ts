import { z } from 'zod'
import type { Outcome } from '../../batch/result-line.js'
import { SwitchyardError } from '../../core/errors.js'
import type { BatchStatus } from './batch-status.js'

/** One try of one job of a batch. */
export interface JobAttempt {
  batchId: string
  /** The job's number in its batch, from 0. */
  job: number
  /** From 1; `retryBatch` raises it. */
  attempt: number
}

/** The id of the run that an attempt is. */
export const runIdOf = ({ batchId, job, attempt }: JobAttempt): string => `${batchId}~${job}~${attempt}`

/** The attempt that a run is; undefined for other runs. */
export function attemptOf(runId: string): JobAttempt | undefined {
  const [, batchId, job, attempt] = /^(.+)~(\d+)~(\d+)$/.exec(runId) ?? []
  return batchId === undefined ? undefined : { batchId, job: Number(job), attempt: Number(attempt) }
}

/** How an attempt ended. */
export type JobOutcome = Outcome | 'cancelled'
const letters = { answered: 'A', partly: 'P', failed: 'F', cancelled: 'C' } as const
export const letterOf = (outcome: JobOutcome): string => letters[outcome]
const outcomes = {
  A: 'answered',
  P: 'partly',
  F: 'failed',
  X: 'failed',
  C: 'cancelled',
} as const satisfies Record<string, JobOutcome>
/** How a job ended, from its state. */
export const outcomeSchema = z
  .enum(['A', 'P', 'F', 'X', 'C'])
  .transform((letter): JobOutcome => outcomes[letter])

/** What a driver or the feeder is to do with an attempt. */
export const orderSchema = z.enum(['go', 'over', 'cancelled', 'deadline'])
export type Order = z.infer<typeof orderSchema>

const count = z.coerce.number()
const metaSchema = z.object({
  name: z.string(),
  submitter: z.string(),
  priority: z.enum(['interactive', 'batch']),
  createdAtMs: count,
  endedAtMs: count,
  deadlineAtMs: count,
  sealed: z.enum(['0', '1']),
  ending: z.enum(['', 'cancelled', 'deadline']),
  total: count,
  active: count,
  answered: count,
  partly: count,
  failed: count,
  cancelled: count,
  cacheHits: count,
  cost: count.default(0),
  limit: count.default(-1),
})

/** Costs are kept in whole billionths of a US dollar, so that their sum is exact. */
const perUsd = 1e9
export const toBillionths = (usd: number): number => Math.round(usd * perUsd)

/** Reads a batch's hash; undefined when there is none. */
export function parseStatus(id: string, hash: Record<string, string>): BatchStatus | undefined {
  const parsed = metaSchema.safeParse(hash)
  if (!parsed.success) return undefined
  const { sealed, ending, endedAtMs, deadlineAtMs, cost, limit, ...meta } = parsed.data
  const { total, active, answered, partly, failed, cancelled } = meta
  const underWay =
    ending === 'cancelled'
      ? 'cancelling'
      : ending === 'deadline'
        ? 'expiring'
        : sealed === '0'
          ? 'uploading'
          : limit > 0 && cost >= limit
            ? 'spent'
            : 'running'
  return {
    id,
    ...meta,
    state: endedAtMs > 0 ? 'ended' : underWay,
    waiting: total - active - answered - partly - failed - cancelled,
    costUsd: cost / perUsd,
    maxCostUsd: limit >= 0 ? limit / perUsd : undefined,
    endedAtMs: endedAtMs || undefined,
    deadlineAtMs: deadlineAtMs || undefined,
  }
}

export const batchWasCancelled = (): SwitchyardError =>
  new SwitchyardError('CANCELLED', 'The batch was cancelled.')
