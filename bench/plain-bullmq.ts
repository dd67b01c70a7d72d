import { randomUUID } from 'node:crypto'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'

let plainQueues = 0

/** A queue and a worker of BullMQ and nothing else. `add` resolves once the job is done. */
export async function withBullMq<T>(
  url: string,
  concurrency: number,
  work: (data: unknown) => Promise<void>,
  use: (add: (data: unknown) => Promise<void>) => Promise<T>,
): Promise<T> {
  plainQueues += 1
  const name = `plain-${plainQueues}`
  const connections = [0, 1].map(() => new Redis(url, { maxRetriesPerRequest: null }))
  const [forQueue, forWorker] = connections
  if (!forQueue || !forWorker) throw new Error('No connections.')
  const queue = new Queue(name, { connection: forQueue, streams: { events: { maxLen: 10 } } })
  const finished = new Map<string, () => void>()
  const worker = new Worker(name, ({ data }) => work(data), { connection: forWorker, concurrency })
  worker.on('completed', ({ id }) => finished.get(id ?? '')?.())
  await worker.waitUntilReady()
  try {
    return await use(async (data) => {
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
    for (const connection of connections) connection.disconnect()
  }
}
