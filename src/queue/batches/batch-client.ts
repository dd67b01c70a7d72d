import { SwitchyardError } from '../../core/errors.js'
import { openRunQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import { submitError } from '../redis/while-full.js'
import type { JobOutcome } from './batch.js'
import { type BatchResult, type BatchResultsOptions, batchResults, noBatch } from './batch-results.js'
import type { BatchStatus } from './batch-status.js'
import { type BatchStore, createBatchStore } from './batch-store.js'
import { stopBatch } from './stop-batch.js'
import {
  checkTime,
  checkUsd,
  type SubmitBatchOptions,
  type SubmittedBatch,
  submitBatch,
} from './submit-batch.js'

/** Options of `retryBatch`. */
export interface RetryBatchOptions {
  /** Which jobs: without an answer (`failed`, also those that were cancelled), answered in part, or both. @default `all` */
  which?: 'failed' | 'partly' | 'all' | undefined
  /** A new deadline, milliseconds from now. @default none, also where there was one */
  deadlineMs?: number | undefined
  /** What the batch may cost from now on, US dollars. @default as much again, where it has a budget */
  maxCostUsd?: number | undefined
}

/** Hands batches to the queue and reads their results. A batch goes on without the program that submitted it. */
export interface BatchClient {
  /**
   * Uploads a file of jobs and returns once Redis has all of it; they are answered meanwhile. The same file under the same
   * name is the same batch: what is there is not uploaded again.
   * @throws SwitchyardError `INVALID_REQUEST`, `STORE_FULL` when the media store or Redis is full, `CANCELLED` when `signal` aborts:
   * submitting the same again goes on from there
   */
  submitBatch(options: SubmitBatchOptions): Promise<SubmittedBatch>
  /**
   * Where a batch stands.
   * @throws SwitchyardError `INVALID_REQUEST` when there is no such batch; so do those below
   */
  batchStatus(id: string): Promise<BatchStatus>
  /** All batches that are kept, the newest first. */
  listBatches(): Promise<BatchStatus[]>
  /**
   * Results in the order in which jobs ended, one for each job; from the first, however late one starts. With `follow` it
   * waits for more until the batch has ended. A job that is retried meanwhile comes again, with a higher `attempt`.
   */
  batchResults(id: string, options?: BatchResultsOptions): AsyncGenerator<BatchResult>
  /** Ends what waits and stops what runs: each such job gets a `CANCELLED` result. What has ended stays. */
  cancelBatch(id: string): Promise<void>
  /**
   * Has jobs done again; their results so far are forgotten. A batch whose money is spent goes on. Resolves with how many
   * jobs are done again, or go on.
   */
  retryBatch(id: string, options?: RetryBatchOptions): Promise<number>
  /** Lets go of what it holds; the connection stays open. Batches go on. */
  close(): Promise<void>
}

const retried: Readonly<Record<'failed' | 'partly' | 'all', readonly JobOutcome[]>> = {
  failed: ['failed', 'cancelled'],
  partly: ['partly'],
  all: ['failed', 'cancelled', 'partly'],
}
const retriedAtOnce = 100

/**
 * Makes a client for batches on the queue. The caller closes the connection.
 *
 * @example
 * ```js
 * import { createAgent } from 'switchyard-ai'
 * import { createBatchClient, openQueue } from 'switchyard-ai/queue'
 *
 * const connection = await openQueue({ url: 'redis://localhost:6379' })
 * const agent = await createAgent({ profile: 'demo' }) // only to take media in
 * const batches = createBatchClient({ connection })
 *
 * const { id } = await batches.submitBatch({ jobs: 'samples/jobs.jsonl', ingest: agent.parts.ingest })
 * for await (const { line } of batches.batchResults(id, { follow: true })) console.log(line.custom_id)
 * ```
 */
export function createBatchClient({ connection }: { connection: QueueConnection }): BatchClient {
  const store = createBatchStore(connection)
  const queues = openRunQueues(connection)

  return {
    async submitBatch(options) {
      try {
        return await submitBatch({ connection, store }, options)
      } catch (error) {
        throw submitError(error)
      }
    },
    async batchStatus(id) {
      const status = await store.statusWithRate(id)
      if (!status) throw noBatch(id)
      return status
    },
    async listBatches() {
      const ids = await store.list()
      const found = await Promise.all(ids.map((id) => store.status(id)))
      await store.unlist(ids.filter((_, place) => !found[place]))
      return found.flatMap((status) => status ?? [])
    },
    batchResults: (id, options) => batchResults({ connection, store }, id, options),
    async cancelBatch(id) {
      const stopped = await store.stop(id, 'cancelled').catch((error) => {
        throw submitError(error)
      })
      if (stopped === 'gone') throw noBatch(id)
      const status = await store.status(id)
      // One whose deadline is over is being stopped already, with its own error.
      if (status?.state === 'cancelling') await stopBatch({ connection, store, queues }, id, 'cancelled')
    },
    async retryBatch(id, { which = 'all', deadlineMs, maxCostUsd } = {}) {
      const status = await store.status(id)
      if (!status) throw noBatch(id)
      const deadlineAtMs =
        deadlineMs === undefined
          ? undefined
          : Math.round(connection.now()) + checkTime('deadline', deadlineMs)
      const usd = checkUsd(maxCostUsd)
      const again = await retry(store, id, { outcomes: retried[which], deadlineAtMs })
      const wasSpent = status.state === 'spent'
      await store.grant(id, { usd, deadline: wasSpent ? { atMs: deadlineAtMs } : undefined })
      return wasSpent ? again + status.waiting : again
    },
    close: () => queues.close(),
  }
}

async function retry(
  store: BatchStore,
  id: string,
  { outcomes, deadlineAtMs }: { outcomes: readonly JobOutcome[]; deadlineAtMs: number | undefined },
): Promise<number> {
  let again = 0
  let last = '-'
  // What ends after this moment, retried jobs among it, is not retried.
  const until = await store.lastResult(id)
  while (until !== undefined && last !== until) {
    const entries = await store.results(id, last, { most: retriedAtOnce, until })
    if (entries.length === 0) break
    last = entries.at(-1)?.entry ?? until
    const matching = entries.filter(({ outcome, unfit }) => !unfit && outcomes.includes(outcome))
    if (matching.length === 0) continue
    const taken = await store.retry(id, matching, { deadlineAtMs })
    if (taken === 'ending')
      throw new SwitchyardError(
        'INVALID_REQUEST',
        `Batch ${id} is just being stopped. Wait until \`switchyard batch status ${id}\` says that it has ended, then retry.`,
        { retryable: true },
      )
    again += taken
  }
  return again
}
