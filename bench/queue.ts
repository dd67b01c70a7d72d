import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { assemble } from '../dist/agent-parts.js'
import { runPlan } from '../dist/executors/run-plan.js'
import {
  createQueueExecutor,
  createRunClient,
  openQueue,
  startRunDriver,
  startWorker,
} from '../dist/queue/index.js'
import { type BenchLine, median, ms } from './bench-line.js'
import { withRedis } from './bench-redis.js'
import { pictures } from './demo-agent.js'
import { all, candidateOf, execute, timed, toolId, tools, withPlace } from './queue-place.js'
import { type DeviceShape, SimulatedDevice } from './simulated-device.js'

const idleDevice: DeviceShape = { memoryBytes: 1e9, loadMs: 0, batchMs: 0, itemMs: 0, maxBatch: 64 }
const gpu: DeviceShape = { memoryBytes: 1e9, loadMs: 60, batchMs: 6, itemMs: 1, maxBatch: 8 }

/** The queue on a real Redis: what it adds to a step, and what it gains over simpler designs. */
export async function main(): Promise<BenchLine[]> {
  const lines = await withRedis(async (url) => [
    await overhead(url),
    await sustained(url),
    ...(await mixed(url)),
    await ageing(url),
    await microBatches(url),
    await makespan(url),
    await memoryOfRuns(url),
  ])
  if (lines) return lines
  process.stdout.write('  SKIPPED: no redis-server is installed, so nothing of the queue was measured.\n')
  return []
}

/** One step at a time, the worker idle, its model does nothing: from handing it in to having its result. */
async function overhead(url: string): Promise<BenchLine> {
  const times = await withPlace(url, [{ backend: new SimulatedDevice(idleDevice) }], async (executor) => {
    for (let n = 0; n < 50; n += 1) await execute(executor, toolId(0))
    const times: number[] = []
    for (let n = 0; n < 400; n += 1) times.push(await timed(() => execute(executor, toolId(0))))
    return times
  })
  const value = median(times)
  return {
    name: 'queue overhead a step, worker idle, no-op model',
    value: `${ms(value)} at the median of ${times.length}`,
    target: '<= 5 ms',
    pass: value <= 5,
  }
}

/** Steps a second against plain BullMQ jobs a second: the same number in flight, the same number worked on at once. */
async function sustained(url: string): Promise<BenchLine> {
  const [count, inFlight, atOnce] = [4_000, 256, 64]
  const numbers = Array.from({ length: count }, (_, n) => n)
  const backend = new SimulatedDevice(idleDevice)
  const ours = () =>
    withPlace(url, [{ backend, maxBatch: atOnce }], (executor) =>
      timed(() => all(numbers, inFlight, () => execute(executor, toolId(0)))),
    )
  const theirs = () =>
    withBullMq(
      url,
      atOnce,
      async () => {},
      (add) => timed(() => all(numbers, inFlight, (n) => add({ n, text: 'as long as ours' }))),
    )
  const rounds: { ours: number; theirs: number }[] = []
  for (let round = 0; round < 4; round += 1) {
    const measured = { theirs: await theirs(), ours: await ours() }
    if (round > 0) rounds.push(measured)
  }
  const rate = (took: number) => `${Math.round((1000 * count) / took)}/s`
  const share = median(rounds.map(({ ours, theirs }) => theirs / ours))
  return {
    name: `sustained ${rate(median(rounds.map(({ ours }) => ours)))}, BullMQ's own no-op jobs ${rate(median(rounds.map(({ theirs }) => theirs)))}`,
    value: `${(100 * share).toFixed(0)} % at the median of ${rounds.length}`,
    target: '>= 50 %',
    pass: share >= 0.5,
  }
}

/** A backlog over four models in random order, on a device that holds two, against one queue worked off in order. */
async function mixed(url: string): Promise<BenchLine[]> {
  const random = createRandom(20261123)
  const backlog = Array.from({ length: 600 }, () => toolId(Math.floor(random() * tools.length)))
  const ours = new SimulatedDevice(gpu)
  const oursMs = await withPlace(url, [{ backend: ours, maxBatch: gpu.maxBatch }], (executor) =>
    timed(() => Promise.all(backlog.map((tool) => execute(executor, tool)))),
  )
  const naive = new SimulatedDevice({ ...gpu, maxBatch: 1 })
  const one = async (data: unknown) => {
    const tool = tools.find(({ id }) => id === data)
    if (tool) await naive.call({ tool, candidate: candidateOf(tool.id), input: {} })
  }
  const naiveMs = await withBullMq(url, 1, one, (add) => timed(() => Promise.all(backlog.map(add))))

  const gain = naiveMs / oursMs
  const least = new Set(backlog).size
  return [
    {
      name: `${backlog.length} steps of 4 models, memory for 2: ${ms(oursMs)}; one FIFO queue, one LRU, one job at a time: ${ms(naiveMs)}`,
      value: `${gain.toFixed(1)}x`,
      target: '>= 3x',
      pass: gain >= 3,
    },
    {
      name: `cold loads of that backlog (naive design: ${naive.loads.length})`,
      value: `${ours.loads.length}, the least possible is ${least}`,
      target: '<= 2x the least',
      pass: ours.loads.length <= 2 * least,
    },
  ]
}

/** Two models that always have work and two that seldom do: how long those are left waiting. */
async function ageing(url: string): Promise<BenchLine> {
  const ageingMs = 500
  const device = new SimulatedDevice(gpu)
  const left: number[] = []
  await withPlace(url, [{ backend: device, maxBatch: gpu.maxBatch, ageingMs }], async (executor) => {
    const until = performance.now() + 6_000
    const keepBusy = async (tool: string) => {
      while (performance.now() < until) await execute(executor, tool)
    }
    // One step at a time, so that the time to its micro-batch is the time its lane was left waiting.
    const keepAsking = async (tool: string) => {
      while (performance.now() < until) {
        const askedAt = performance.now()
        await execute(executor, tool)
        const batch = device.batches.findLast(({ model }) => model === tool)
        left.push((batch?.beganAt ?? Number.POSITIVE_INFINITY) - askedAt)
      }
    }
    await Promise.all([
      ...Array.from({ length: 48 }, (_, n) => keepBusy(toolId(n % 2))),
      keepAsking(toolId(2)),
      keepAsking(toolId(3)),
    ])
  })
  // The busy lanes always have work: what lies between their micro-batches is how long they were left.
  for (const busy of [toolId(0), toolId(1)]) {
    const began = device.batches.filter(({ model }) => model === busy).map(({ beganAt }) => beganAt)
    left.push(...began.slice(1).map((at, n) => at - (began[n] ?? at)))
  }
  const longest = Math.max(...left)
  return {
    name: `longest time that a lane with work was left waiting, two busy and two rare ones (${device.loads.length} loads)`,
    value: ms(longest),
    target: `<= ${ageingMs} ms, the ageing time`,
    pass: longest <= ageingMs,
  }
}

/** One lane with micro-batches of 8 and of 1. */
async function microBatches(url: string): Promise<BenchLine> {
  const backlog = Array.from({ length: 400 }, () => toolId(0))
  const time = (maxBatch: number) =>
    withPlace(
      url,
      [{ backend: new SimulatedDevice({ ...gpu, loadMs: 0, maxBatch }), maxBatch }],
      (executor) => timed(() => Promise.all(backlog.map((tool) => execute(executor, tool)))),
    )
  const [eight, one] = [await time(8), await time(1)]
  const ideal = (gpu.batchMs + gpu.itemMs) / (gpu.batchMs / 8 + gpu.itemMs)
  return {
    name: `micro-batches of 8 against 1 on one lane (the device alone would gain ${ideal.toFixed(1)}x)`,
    value: `${(one / eight).toFixed(1)}x`,
    target: '>= 2x',
    pass: one / eight >= 2,
  }
}

/** A plan with two branches on two workers with a device each. */
async function makespan(url: string): Promise<BenchLine> {
  const step = (id: string, took: number, needs: readonly string[]) => ({
    id,
    tool: toolId(0),
    input: { text: [randomUUID(), ...needs.map((need) => `{{${need}.text}}`)].join(' '), ms: took },
  })
  const criticalMs = 200 + 300 + 200 + 150
  const worker = () => ({
    backend: new SimulatedDevice({ ...idleDevice, maxBatch: 1 }),
    maxBatch: 1,
  })
  const times = await withPlace(url, [worker(), worker()], async (executor) => {
    const times: number[] = []
    for (let round = 0; round < 6; round += 1) {
      const steps = [
        step('s1', 200, []),
        step('s2', 300, ['s1']),
        step('s3', 150, ['s1']),
        step('s4', 100, ['s3']),
        step('s5', 200, ['s2', 's4']),
        step('s6', 150, ['s5']),
        step('s7', 150, ['s5']),
      ]
      const took = await timed(async () => {
        const { steps: done } = await runPlan({
          runId: 'bench',
          plan: { steps },
          tools: { get: (id) => tools.find((tool) => tool.id === id) },
          media: {},
          earlier: [],
          executor,
          readText: async () => '',
          signal: new AbortController().signal,
          emit: () => {},
        })
        if (!done.every(({ status }) => status === 'done')) throw new Error('Not all steps were done.')
      })
      if (round > 0) times.push(took)
    }
    return times
  })
  const ratio = median(times) / criticalMs
  return {
    name: `a plan of 7 steps on two workers, critical path ${criticalMs} ms, took ${ms(median(times))}`,
    value: `${ratio.toFixed(3)}x at the median of ${times.length}`,
    target: '<= 1.15x',
    pass: ratio <= 1.15,
  }
}

/** Redis memory of runs that are over, each with a step and a result of its own. */
async function memoryOfRuns(url: string): Promise<BenchLine> {
  const count = 3_000
  const cache = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const parts = await assemble({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: cache } })
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
    await all(numbers, 32, run)
    const soon = ((await usedMemory(connection.redis)) - before) / count
    // What ten minutes do.
    for await (const keys of connection.redis.scanStream({ match: 'runs:run-events:*', count: 1000 }))
      if (Array.isArray(keys) && keys.length > 0) await connection.redis.del(...keys)
    const later = ((await usedMemory(connection.redis)) - before) / count
    return {
      name: `Redis memory a run of one step, of ${count}: ${(soon / 1000).toFixed(1)} KB while its events are kept (10 minutes), then`,
      value: `${(later / 1000).toFixed(1)} KB`,
      target: '<= 4 KB',
      pass: later <= 4_000,
    }
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

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
}

let plainQueues = 0

/** A queue and a worker of BullMQ and nothing else. `add` resolves once the job is done. */
async function withBullMq<T>(
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

/** Numbers from 0 to 1 that are the same in every run: mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
