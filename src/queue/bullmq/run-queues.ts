import type { QueueConnection } from '../redis/connection.js'
import { queueVersion, type RunJob } from '../redis/messages.js'
import { type Priority, priorities } from '../runs/priority.js'
import { addEach, openBullQueue } from './open-queue.js'

/** Names of the BullMQ queues of runs; another version of Switchyard has others. */
export const runQueues: Readonly<Record<Priority, string>> = runQueuesOf(queueVersion)

function runQueuesOf(version: number): Record<Priority, string> {
  return { interactive: `runs~v${version}`, batch: `batch-runs~v${version}` }
}

/** Versions so much newer are still looked for. */
const versionsAhead = 10

/** Runs that wait for drivers of another version of Switchyard. This one leaves them alone. */
export async function runsOfOtherVersions(
  connection: Pick<QueueConnection, 'redis' | 'namespace'>,
): Promise<{ version: number; waiting: number }[]> {
  const versions = Array.from({ length: queueVersion + versionsAhead }, (_, n) => n + 1)
  const found = await Promise.all(
    versions
      .filter((version) => version !== queueVersion)
      .map(async (version) => {
        const queues = Object.values(runQueuesOf(version)).map((name) =>
          openBullQueue(connection, name, { skipMetasUpdate: true }),
        )
        const waiting = await Promise.all(queues.map((queue) => queue.getWaitingCount().catch(() => 0)))
        await Promise.all(queues.map((queue) => queue.close()))
        return { version, waiting: waiting.reduce((sum, count) => sum + count, 0) }
      }),
  )
  return found.filter(({ waiting }) => waiting > 0)
}

/** A run that is to be put into the queue. */
export interface NewRunJob {
  runId: string
  data: RunJob
  /** When it was submitted, on Redis's clock. */
  timestamp: number
}

/** Both queues of runs, for adding to and taking from. The caller closes them. */
export interface RunQueues {
  /** Adds runs; those that are there stay as they are. */
  add(priority: Priority, runs: readonly NewRunJob[]): Promise<void>
  /** Whether the run waits or runs. */
  has(runId: string): Promise<boolean>
  /** Has a run that waits for a time go on now; does nothing for others. */
  wake(runId: string): Promise<void>
  /** How many wait that somebody waits for. */
  countWaiting(): Promise<number>
  /** Takes out a run that waits, or whose driver has died; false when it runs or is not there. */
  remove(runId: string): Promise<boolean>
  close(): Promise<void>
}

export function openRunQueues(connection: Pick<QueueConnection, 'redis' | 'namespace'>): RunQueues {
  const { redis } = connection
  const queues = {
    interactive: openBullQueue(connection, runQueues.interactive),
    batch: openBullQueue(connection, runQueues.batch),
  }
  return {
    async add(priority, runs) {
      const queue = queues[priority]
      await addEach(redis, runs, {
        add: ({ runId, data, timestamp }) =>
          queue.add('run', data, {
            // Its end is stored elsewhere, so the job itself goes.
            removeOnComplete: true,
            removeOnFail: true,
            jobId: runId,
            timestamp,
          }),
        keyOf: ({ runId }) => queue.toKey(runId),
      })
    },
    async has(runId) {
      const keys = priorities.map((priority) => queues[priority].toKey(runId))
      return (await redis.exists(keys)) > 0
    },
    async wake(runId) {
      for (const priority of priorities) {
        const job = await queues[priority].getJob(runId)
        // One that another process has just woken is no longer delayed.
        if (job && (await job.isDelayed())) await job.promote().catch(() => undefined)
      }
    },
    countWaiting: () => queues.interactive.getWaitingCount(),
    async remove(runId) {
      for (const priority of priorities) {
        // BullMQ also says yes to a job that isn't there.
        if (!(await redis.exists(queues[priority].toKey(runId)))) continue
        return (await queues[priority].remove(runId).catch(() => 0)) === 1
      }
      return false
    },
    async close() {
      await Promise.all(priorities.map((priority) => queues[priority].close()))
    },
  }
}
