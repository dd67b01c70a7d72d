import { type BenchLine, median, ms, timed } from './bench-line.js'
import { withRedis } from './bench-redis.js'
import { inTimes, pairedRounds } from './paired-rounds.js'
import { withBullMq, withBullMqEvents } from './plain-bullmq.js'
import { memoryOfRuns, microBatchesOfDemoPack } from './queue-demo-pack.js'
import { all, execute, toolId, withPlace } from './queue-place.js'
import { ageing, makespan, microBatches, mixed } from './queue-scheduling.js'
import { type DeviceShape, SimulatedDevice } from './simulated-device.js'

const idleDevice: DeviceShape = { memoryBytes: 1e9, loadMs: 0, batchMs: 0, itemMs: 0, maxBatch: 64 }

/** The queue on a real Redis: what it adds to a step, and what it gains over simpler designs. */
export async function main(): Promise<BenchLine[]> {
  const lines = await withRedis(async (url) => [
    await overhead(url),
    ...(await sustained(url)),
    ...(await mixed(url)),
    await ageing(url),
    await microBatches(url),
    await microBatchesOfDemoPack(url),
    await makespan(url),
    ...(await memoryOfRuns(url)),
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

/**
 * Steps a second against plain BullMQ jobs a second: the same number in flight, the same number worked on at once. Once
 * against jobs whose end is heard of within the process, and once against jobs whose submitter is told as ours is.
 */
async function sustained(url: string): Promise<BenchLine[]> {
  const [count, inFlight, atOnce] = [12_000, 256, 64]
  const numbers = Array.from({ length: count }, (_, n) => n)
  const backend = new SimulatedDevice(idleDevice)
  const ours = () =>
    withPlace(url, [{ backend, maxBatch: atOnce }], (executor) =>
      timed(() => all(numbers, inFlight, (_, run) => execute(executor, toolId(0), run))),
    )
  const theirs = (withPlain: typeof withBullMq) =>
    withPlain(
      url,
      atOnce,
      async () => {},
      (add) => timed(() => all(numbers, inFlight, (n) => add({ n, text: 'as long as ours' }))),
    )
  const rounds = await pairedRounds(
    { plain: () => theirs(withBullMq), ours, told: () => theirs(withBullMqEvents) },
    { rounds: 4 },
  )
  const rate = (of: 'ours' | 'plain' | 'told') => `${Math.round((1000 * count) / rounds.of(of))}/s`
  const [share, shareOfTold] = [rounds.ratio('plain', 'ours'), rounds.ratio('told', 'ours')]
  return [
    {
      name: `sustained ${rate('ours')}, BullMQ's own no-op jobs ${rate('plain')}`,
      value: inTimes(share, rounds.count),
      target: '>= 0.5x',
      pass: share.middle >= 0.5,
    },
    {
      name: `sustained ${rate('ours')}, BullMQ's jobs with waitUntilFinished ${rate('told')}`,
      value: inTimes(shareOfTold, rounds.count),
      target: 'none: for comparison',
      pass: true,
    },
  ]
}
