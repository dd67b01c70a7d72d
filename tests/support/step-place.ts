import { randomUUID } from 'node:crypto'
import type { Candidate } from '../../src/config/candidate.js'
import { profileSchema } from '../../src/config/profile.js'
import { createQueueExecutor, type QueueExecutorOptions } from '../../src/queue/lanes/queue-executor.js'
import { openQueue, type QueueConnection } from '../../src/queue/redis/connection.js'
import { startWorker, type WorkerOptions } from '../../src/queue/worker/worker.js'
import { candidateOf, FakeBackend, type Reply } from './fake-backend.js'
import { testTools, toolBox } from './test-tools.js'

/** The one tool of such a place; its steps go to `big` unless a test says otherwise. */
export const { upper } = testTools
export const big = candidateOf('big', { quality: 5 })
export const step = (text: string, runId = 'r') => ({ runId, stepId: 's1', tool: upper.id, input: { text } })
const { signal }: { signal: AbortSignal } = new AbortController()
export const quietly: { signal: AbortSignal; emit(): void } = { signal, emit: () => {} }

/** A corner of a Redis of its own, with executors and workers whose models answer from a script. `close` undoes it all. */
export async function createStepPlace(
  url: string,
  {
    candidates = [big],
    namespace = randomUUID(),
  }: { candidates?: readonly Candidate[]; namespace?: string } = {},
) {
  const registry = { ...toolBox(upper), list: () => [upper] }
  const catalog = { candidates: (tool: string) => (tool === upper.id ? candidates : []) }
  const profile = profileSchema.parse({ name: 'test', description: '', sources: ['hub'] })
  const closing: (() => Promise<void>)[] = []
  const open = async (): Promise<QueueConnection> => {
    const connection = await openQueue({ url, namespace })
    closing.push(() => connection.close())
    return connection
  }
  return {
    connection: await open(),
    open,
    async executor(options: Partial<QueueExecutorOptions> = {}) {
      const executor = await createQueueExecutor({
        connection: await open(),
        registry,
        catalog,
        profile,
        hasToken: false,
        random: () => 0,
        checkMs: 200,
        ...options,
      })
      closing.push(() => executor.close())
      return executor
    },
    async worker(script: Record<string, Reply[]>, options: Partial<WorkerOptions> = {}) {
      const backend = new FakeBackend(script)
      const errors: Error[] = []
      const worker = await startWorker({
        connection: await open(),
        backend,
        registry,
        catalog,
        device: 'test',
        version: '0',
        memoryBytes: 1e9,
        lockMs: 300,
        lookMs: 200,
        drainMs: 50,
        onError: (error) => errors.push(error),
        ...options,
      })
      closing.push(() => worker.close())
      return { worker, backend, errors }
    },
    async close(): Promise<void> {
      for (const close of closing.splice(0).reverse()) await close()
    },
  }
}

export type StepPlace = Awaited<ReturnType<typeof createStepPlace>>
