import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Redis } from 'ioredis'
import { assembleParts } from '../dist/agent/assemble.js'
import {
  createQueueExecutor,
  createRunClient,
  openQueue,
  startRunDriver,
  startWorker,
} from '../dist/queue/index.js'
import { type BenchLine, timed } from './bench-line.js'
import { pictures } from './demo-agent.js'
import { all } from './queue-place.js'

/** The same with a real model of the demo pack. They are all 8-bit, which never share a micro-batch: see contract and docs. */
export async function microBatchesOfDemoPack(url: string): Promise<BenchLine> {
  const cache = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const parts = await assembleParts({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: cache } })
  try {
    const taken = await parts.ingest.ingest(pictures[5] ?? '')
    if (!taken.ok) throw taken.error
    const step = (n: number | string) => ({
      runId: 'bench',
      stepId: `s${n}`,
      tool: 'zero-shot-image-classification',
      input: { image: taken.value, labels: [`label ${n}`, 'nothing'] },
    })
    const { registry, catalog, profile, local: backend } = parts
    const time = async (maxBatch: number): Promise<number> => {
      const open = () => openQueue({ url, namespace: `demo-${maxBatch}` })
      const [connection, forWorker] = [await open(), await open()]
      const common = { registry, catalog, backend, maxBatch, memoryBytes: 1e9 }
      const worker = await startWorker({ ...common, connection: forWorker, device: 'cpu', version: '0' })
      const executor = await createQueueExecutor({ connection, registry, catalog, profile, hasToken: false })
      const run = async (n: number | string) => {
        const outcome = await executor.execute(step(n), {
          signal: new AbortController().signal,
          emit: () => {},
        })
        if (!outcome.ok) throw outcome.error.error
      }
      try {
        await run('to load the model')
        return await timed(() => Promise.all(Array.from({ length: 200 }, (_, n) => run(n))))
      } finally {
        await executor.close()
        await worker.close()
        for (const one of [connection, forWorker]) await one.close()
      }
    }
    const [eight, one] = [await time(8), await time(1)]
    return {
      name: 'the same on a real model of the demo pack, on CPU; 8-bit, so that its calls run one by one',
      value: `${(one / eight).toFixed(2)}x`,
      target: 'none: results must not depend on what else waits',
      pass: true,
    }
  } finally {
    await parts.close()
    await rm(cache, { recursive: true, force: true })
  }
}

/** Memory of runs that are over, each with a step and a result of its own: in Redis, and in the process that drove them. */
export async function memoryOfRuns(url: string): Promise<BenchLine[]> {
  const count = 10_000
  const cache = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const parts = await assembleParts({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: cache } })
  const open = () => openQueue({ url, namespace: 'runs' })
  const [connection, forWorker] = [await open(), await open()]
  const { registry, catalog, profile } = parts
  const common = { registry, catalog, device: 'simulated', version: '0', memoryBytes: 1e9 }
  const worker = await startWorker({ ...common, connection: forWorker, backend: labeller, maxBatch: 32 })
  const executor = await createQueueExecutor({ connection, registry, catalog, profile, hasToken: false })
  const driver = await startRunDriver({ connection, parts, executor })
  const client = createRunClient({ connection })
  try {
    const taken = await parts.ingest.ingest(pictures[5] ?? '')
    if (!taken.ok) throw taken.error
    const media = [taken.value]
    const run = async (n: number) => {
      const input = { image: '$image1', labels: [`label ${n}`, 'nothing'] }
      const plan = { steps: [{ id: 's1', tool: 'zero-shot-image-classification', input }] }
      const { status } = await client.waitForRun(await client.submitRun({ text: 'Look.', media, plan }))
      if (status !== 'answered') throw new Error(`A run ended as ${status}.`)
    }
    const numbers = Array.from({ length: count }, (_, n) => n)
    await all(numbers.slice(0, 100), 32, (n) => run(-n - 1))
    const before = await usedMemory(connection.redis)
    await all(numbers.slice(0, count / 2), 32, run)
    const halfway = settled()
    await all(numbers.slice(count / 2), 32, run)
    const end = settled()
    const [rss, heap] = [end.rss - halfway.rss, end.heapUsed - halfway.heapUsed]
    const soon = ((await usedMemory(connection.redis)) - before) / count
    // What ten minutes do.
    for await (const keys of connection.redis.scanStream({ match: 'runs:run-log:*', count: 1000 }))
      if (Array.isArray(keys) && keys.length > 0) await connection.redis.del(...keys)
    const later = ((await usedMemory(connection.redis)) - before) / count
    return [
      {
        name: `Redis memory a run of one step, of ${count}, its events still there (${(later / 1000).toFixed(1)} KB once they are not, after 10 minutes)`,
        value: `${(soon / 1000).toFixed(1)} KB`,
        target: '<= 4 KB',
        pass: soon <= 4_000,
      },
      {
        name: `memory of the process that drove them, worker and submitter included: run ${count} against run ${count / 2}, after garbage collection`,
        value: `resident ${megabytes(rss)}, heap ${megabytes(heap)}`,
        target: 'not above +10 MB and +5 MB',
        pass: rss <= 10e6 && heap <= 5e6,
      },
    ]
  } finally {
    await driver.close()
    await client.close()
    await worker.close()
    await executor.close()
    await connection.close()
    await forWorker.close()
    await parts.close()
    await rm(cache, { recursive: true, force: true })
  }
}

const labeller: Parameters<typeof startWorker>[0]['backend'] = {
  id: 'local',
  call: async ({ input: { labels } }) => {
    const label = Array.isArray(labels) ? labels[0] : ''
    return { ok: true, value: { label, score: 1, labels: [{ label, score: 1 }] } }
  },
  state: ({ source }) => ({ readiness: source === 'pack' ? 'cached' : 'absent' }),
  close: async () => {},
}

const megabytes = (bytes: number) => `${bytes < 0 ? '' : '+'}${(bytes / 1e6).toFixed(1)} MB`

/** This process's memory once nothing is left to collect. */
function settled(): NodeJS.MemoryUsage {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  for (let round = 0; round < 4; round += 1) if (typeof collect === 'function') collect()
  return process.memoryUsage()
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
}
