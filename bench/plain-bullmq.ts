import { randomUUID } from 'node:crypto'
import { Queue, QueueEvents, Worker } from 'bullmq'
import { Redis } from 'ioredis'

let plainQueues = 0

/**
 * A queue and a worker of BullMQ and nothing else. `add` resolves once the job is done: the worker says so by an event of
 * its own, which only works where both are one process; with `awaited` it is heard of as anywhere else.
 */
export async function withBullMq<T>(
  url: string,
  { concurrency, awaited = false }: { concurrency: number; awaited?: boolean },
  work: (data: unknown) => Promise<void>,
  use: (add: (data: unknown) => Promise<void>) => Promise<T>,
): Promise<T> {
  plainQueues += 1
  const name = `plain-${plainQueues}`
  const connections = [0, 1, 2].map(() => new Redis(url, { maxRetriesPerRequest: null }))
  const [forQueue, forWorker, forEvents] = connections
  if (!forQueue || !forWorker || !forEvents) throw new Error('No connections.')
  const queue = new Queue(name, { connection: forQueue, streams: { events: { maxLen: 10_000 } } })
  const finished = new Map<string, () => void>()
  const worker = new Worker(name, ({ data }) => work(data), { connection: forWorker, concurrency })
  worker.on('completed', ({ id }) => finished.get(id ?? '')?.())
  const events = awaited ? new QueueEvents(name, { connection: forEvents }) : undefined
  events?.setMaxListeners(0)
  await Promise.all([worker.waitUntilReady(), events?.waitUntilReady()])
  try {
    return await use(async (data) => {
      if (events) {
        const job = await queue.add('job', data, { removeOnComplete: { count: 1_000 } })
        await job.waitUntilFinished(events)
        return
      }
      const jobId = randomUUID()
      const done = new Promise<void>((resolve) => {
        finished.set(jobId, resolve)
      })
      await queue.add('job', data, { jobId, removeOnComplete: true })
      await done
      finished.delete(jobId)
    })
  } finally {
    await worker.close()
    await queue.close()
    await events?.close()
    for (const connection of connections) connection.disconnect()
  }
}
