import { Queue, type QueueOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import { isWrongType } from '../redis/foreign-key.js'

/** A queue of BullMQ on a connection of ours. */
export function openBullQueue(
  { redis, namespace }: { redis: Redis; namespace: string },
  name: string,
  options: Partial<QueueOptions> = {},
): Queue {
  const queue = new Queue(name, {
    connection: redis,
    prefix: namespace,
    // BullMQ's own events are not read here; its default of 10,000 a queue only takes memory.
    streams: { events: { maxLen: 10 } },
    ...options,
  })
  queue.on('error', () => undefined)
  return queue
}

/** Opens each queue once. */
export function createQueueCache(connection: { redis: Redis; namespace: string }): (name: string) => Queue {
  const queues = new Map<string, Queue>()
  return (name) => {
    const queue = queues.get(name) ?? openBullQueue(connection, name)
    queues.set(name, queue)
    return queue
  }
}

/**
 * Adds jobs, each by its own call, and throws the first error. BullMQ writes a job before it puts it into a list: where the
 * list's key is of a wrong type, the job would be taken for one that waits ever after, so what was refused is removed.
 */
export async function addEach<T>(
  redis: Redis,
  jobs: readonly T[],
  { add, keyOf }: { add: (job: T) => Promise<unknown>; keyOf: (job: T) => string },
): Promise<void> {
  const ends = await Promise.allSettled(jobs.map(add))
  const refused = ends.flatMap((end, at) => (end.status === 'rejected' ? [{ error: end.reason, at }] : []))
  const [first] = refused
  if (!first) return
  const halfWritten = refused.filter(({ error }) => isWrongType(error)).flatMap(({ at }) => jobs[at] ?? [])
  if (halfWritten.length > 0) await redis.del(halfWritten.map(keyOf))
  throw first.error
}
