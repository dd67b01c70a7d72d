import { randomUUID } from 'node:crypto'
import { Queue, QueueEvents, Worker } from 'bullmq'
import { Redis } from 'ioredis'

let plainQueues = 0

/** Resolves once the job is done. */
type Add = (data: unknown) => Promise<void>

/**
 * A queue and a worker of BullMQ and nothing else. Who adds a job hears of its end from the worker itself, which only
 * works within one process.
 */
export function withBullMq<T>(
  url: string,
  concurrency: number,
  work: (data: unknown) => Promise<void>,
  use: (add: Add) => Promise<T>,
): Promise<T> {
  return withPlainQueue(url, concurrency, work, ({ queue, worker }) => {
    const finished = new Map<string, () => void>()
    worker.on('completed', ({ id }) => finished.get(id ?? '')?.())
    return use(async (data) => {
      const jobId = randomUUID()
      const done = new Promise<void>((resolve) => {
        finished.set(jobId, resolve)
      })
      await queue.add('job', data, { jobId, removeOnComplete: true })
      await done
      finished.delete(jobId)
    })
  })
}

/** The same, but who adds a job is told its result by BullMQ's own events, as in any process. */
export function withBullMqEvents<T>(
  url: string,
  concurrency: number,
  work: (data: unknown) => Promise<void>,
  use: (add: Add) => Promise<T>,
): Promise<T> {
  const told = async ({ queue, name }: { queue: Queue; name: string }) => {
    const connection = new Redis(url, { maxRetriesPerRequest: null })
    const events = new QueueEvents(name, { connection })
    try {
      await events.waitUntilReady()
      return await use(async (data) => {
        // Kept for a while: it is looked up once its end is listened for.
        const options = { jobId: randomUUID(), removeOnComplete: 1_000 }
        await (await queue.add('job', data, options)).waitUntilFinished(events)
      })
    } finally {
      await events.close()
      connection.disconnect()
    }
  }
  return withPlainQueue(url, concurrency, work, told, 10_000)
}

async function withPlainQueue<T>(
  url: string,
  concurrency: number,
  work: (data: unknown) => Promise<void>,
  use: (plain: { name: string; queue: Queue; worker: Worker }) => Promise<T>,
  /** Events that are kept. */
  maxLen = 10,
): Promise<T> {
  plainQueues += 1
  const name = `plain-${plainQueues}`
  const connections = [0, 1].map(() => new Redis(url, { maxRetriesPerRequest: null }))
  const [forQueue, forWorker] = connections
  if (!forQueue || !forWorker) throw new Error('No connections.')
  const queue = new Queue(name, { connection: forQueue, streams: { events: { maxLen } } })
  queue.setMaxListeners(0)
  const worker = new Worker(name, ({ data }) => work(data), { connection: forWorker, concurrency })
  try {
    await worker.waitUntilReady()
    return await use({ name, queue, worker })
  } finally {
    await worker.close()
    await queue.close()
    for (const connection of connections) connection.disconnect()
  }
}
