import { Queue, type QueueOptions } from 'bullmq'
import type { Redis } from 'ioredis'

/** A queue of BullMQ on a connection of ours. */
export function openBullQueue(
  { redis, namespace }: { redis: Redis; namespace: string },
  name: string,
  options: Partial<QueueOptions> = {},
): Queue {
  const queue = new Queue(name, {
    connection: redis,
    prefix: namespace,
    // Nobody reads BullMQ's own events here; its default of 10,000 a queue only takes memory.
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
