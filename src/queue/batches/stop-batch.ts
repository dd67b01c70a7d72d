import { failureLine } from '../../batch/result-line.js'
import type { SwitchyardError } from '../../core/errors.js'
import type { RunQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import type { ControlMessage } from '../redis/messages.js'
import { deadlineExceeded } from '../runs/deadline.js'
import { priorities } from '../runs/priority.js'
import { batchWasCancelled, type JobAttempt, runIdOf } from './batch.js'
import { type BatchStore, createPageReader, type PageReader } from './batch-store.js'

/** Jobs that wait are ended so many at a time, so that Redis has time for others. */
const atOnce = 500
/** Clocks of several processes may differ a little. */
const everything = -60_000

export const stopError = (why: 'cancelled' | 'deadline'): SwitchyardError =>
  why === 'cancelled' ? batchWasCancelled() : deadlineExceeded()

/** Ends a job that the queue holds and no driver has. */
export async function endUnbegun(
  { store, jobOf }: { store: BatchStore; jobOf: PageReader },
  attempt: JobAttempt,
  error: SwitchyardError,
): Promise<void> {
  const job = await jobOf(attempt).catch(() => undefined)
  const line = failureLine(job?.customId ?? '', runIdOf(attempt), error.toInfo())
  const outcome = error.code === 'CANCELLED' ? 'cancelled' : 'failed'
  await store.end(attempt, { outcome, line, cacheHits: 0 })
}

/** Ends what waits of a batch that was stopped, and has drivers stop what runs. What is left of it can be done again. */
export async function stopBatch(
  { connection, store, queues }: { connection: QueueConnection; store: BatchStore; queues: RunQueues },
  id: string,
  why: 'cancelled' | 'deadline',
): Promise<void> {
  const { redis, keys } = connection
  const jobOf = createPageReader(store)
  while ((await store.endWaiting(id, atOnce)) > 0);
  for (const priority of priorities) {
    const held = (await store.held(priority, everything)).filter(({ batchId }) => batchId === id)
    for (const attempt of held) {
      const runId = runIdOf(attempt)
      if (await queues.remove(runId)) await endUnbegun({ store, jobOf }, attempt, stopError(why))
      else if (why === 'cancelled') {
        // Its driver ends it. Where a deadline is over, that has noticed by itself.
        const message: ControlMessage = { kind: 'cancel-run', runId }
        await redis.publish(keys.control, JSON.stringify(message))
      }
    }
  }
}
