import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHuggingFaceBackend } from '../dist/backends/hugging-face/hugging-face-backend.js'
import { candidateSchema } from '../dist/config/candidate.js'
import { profileSchema } from '../dist/config/profile.js'
import { createIngest } from '../dist/media/ingest.js'
import { openMediaStore } from '../dist/media/store/store.js'
import { loadTool } from '../dist/tools/registry.js'
import { type BenchLine, median, ms } from './bench-line.js'

const calls = 50
const limit = 10
/** About what a small model takes at a provider. */
const delayMs = 1000
const rounds = 3

/** A server that takes its time, however many ask at once. */
async function slowServer() {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () =>
      setTimeout(() => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify([[{ label: 'POSITIVE', score: 0.9 }]]))
      }, delayMs),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** 50 calls to one endpoint that takes 10 at once, against five waves of the server's own time. */
export async function main(): Promise<BenchLine[]> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const server = await slowServer()
  const profile = profileSchema.parse({ name: 'bench', description: '', remote: { concurrency: limit } })
  const store = await openMediaStore({ dir, maxBytes: 1e8 })
  const ingest = createIngest({ store, limits: profile.media })
  const backend = createHuggingFaceBackend({ profile, store, ingest, env: {} })
  const { endpoint } = server
  const candidate = candidateSchema.parse({ backend: 'hugging-face', model: 'bench/sentiment', endpoint })
  const tool = await loadTool('text-classification')
  if (!tool) throw new Error('no tool')
  const call = async (text: string) => {
    const { signal } = new AbortController()
    const outcome = await backend.call(
      { tool, candidate, input: tool.input.parse({ text }) },
      { signal, onProgress: () => {} },
    )
    if (!outcome.ok) throw outcome.error
  }
  try {
    await call('The client is loaded on first use.')
    const took: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now()
      await Promise.all(Array.from({ length: calls }, (_, at) => call(`Text ${at}.`)))
      took.push(performance.now() - began)
    }
    const ideal = (calls / limit) * delayMs
    const ratio = median(took) / ideal
    return [
      {
        name: `${calls} remote calls, ${limit} at once, against ${calls / limit} waves of the server's ${ms(delayMs)}`,
        value: `${ratio.toFixed(3)}x (${ms(median(took))} against ${ms(ideal)})`,
        target: '<= 1.1x',
        pass: ratio <= 1.1,
      },
    ]
  } finally {
    await backend.close()
    server.close()
    await rm(dir, { recursive: true, force: true })
  }
}
