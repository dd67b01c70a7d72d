import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { loadSharp } from '../dist/media/codec/load-sharp.js'
import { serve } from '../dist/serve/index.js'
import { type BenchLine, median, ms } from './bench-line.js'
import { collectGarbage } from './collect-garbage.js'
import { noopAgent, startBareHono, startClients } from './serve-load.js'

/** Streams at once, and requests in all: each batch is followed by a look at the memory. */
const streams = 200
const batches = 5
const batchRequests = 4_000
const rounds = 9
const roundRequests = 200
const pairs = 60
/** Not counted: a server runs for long, and its code is compiled in the first thousand requests. */
const warmingRounds = 5
const warmingPairs = 100

/** Requests a second, and what each takes of a processor in the process of the servers. */
interface Rate {
  perSecond: number
  cpuMs: number
}

type Served = Awaited<ReturnType<typeof setUp>>

/**
 * The server over an agent whose model takes no time. What it adds to `agent.run` is measured against that, its
 * throughput against a bare Hono handler that reads the same body, both in turn; clients are a process of their own.
 */
export async function main(): Promise<BenchLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const served = await setUp(dir)
  try {
    return [await added(served), await throughput(served), ...(await manyStreams(served))]
  } finally {
    served.clients.stop()
    served.bare.close()
    await served.server.close({ drainMs: 0 })
    await served.agent.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function setUp(dir: string) {
  const agent = await noopAgent(dir)
  const server = await serve(agent, { port: 0, concurrency: streams, waiting: streams })
  const url = `${server.url}/v1/chat/completions`
  return { agent, server, url, bare: await startBareHono(), clients: startClients(dir), png: await noise() }
}

/** A one-step request with a picture of 200 kB inline, by HTTP on a connection that stays open, and without. */
async function added({ agent, url, clients, png }: Served): Promise<BenchLine> {
  const took: { run: number; request: number }[] = []
  for (let at = -warmingPairs; at < pairs; at += 1) {
    const beganAt = performance.now()
    await agent.run({ text, media: [png] }).result
    const run = performance.now() - beganAt
    const { wholeMs, errors } = await clients.send({ url, body: pictureChat(png), concurrent: 1, total: 2 })
    if (errors.length > 0) throw new Error(errors[0])
    // The second one: the first opens the connection.
    if (at >= 0) took.push({ run, request: wholeMs[1] ?? Number.NaN })
  }
  const more = median(took.map(({ run, request }) => request - run))
  return {
    name: `added to agent.run of ${ms(median(took.map(({ run }) => run)))}, picture of ${Math.round(png.byteLength / 1000)} kB inline`,
    value: `${ms(more)} at the median of ${pairs}`,
    target: '<= 3 ms',
    pass: more <= 3,
  }
}

/**
 * The same request from 16 clients at once, against a handler that reads the same body. The time on a processor is told
 * too: other work on the machine changes it less than the rate.
 */
async function throughput({ url, bare, clients, png }: Served): Promise<BenchLine> {
  const ratios: number[] = []
  const rates: { ours: Rate; bare: Rate }[] = []
  const rateAt = async (to: string): Promise<Rate> => {
    const before = process.cpuUsage()
    const { wholeMs, seconds, errors } = await clients.send({
      ...{ url: to, body: pictureChat(png), concurrent: 16, total: roundRequests },
    })
    if (errors.length > 0) throw new Error(errors[0])
    const { user, system } = process.cpuUsage(before)
    return { perSecond: wholeMs.length / seconds, cpuMs: (user + system) / 1000 / roundRequests }
  }
  for (let round = -warmingRounds; round < rounds; round += 1) {
    const rate = { ours: await rateAt(url), bare: await rateAt(bare.url) }
    if (round < 0) continue
    rates.push(rate)
    ratios.push(rate.ours.perSecond / rate.bare.perSecond)
  }
  const ratio = median(ratios)
  const told = (of: readonly Rate[]) =>
    `${Math.round(median(of.map(({ perSecond }) => perSecond)))} a second (${ms(median(of.map(({ cpuMs }) => cpuMs)))} of CPU each)`
  return {
    name: `requests with that picture, ${told(rates.map(({ ours }) => ours))}, a bare Hono handler that reads the body ${told(rates.map((rate) => rate.bare))}`,
    value: `${ratio.toFixed(2)}x at the median of ${rounds}`,
    target: '>= 0.4x',
    pass: ratio >= 0.4,
  }
}

/** 200 streams at once, 20,000 requests in all. */
async function manyStreams({ url, clients }: Served): Promise<BenchLine[]> {
  const body = { ...chat(text), stream: true }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const first: number[] = []
  const heap: number[] = []
  const errors: string[] = []
  await clients.send({ url, body, concurrent: streams, total: batchRequests / 4 })
  for (let batch = 0; batch < batches; batch += 1) {
    delay.enable()
    const figures = await clients.send({ url, body, concurrent: streams, total: batchRequests })
    delay.disable()
    first.push(...figures.firstMs)
    errors.push(...figures.errors)
    collectGarbage()
    heap.push(process.memoryUsage().heapUsed / 1e6)
  }
  first.sort((a, b) => a - b)
  const [middle, slow] = [median(first), first[Math.floor(0.99 * first.length)] ?? Number.NaN]
  const lag = delay.percentile(99) / 1e6
  const growth = (heap.at(-1) ?? 0) / (heap[0] ?? 0)
  return [
    {
      name: `${batches * batchRequests} requests, ${streams} streams at once`,
      value: `${errors.length} errors${errors[0] === undefined ? '' : ` (${errors[0]})`}`,
      target: 'none',
      pass: errors.length === 0,
    },
    {
      name: `time to the first words, median ${ms(middle)}, p99 ${ms(slow)}`,
      value: `${(slow / middle).toFixed(1)}x`,
      target: '<= 5x',
      pass: slow / middle <= 5,
    },
    {
      name: 'event-loop lag of the server at p99 meanwhile',
      value: ms(lag),
      target: '<= 20 ms',
      pass: lag <= 20,
    },
    {
      name: `its heap after ${batchRequests} of them ${heap[0]?.toFixed(1)} MB, after ${batches * batchRequests} ${heap.at(-1)?.toFixed(1)} MB`,
      value: `${growth.toFixed(2)}x`,
      target: '<= 1.1x',
      pass: growth <= 1.1,
    },
  ]
}

const text = 'Do nothing: hello'
const chat = (content: unknown) => ({ model: 'demo', messages: [{ role: 'user', content }] })
const pictureChat = (png: Buffer) =>
  chat([
    { type: 'text', text },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } },
  ])

/** A picture that does not get smaller, of about 200 kB. */
async function noise(): Promise<Buffer> {
  const [width, height] = [260, 260]
  const pixels = randomBytes(width * height * 3)
  const sharp = await loadSharp()
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
