import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { assembleParts } from '../dist/agent/assemble.js'
import {
  createQueueExecutor,
  createRunClient,
  openQueue,
  startRunDriver,
  startWorker,
} from '../dist/queue/index.js'
import { type BenchLine, ms } from './bench-line.js'
import { withRedis } from './bench-redis.js'
import { memos, pictures, withDemoAgent } from './demo-agent.js'

const most = 100
const atOnce = 200

/** Event-loop lag of a process that is given 200 runs at once, beside the lag with 8: answering here, and driving them. */
export async function main(): Promise<BenchLine[]> {
  const lines = [await ofAnAgent()]
  const driven = await withRedis(ofADriver)
  return [...lines, ...(driven ? [driven] : [])]
}

const line = (what: string, lags: { few: number; many: number }): BenchLine => ({
  name: `event-loop lag at p99 with ${atOnce} runs at once, ${what} (with 8: ${ms(lags.few)})`,
  value: ms(lags.many),
  target: `<= ${most} ms`,
  pass: lags.many <= most,
})

/** The 99th percentile of how late timers are while `work` goes on, milliseconds. */
async function lagDuring(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return delay.percentile(99) / 1e6
}

function ofAnAgent(): Promise<BenchLine> {
  return withDemoAgent(['local.hosts=2', 'local.threads=1'], async (agent) => {
    const run = (n: number) =>
      agent.run(
        n % 4 === 3
          ? { text: `Transcribe this, ${n}.`, media: [memos[n % memos.length] ?? ''] }
          : { text: `Describe this picture, ${n}.`, media: [pictures[n % pictures.length] ?? ''] },
      ).result
    const burst = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => run(n)))
    await burst(4)
    const few = await lagDuring(async () => {
      for (let round = 0; round < 5; round += 1) await burst(8)
    })
    return line('answered in the same process', { few, many: await lagDuring(() => burst(atOnce)) })
  })
}

async function ofADriver(url: string): Promise<BenchLine> {
  const cache = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const parts = await assembleParts({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: cache } })
  const open = () => openQueue({ url, namespace: 'burst' })
  const [connection, forWorker] = [await open(), await open()]
  const { registry, catalog, profile, local: backend } = parts
  const common = { registry, catalog, device: 'cpu', version: '0', memoryBytes: 1e9 }
  const worker = await startWorker({ ...common, connection: forWorker, backend })
  const executor = await createQueueExecutor({ connection, registry, catalog, profile, hasToken: false })
  const driver = await startRunDriver({ connection, parts, executor, concurrency: atOnce })
  const client = createRunClient({ connection })
  try {
    const taken = await Promise.all(pictures.map((picture) => parts.ingest.ingest(picture)))
    const media = taken.map((one) => {
      if (!one.ok) throw one.error
      return one.value
    })
    let asked = 0
    const run = async (n: number) => {
      asked += 1
      const picture = media[n % media.length]
      const input = { image: '$image1', labels: [`label ${asked}`, 'nothing'] }
      const plan = { steps: [{ id: 's1', tool: 'zero-shot-image-classification', input }] }
      const request = { text: 'Look.', media: picture ? [picture] : [], plan }
      await client.waitForRun(await client.submitRun(request))
    }
    const burst = (count: number) => Promise.all(Array.from({ length: count }, (_, n) => run(n)))
    await burst(4)
    const few = await lagDuring(async () => {
      for (let round = 0; round < 5; round += 1) await burst(8)
    })
    return line('driven through the queue', { few, many: await lagDuring(() => burst(atOnce)) })
  } finally {
    await client.close()
    await driver.close()
    await executor.close()
    await worker.close()
    for (const one of [connection, forWorker]) await one.close()
    await parts.close()
    await rm(cache, { recursive: true, force: true })
  }
}
