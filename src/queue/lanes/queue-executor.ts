import type { Executor } from '../../executors/executor.js'
import { createInlineExecutor, type InlineExecutorOptions } from '../../executors/inline.js'
import type { QueueConnection } from '../redis/connection.js'
import { watchWorkers } from '../worker/worker-watch.js'
import { createQueueBackend, type QueueBackendOptions } from './queue-backend.js'
import { createResultStore, type ResultStoreOptions } from './result-store.js'

/** Options of `createQueueExecutor`; most are parts of an agent (`agent.parts`). */
export interface QueueExecutorOptions extends Omit<InlineExecutorOptions, 'backends' | 'cache'> {
  /** The way to the queue. The caller closes it. */
  connection: QueueConnection
  /** Backends whose calls are made from this process: servers elsewhere need no lane. */
  backends?: InlineExecutorOptions['backends'] | undefined
  /** Most steps of this process in the queue at once. @default 256 */
  concurrency?: number | undefined
  /** How results of steps are kept. */
  results?: ResultStoreOptions | undefined
  /** Whether steps go before those of batches in the lanes. @default `interactive` */
  priority?: QueueBackendOptions['priority'] | undefined
  /** How often steps that are waited for are looked after in case a message was lost, milliseconds. @default 10,000 */
  checkMs?: QueueBackendOptions['checkMs'] | undefined
}

/**
 * Runs steps on the queue's workers. It is the inline executor with another backend: routing, retries, the next candidate
 * and what is remembered are the same code. It needs the step cache in Redis, whatever `steps.cache` says: that is how a
 * finished step survives its process.
 *
 * @example
 * ```js
 * import { createAgent } from 'switchyard-ai'
 * import { createQueueExecutor, openQueue, startRunDriver } from 'switchyard-ai/queue'
 *
 * const connection = await openQueue({ url: 'redis://localhost:6379' })
 * const { parts } = await createAgent({ profile: 'demo' })
 * const { registry, catalog, profile } = parts
 * const executor = await createQueueExecutor({ connection, registry, catalog, profile })
 * const driver = await startRunDriver({ connection, parts, executor })
 * process.once('SIGTERM', () => driver.close())
 * ```
 */
export async function createQueueExecutor(options: QueueExecutorOptions): Promise<Executor> {
  const {
    connection,
    backends = [],
    concurrency = 256,
    results: keep,
    checkMs,
    priority,
    profile,
    ...rest
  } = options
  const results = createResultStore(connection, keep)
  const workers = await watchWorkers(connection)
  const queued = createQueueBackend({
    connection,
    results,
    workers,
    checkMs,
    priority,
  })
  const executor = createInlineExecutor({
    ...rest,
    profile: { ...profile, steps: { ...profile.steps, concurrency } },
    backends: [queued, ...backends],
    cache: {
      ...results,
      get: (key, candidate) => (candidate?.backend === queued.id ? queued.find(key) : results.get(key)),
      // The worker has stored what it computed.
      set: (key, output) => {
        if (!queued.hasStored(key)) results.set(key, output)
      },
    },
  })
  return {
    concurrency,
    execute: (step, run) => executor.execute(step, run),
    async close() {
      await executor.close()
      await queued.close()
      workers.close()
    },
  }
}
