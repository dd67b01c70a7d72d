import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createAgent } from '../dist/index.js'
import { serve } from '../dist/serve/index.js'
import type { BenchLine } from './bench-line.js'
import { collectGarbage } from './collect-garbage.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const bytes = 500_000_000
const rounds = 5

const replySchema = z.object({ seconds: z.number(), status: z.number() })

/** An upload of 500 MB against a bare server that writes the same stream to a file, in turn; and the memory that it holds. */
export async function main(): Promise<BenchLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const agent = await createAgent({
    profile: 'demo',
    set: ['media.maxBytes=1GB'],
    env: { SWITCHYARD_CACHE_DIR: dir },
  })
  const server = await serve(agent, { port: 0 })
  const bare = await startBareWriter(dir)
  const client = fork(fileURLToPath(new URL('./serve-upload-client.mjs', import.meta.url)), { execArgv: [] })
  const send = async (url: string): Promise<number> => {
    client.send({ url, bytes })
    const [reply] = await once(client, 'message')
    const { seconds, status } = replySchema.parse(reply)
    if (status !== 200) throw new Error(`HTTP ${status}`)
    return bytes / seconds / 1e6
  }
  try {
    const rates = await pairedRounds(
      { ours: () => send(`${server.url}/v1/files`), bare: () => send(bare.url) },
      { rounds },
    )
    // By itself: looking at the memory takes time.
    const watch = watchMemory()
    await send(`${server.url}/v1/files`)
    const held = watch.stop()
    const ratio = rates.ratio('ours', 'bare')
    return [
      {
        name: `upload of ${bytes / 1e6} MB, ${Math.round(rates.of('ours'))} MB/s, a bare server that writes the same to a file ${Math.round(rates.of('bare'))} MB/s`,
        value: inTimes(ratio, rates.count),
        target: '>= 0.8x',
        pass: ratio.middle >= 0.8,
      },
      {
        name: 'memory that the upload holds at most (heap and buffers)',
        value: `${held.toFixed(1)} MB`,
        target: '<= 20 MB',
        pass: held <= 20,
      },
    ]
  } finally {
    client.kill()
    bare.close()
    await server.close({ drainMs: 0 })
    await agent.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/** The most that is held over what there was at the start, MB, after a collection each time. */
function watchMemory(): { stop(): number } {
  const used = () => {
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return (heapUsed + external) / 1e6
  }
  const before = used()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, used())
  }, 50)
  return {
    stop() {
      clearInterval(timer)
      return most - before
    },
  }
}

/** The baseline: the body as it comes, into a file. */
async function startBareWriter(dir: string): Promise<{ url: string; close(): void }> {
  const server = createServer((request, reply) => {
    pipeline(request, createWriteStream(join(dir, 'bare'))).then(
      () => reply.end('{}'),
      () => reply.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
