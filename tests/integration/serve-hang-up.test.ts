import { readdir, readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { seededRandom } from '../../src/eval/random.js'
import { scriptedModel } from '../../src/testing.js'
import { picture } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { serveAgent } from '../support/served-agent.js'
import { createWaitingTool } from '../support/waiting-tool.js'

const hangUps = 1000

/** Clients at once, and the latest moment at which one goes, milliseconds. */
const [atOnce, longestMs] = [10, 120]

const idSchema = z.object({ id: z.string() })

const { tool: waits, calls } = createWaitingTool()

/** The metrics of a server, by name. */
async function gauges(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

/** Files and sockets that this process has open, as far as the system tells. */
const openFiles = () =>
  readdir('/proc/self/fd').then(
    ({ length }) => length,
    () => 0,
  )

test('Clients that hang up at any moment leave nothing behind', { timeout: 600_000 }, async () => {
  const served = await serveAgent({
    agent: { tools: [waits] },
    serve: { concurrency: 16, waiting: hangUps },
  })
  onTestFinished(() => served.close())
  const { url } = served.server
  const random = seededRandom(hangUps)
  const png = await readFile(picture(6))
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } }
  const seen = [{ type: 'text', text: 'What is it?' }, image]
  const chat = (content: unknown, stream: boolean) =>
    JSON.stringify({ model: 'demo', stream, messages: [{ role: 'user', content }] })
  const form = new FormData()
  form.append('file', new Blob(['b'.repeat(400_000)]), 'kept.txt')
  const { id } = idSchema.parse(await (await fetch(`${url}/v1/files`, { method: 'POST', body: form })).json())
  const upload = `--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${'a'.repeat(400_000)}`
  const call = { name: 'ask', arguments: { text: 'Wait for ever: hello' } }
  const kinds: { path: string; body?: string; type?: string }[] = [
    { path: '/v1/chat/completions', body: chat('Wait for ever: hello', true) },
    { path: '/v1/chat/completions', body: chat('Wait for ever: hello', false) },
    { path: '/v1/chat/completions', body: chat(seen, true) },
    { path: '/v1/responses', body: '{"model":"demo","input":"Wait for ever: hello","stream":true}' },
    { path: '/mcp', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }) },
    { path: '/v1/embeddings', body: JSON.stringify({ model: 'demo', input: 'hello' }) },
    { path: '/v1/files', body: upload, type: 'multipart/form-data; boundary=x' },
    { path: `/v1/files/${id}/content` },
  ]

  /** Sends part of a request, or all of it, and goes: before the reply, in the middle of it, or after it. */
  const hangUp = ({ path, body, type = 'application/json' }: (typeof kinds)[number]) =>
    new Promise<void>((resolve) => {
      const sending = httpRequest(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json, text/event-stream',
          ...(body !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
        },
      })
      sending.on('error', () => {})
      sending.on('close', () => resolve())
      sending.on('response', (reply) => {
        reply.on('error', () => {})
        reply.resume()
      })
      const part = Math.min(1, random() * 2)
      if (body === undefined) sending.end()
      else sending.write(body.slice(0, Math.ceil(body.length * part)))
      setTimeout(() => sending.destroy(), random() * longestMs)
    })

  for (const kind of kinds) await hangUp(kind)
  const before = { resources: process.getActiveResourcesInfo().length, files: await openFiles() }
  for (let at = 0; at < hangUps; at += atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, () =>
        hangUp(kinds[Math.floor(random() * kinds.length)] ?? { path: '/' }),
      ),
    )

  await until(async () => {
    const now = await gauges(url)
    const left = ['runs_running', 'runs_waiting', 'streams_open'].map((name) => now.get(`switchyard_${name}`))
    return calls.started === calls.stopped && left.every((count) => count === 0)
  })
  expect(calls.started).toBeGreaterThan(0)
  await until(() => served.agent.parts.local.hosts().every(({ busy }) => !busy))
  await until(async () => (await readdir(join(served.agent.parts.store.dir, 'tmp'))).length === 0)
  // Sockets that clients keep open, and timers of a moment, come and go.
  await until(() => process.getActiveResourcesInfo().length <= before.resources + 10)
  await until(async () => (await openFiles()) <= before.files + 10)
  expect(await (await fetch(`${url}/v1/files`)).json()).toMatchObject({ data: [{ id }] })
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  const reply = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: chat(seen, false) })
  expect(await reply.text()).toMatch(/bus/)
})

test('A stream whose reader stops reading is cut off, and what feeds it ends', async () => {
  const llm = scriptedModel([{ json: { steps: [] } }, { stream: Array(400).fill('x'.repeat(100_000)) }])
  const served = await serveAgent({
    agent: { llm, set: ['planner=auto'] },
    serve: { slowReaderMs: 200 },
  })
  onTestFinished(() => served.close())
  const body = JSON.stringify({
    ...{ model: 'demo', stream: true, messages: [{ role: 'user', content: 'Talk.' }] },
  })
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const sending = httpRequest(`${served.baseURL}/chat/completions`, { method: 'POST' }, resolve)
    sending.on('error', reject)
    sending.end(body)
  })
  reply.on('error', () => {})
  await until(async () => (await gauges(served.server.url)).get('switchyard_streams_open') === 1)
  await until(async () => {
    const now = await gauges(served.server.url)
    return now.get('switchyard_streams_open') === 0 && now.get('switchyard_runs_running') === 0
  })
  let read = ''
  await new Promise((resolve) => {
    reply.on('data', (chunk) => {
      read += chunk
    })
    reply.on('close', resolve)
  })
  expect([reply.complete, read.includes('[DONE]')]).toEqual([false, false])
})
