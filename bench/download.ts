import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { candidateSchema } from '../dist/config/candidate.js'
import { createModelStore } from '../dist/hub/model-store.js'
import { type BenchLine, timed } from './bench-line.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const bytes = 256_000_000
const rounds = 15
const model = 'bench/large'
const candidate = candidateSchema.parse({ backend: 'local', model })
const urlSchema = z.object({ url: z.string() })
const sentSchema = z.object({ bytesSent: z.number() })

/**
 * A model's download (whole, checked by its hash, in the cache) against a bare HTTP client that writes the same file, in
 * turn; and what a download that is cut in the middle costs in bytes.
 */
export async function main(): Promise<BenchLine[]> {
  const server = fork(fileURLToPath(new URL('./download-server.ts', import.meta.url)), [`${bytes}`])
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  try {
    const [said] = await once(server, 'message')
    const { url } = urlSchema.parse(said)
    const paired = await pairedRounds(
      {
        bare: () => inFolder(dir, (folder) => fetchBare(url, folder)),
        ours: () => inFolder(dir, (folder) => fetchModel(url, folder)),
      },
      { rounds },
    )
    const before = await ask(server, bytes / 2)
    await inFolder(dir, (folder) => fetchModel(url, folder))
    const sent = ((await ask(server)) - before) / bytes

    const ratio = paired.ratio('bare', 'ours')
    return [
      {
        name: `download of ${bytes / 1e6} MB, checked and in the cache, against a bare client that writes a file`,
        value: `${inTimes(ratio, paired.count)} of its throughput (${rate(paired.of('ours'))} against ${rate(paired.of('bare'))})`,
        target: '>= 0.9x',
        pass: ratio.middle >= 0.9,
      },
      {
        name: 'bytes sent for a download that is cut in the middle, against those of the model',
        value: `${sent.toFixed(3)}x`,
        target: '<= 1.02x',
        pass: sent >= 1 && sent <= 1.02,
      },
    ]
  } finally {
    server.disconnect()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Bytes that the server has sent so far; it will cut the next download at `cutAt`. */
async function ask(server: ChildProcess, cutAt: number | null = null): Promise<number> {
  const reply = once(server, 'message')
  server.send(cutAt ?? 'sent')
  return sentSchema.parse((await reply)[0]).bytesSent
}

/** How long the work takes in a new folder, milliseconds. */
async function inFolder(dir: string, work: (folder: string) => Promise<void>): Promise<number> {
  const folder = await mkdtemp(join(dir, 'round-'))
  const took = await timed(() => work(folder))
  await rm(folder, { recursive: true })
  return took
}

async function fetchBare(url: string, folder: string): Promise<void> {
  const target = join(folder, 'model.onnx')
  const first = await getBare(`${url}/${model}/resolve/main/onnx/model_quantized.onnx`)
  first.resume()
  const { location } = first.headers
  const body = location === undefined ? first : await getBare(location)
  await pipeline(body, createWriteStream(target))
  if ((await stat(target)).size !== bytes) throw new Error('the bare download is not whole')
}

/** Node's own client, no more. */
async function getBare(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { agent: false }, resolve).on('error', reject))
}

async function fetchModel(url: string, folder: string): Promise<void> {
  const store = createModelStore({
    env: { HOME: folder, HF_HOME: folder, HF_ENDPOINT: url },
    downloads: true,
  })
  const options = { signal: new AbortController().signal, onProgress: () => {} }
  const result = await store.ensure(candidate, 'image-classification', options)
  await store.close()
  if (!result.ok) throw result.error
}

const rate = (tookMs: number): string => `${(bytes / 1000 / tookMs).toFixed(0)} MB/s`
