import { Queue } from 'bullmq'
import type { QueueConnection } from '../redis/connection.js'
import { queueVersion } from '../redis/messages.js'

/**
 * Who goes first: `interactive` for runs that somebody waits for, `batch` for those that may wait. Interactive runs have
 * a queue and drivers' places of their own, and their steps go before those of batch runs in every lane.
 */
export type Priority = 'interactive' | 'batch'
export const priorities: readonly Priority[] = ['interactive', 'batch']

/** Names of the BullMQ queues of runs; another version of Switchyard has others. */
export const runQueues: Readonly<Record<Priority, string>> = runQueuesOf(queueVersion)

function runQueuesOf(version: number): Record<Priority, string> {
  return { interactive: `runs~v${version}`, batch: `batch-runs~v${version}` }
}

/** Versions so much newer are still looked for. */
const versionsAhead = 10

/** Runs that wait for drivers of another version of Switchyard. This one leaves them alone. */
export async function runsOfOtherVersions({
  redis,
  namespace,
}: Pick<QueueConnection, 'redis' | 'namespace'>): Promise<{ version: number; waiting: number }[]> {
  const versions = Array.from({ length: queueVersion + versionsAhead }, (_, n) => n + 1)
  const found = await Promise.all(
    versions
      .filter((version) => version !== queueVersion)
      .map(async (version) => {
        const names = Object.values(runQueuesOf(version))
        const waiting = await Promise.all(names.map((name) => redis.llen(`${namespace}:${name}:wait`)))
        return { version, waiting: waiting.reduce((sum, count) => sum + count, 0) }
      }),
  )
  return found.filter(({ waiting }) => waiting > 0)
}

/** How a run's job is kept: its end is stored elsewhere, so the job itself goes. */
export const runJobOptions = { removeOnComplete: true, removeOnFail: true } as const

/** Both queues of runs, for adding to and taking from. The caller closes them. */
export function openRunQueues({ redis, namespace }: Pick<QueueConnection, 'redis' | 'namespace'>) {
  const open = (name: string): Queue => {
    // Nobody reads BullMQ's own events here; its default of 10,000 a queue only takes memory.
    const queue = new Queue(name, {
      connection: redis,
      prefix: namespace,
      streams: { events: { maxLen: 10 } },
    })
    queue.on('error', () => undefined)
    return queue
  }
  const queues: Record<Priority, Queue> = {
    interactive: open(runQueues.interactive),
    batch: open(runQueues.batch),
  }
  return {
    ...queues,
    /** Whether the run waits or runs. */
    async has(runId: string): Promise<boolean> {
      const keys = priorities.map((priority) => `${namespace}:${runQueues[priority]}:${runId}`)
      return (await redis.exists(keys)) > 0
    },
    /** Takes out a run that waits, or whose driver has died; false when it runs or is not there. */
    async remove(runId: string): Promise<boolean> {
      for (const priority of priorities) {
        // BullMQ also says yes to a job that isn't there.
        if (!(await redis.exists(`${namespace}:${runQueues[priority]}:${runId}`))) continue
        return (await queues[priority].remove(runId).catch(() => 0)) === 1
      }
      return false
    },
    async close(): Promise<void> {
      await Promise.all(priorities.map((priority) => queues[priority].close()))
    },
  }
}

export type RunQueues = ReturnType<typeof openRunQueues>
