import { readdir, readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scriptedModel } from '../../src/testing.js'
import { picture } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { serveAgent } from '../support/served-agent.js'
import { createWaitingTool } from '../support/waiting-tool.js'

const hangUps = 150

const { tool: waits, calls } = createWaitingTool()

/** The metrics of a server, by name. */
async function gauges(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

test('Clients that hang up at any moment leave nothing behind', { timeout: 60_000 }, async () => {
  const served = await serveAgent({
    agent: { tools: [waits] },
    serve: { concurrency: 16, waiting: hangUps },
  })
  onTestFinished(() => served.close())
  const { url } = served.server
  const png = await readFile(picture(6))
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } }
  const chat = (content: unknown, stream: boolean) =>
    JSON.stringify({ model: 'demo', stream, messages: [{ role: 'user', content }] })
  const form = `--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${'a'.repeat(400_000)}`
  const kinds = [
    { path: '/v1/chat/completions', body: chat('Wait for ever: hello', true) },
    { path: '/v1/chat/completions', body: chat('Wait for ever: hello', false) },
    { path: '/v1/chat/completions', body: chat([{ type: 'text', text: 'What is it?' }, image], true) },
    { path: '/v1/files', body: form, type: 'multipart/form-data; boundary=x' },
    { path: '/v1/embeddings', body: JSON.stringify({ model: 'demo', input: 'hello' }) },
  ]

  /** Sends part of a request, or all of it, and goes: before the reply, or in the middle of it. */
  const hangUp = (at: number) =>
    new Promise<void>((resolve) => {
      const { path, body, type = 'application/json' } = kinds[at % kinds.length] ?? { path: '/', body: '' }
      // The moments are spread evenly, from the first byte of the body to well after its last.
      const part = (at % 7) / 5
      const sending = httpRequest(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': type, 'content-length': Buffer.byteLength(body) },
      })
      sending.on('error', () => {})
      sending.on('close', () => resolve())
      sending.on('response', (reply) => {
        reply.on('error', () => {})
        reply.once('data', () => sending.destroy())
        reply.resume()
        reply.on('end', () => sending.destroy())
      })
      sending.write(body.slice(0, Math.ceil(body.length * Math.min(1, part))), () => {
        const turns = (at * 13) % 40
        let turn = 0
        const wait = () => {
          turn += 1
          if (turn > turns) sending.destroy()
          else setImmediate(wait)
        }
        wait()
      })
    })

  await hangUp(2)
  const before = process.getActiveResourcesInfo().length
  for (let at = 0; at < hangUps; at += 10)
    await Promise.all(Array.from({ length: 10 }, (_, more) => hangUp(at + more)))

  await until(async () => {
    const now = await gauges(url)
    const left = ['runs_running', 'runs_waiting', 'streams_open'].map((name) => now.get(`switchyard_${name}`))
    return calls.started === calls.stopped && left.every((count) => count === 0)
  })
  await until(async () => (await readdir(join(served.agent.parts.store.dir, 'tmp'))).length === 0)
  // Sockets that clients keep open, and timers of a moment, come and go.
  await until(() => process.getActiveResourcesInfo().length <= before + 10)
  expect(await (await fetch(`${url}/v1/files`)).json()).toMatchObject({ data: [] })
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
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
