import { z } from 'zod'
import type { Backend } from '../dist/backends/backend.js'
import { candidateSchema } from '../dist/config/candidate.js'
import { profileSchema } from '../dist/config/profile.js'
import type { Executor } from '../dist/executors/executor.js'
import { createQueueExecutor, openQueue, startWorker, type WorkerOptions } from '../dist/queue/index.js'
import { optionField, outputField, textField } from '../dist/tools/fields.js'
import { defineTool } from '../dist/tools/tool.js'

export const modelBytes = 400_000_000

/** Four tools with a model each; a device with a budget of 1 GB holds two. */
export const tools = ['a', 'b', 'c', 'd'].map((model) =>
  defineTool({
    id: `tool-${model}`,
    description: 'Takes time.',
    input: z.object({
      text: textField('What tells steps apart.'),
      ms: optionField(z.number(), 'Time that it takes.').optional(),
    }),
    output: z.object({ text: outputField(z.string(), 'text', 'Done.') }),
    describe: ({ text }) => text,
  }),
)
export const toolId = (at: number): string => tools[at]?.id ?? ''
const byId = new Map(tools.map((tool) => [tool.id, tool]))
const candidates = new Map(
  tools.map(({ id }) => [id, [candidateSchema.parse({ backend: 'local', model: id, memory: modelBytes })]]),
)
export const candidateOf = (tool: string) => candidates.get(tool)?.[0] ?? candidateSchema.parse({})
const registry = { get: (id: string) => byId.get(id), list: () => tools }
const catalog = { candidates: (tool: string) => candidates.get(tool) ?? [] }
const profile = profileSchema.parse({ name: 'bench', description: '', sources: ['hub'] })

let places = 0

/** Workers and an executor in a corner of Redis of their own, each with its own connections. */
export async function withPlace<T>(
  url: string,
  workers: readonly ({ backend: Backend } & Partial<WorkerOptions>)[],
  use: (executor: Executor) => Promise<T>,
): Promise<T> {
  places += 1
  const namespace = `bench-${places}`
  const closing: (() => Promise<unknown>)[] = []
  const connect = async () => {
    const connection = await openQueue({ url, namespace })
    closing.push(() => connection.close())
    return connection
  }
  const common = { registry, catalog, device: 'simulated', version: '0', memoryBytes: 1e9 }
  try {
    for (const worker of workers) {
      const started = await startWorker({ ...common, connection: await connect(), ...worker })
      closing.push(() => started.close())
    }
    const connection = await connect()
    const executor = await createQueueExecutor({ connection, registry, catalog, profile, hasToken: false })
    closing.push(() => executor.close())
    return await use(executor)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

let steps = 0

/** Has one step computed that no other has computed before. `signal`: of its run. */
export async function execute(
  executor: Executor,
  tool: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  steps += 1
  const step = { runId: 'bench', stepId: `s${steps}`, tool, input: { text: `${steps}` } }
  const outcome = await executor.execute(step, { signal, emit: () => {} })
  if (!outcome.ok) throw outcome.error
}

/** Keeps `width` of the items in work, each in one of as many runs: one item after the other. */
export async function all<T>(
  items: readonly T[],
  width: number,
  work: (item: T, run: AbortSignal) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      const { signal } = new AbortController()
      for (const item of queue) await work(item, signal)
    }),
  )
}
