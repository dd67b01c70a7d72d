import type { RunQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import { deadlineExceeded } from './deadline.js'
import type { RunStore } from './run-store.js'

/** Most runs that are ended at one look. */
const atOnce = 1_000

/** Ends runs that wait for a driver past their deadline. Of those that a driver has, it has a clock of its own. */
export async function endOverdueRuns({
  connection,
  store,
  queues,
}: {
  connection: QueueConnection
  store: RunStore
  queues: RunQueues
}): Promise<void> {
  const { redis, keys } = connection
  const now = `${Math.round(connection.now())}`
  const overdue = await redis.zrange(keys.runDeadlines, '-inf', now, 'BYSCORE', 'LIMIT', 0, atOnce)
  for (const runId of overdue) {
    if (await queues.remove(runId)) {
      const error = deadlineExceeded().toInfo()
      await store.finish(runId, { ok: false, error }, { type: 'run-failed', error, runId, atMs: 0 })
    }
    // One that has a driver stays, in case that driver dies; one that has ended goes.
    if (!(await queues.has(runId))) await redis.zrem(keys.runDeadlines, runId)
  }
}
