import { randomUUID } from 'node:crypto'
import { runPlan } from '../dist/executors/run-plan.js'
import { type BenchLine, median, ms, timed } from './bench-line.js'
import { inTimes, pairedRounds } from './paired-rounds.js'
import { withBullMq } from './plain-bullmq.js'
import { candidateOf, execute, toolId, tools, withPlace } from './queue-place.js'
import { type DeviceShape, SimulatedDevice } from './simulated-device.js'

const gpu: DeviceShape = { memoryBytes: 1e9, loadMs: 60, batchMs: 6, itemMs: 1, maxBatch: 8 }

/** A backlog over four models in random order, on a device that holds two, against one queue worked off in order. */
export async function mixed(url: string): Promise<BenchLine[]> {
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
export async function ageing(url: string): Promise<BenchLine> {
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
export async function microBatches(url: string): Promise<BenchLine> {
  const backlog = Array.from({ length: 400 }, () => toolId(0))
  const time = (maxBatch: number) =>
    withPlace(
      url,
      [{ backend: new SimulatedDevice({ ...gpu, loadMs: 0, maxBatch }), maxBatch }],
      (executor) => timed(() => Promise.all(backlog.map((tool) => execute(executor, tool)))),
    )
  const rounds = await pairedRounds({ eight: () => time(8), one: () => time(1) }, { rounds: 3 })
  const gain = rounds.ratio('one', 'eight')
  const ideal = (gpu.batchMs + gpu.itemMs) / (gpu.batchMs / 8 + gpu.itemMs)
  return {
    name: `micro-batches of 8 against 1 on one lane (the device alone would gain ${ideal.toFixed(1)}x)`,
    value: inTimes(gain, rounds.count),
    target: '>= 2x',
    pass: gain.middle >= 2,
  }
}

/** A plan with two branches on two workers with a device each. */
export async function makespan(url: string): Promise<BenchLine> {
  const step = (id: string, took: number, needs: readonly string[]) => ({
    id,
    tool: toolId(0),
    input: { text: [randomUUID(), ...needs.map((need) => `{{${need}.text}}`)].join(' '), ms: took },
  })
  const criticalMs = 200 + 300 + 200 + 150
  const worker = () => ({
    backend: new SimulatedDevice({ memoryBytes: 1e9, loadMs: 0, batchMs: 0, itemMs: 0, maxBatch: 1 }),
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
