import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../src/config/package-root.js'
import type { RequestLog } from '../../src/serve/options.js'
import { textField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'
import { picture } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'
import { createWaitingTool } from '../support/waiting-tool.js'

const { tool: waits, calls } = createWaitingTool()
const leaks = defineTool({
  id: 'leak',
  description: 'Fails with a path of this machine.',
  phrases: ['leak it'],
  input: z.object({ text: textField('Anything.') }),
  output: z.object({ text: textField('Never comes.') }),
  describe: () => '',
  run: async () => {
    throw new Error(`There is no ${join(packageRoot, 'models/secret')}.`)
  },
})
const endless = { steps: [{ id: 's1', tool: 'wait-for-ever', input: { text: 'x' } }] }

const log: RequestLog[] = []
let served: ServedAgent
beforeAll(async () => {
  served = await serveAgent({
    agent: { tools: [waits, leaks] },
    serve: {
      concurrency: 2,
      waiting: 1,
      maxJsonBytes: 2_000_000,
      bodyIdleMs: 300,
      onRequest: (entry) => log.push(entry),
    },
  })
})
afterAll(() => served?.close())

const post = (path: string, body: string | FormData | Blob, headers: Record<string, string> = {}) =>
  fetch(`${served.server.url}${path}`, { method: 'POST', body, headers })

const errorSchema = z.object({
  error: z.strictObject({ message: z.string(), type: z.string(), param: z.string(), code: z.string() }),
})
async function errorOf(reply: Response) {
  expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(reply.headers.get('x-should-retry')).toMatch(/^(true|false)$/)
  return { status: reply.status, ...errorSchema.parse(await reply.json()).error }
}
const chat = (content: unknown, more: object = {}) =>
  post(
    '/v1/chat/completions',
    JSON.stringify({ model: 'demo', messages: [{ role: 'user', content }], ...more }),
  )
const isWell = async () => (await fetch(`${served.server.url}/healthz`)).status === 200

/** A request that is sent piece by piece. */
async function slowly(
  path: string,
  headers: Record<string, string>,
  send: (request: ClientRequest) => void,
  { method = 'POST', url = served.server.url } = {},
) {
  const request = httpRequest(`${url}${path}`, { method, headers })
  request.on('error', () => {})
  onTestFinished(() => void request.destroy())
  send(request)
  const [reply]: IncomingMessage[] = await once(request, 'response')
  if (!reply) throw new Error('no reply')
  const parts: Buffer[] = []
  for await (const part of reply) parts.push(part)
  return { status: reply.statusCode, body: Buffer.concat(parts).toString('utf8'), headers: reply.headers }
}

/** How the server answers whoever wants to speak WebSocket. */
async function openSocket(path: string) {
  const key = Buffer.alloc(16, 1).toString('base64')
  const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': key }
  const { status, body } = await slowly(
    path,
    { ...headers, 'sec-websocket-version': '13' },
    (request) => request.end(),
    { method: 'GET' },
  )
  return { status, body }
}

describe('A body', () => {
  test('that is no JSON, or no chat, is refused with the field that is wrong', async () => {
    expect(await errorOf(await post('/v1/chat/completions', '{"model":'))).toMatchObject({ status: 400 })
    expect(await errorOf(await chat(5))).toMatchObject({ status: 400, param: 'messages[0].content' })
    expect(await errorOf(await chat([{ type: 'sculpture' }]))).toMatchObject({
      status: 400,
      param: 'messages[0].content[0].type',
    })
    const messages = [{ role: 'tool', tool_call_id: 'a', content: 'x' }]
    expect(await errorOf(await chat('x', { messages }))).toMatchObject({
      status: 400,
      param: 'messages[0].role',
      message: expect.stringContaining('tools of the client are not called'),
    })
    expect(await errorOf(await chat('  '))).toMatchObject({ status: 400, param: 'messages' })
  })

  test('that nests 10,000 levels deep is refused', async () => {
    const deep = `{"model":"demo","messages":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect(await errorOf(await post('/v1/chat/completions', deep))).toMatchObject({
      status: 400,
      code: 'json_too_deep',
    })
  })

  test('that announces 5 GB is refused before any of it comes', async () => {
    const { status, body, headers } = await slowly(
      '/v1/chat/completions',
      { 'content-length': '5000000000' },
      (request) => request.flushHeaders(),
    )
    expect(status).toBe(413)
    expect(body).toContain('body_too_large')
    expect(headers.connection).toBe('close')
  })

  test('that never ends is refused at the limit', async () => {
    const { status } = await slowly('/v1/chat/completions', {}, (request) => {
      const more = () => {
        while (request.write(Buffer.alloc(100_000, 'a')));
        request.once('drain', more)
      }
      more()
    })
    expect(status).toBe(413)
    expect(await isWell()).toBe(true)
  })

  test('that stands still is cut off', async () => {
    const { status, body } = await slowly('/v1/chat/completions', { 'content-length': '1000' }, (request) =>
      request.write('{'),
    )
    expect(status).toBe(408)
    expect(body).toContain('body_too_slow')
  })

  test('of a byte at a time is cut off, however often one comes', async () => {
    const own = await serveAgent({ serve: { bodyGraceMs: 200 } })
    onTestFinished(() => own.close())
    let timer: NodeJS.Timeout | undefined
    const { status, body } = await slowly(
      '/v1/chat/completions',
      { 'content-length': '100000' },
      (request) => {
        timer = setInterval(() => request.write('a'), 10)
      },
      { url: own.server.url },
    )
    clearInterval(timer)
    expect(status).toBe(408)
    expect(body).toContain('body_too_slow')
  })

  test('that ends early loses nothing but itself', async () => {
    const request = httpRequest(`${served.server.url}/v1/files`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '100000' },
    })
    request.on('error', () => {})
    const before = log.length
    const part = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nbeginning'
    await new Promise((resolve) => request.write(part, resolve))
    request.destroy()
    await until(() => log.length > before)
    const { data } = z
      .object({ data: z.array(z.unknown()) })
      .parse(await (await fetch(`${served.baseURL}/files`)).json())
    expect(data).toEqual([])
  })
})

describe('A form', () => {
  test('that is broken, or is none, is refused', async () => {
    const broken = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc'
    const type = { 'content-type': 'multipart/form-data; boundary=x' }
    expect(await errorOf(await post('/v1/files', broken, type))).toMatchObject({ code: 'malformed_form' })
    expect(
      await errorOf(await post('/v1/files', broken, { 'content-type': 'multipart/form-data' })),
    ).toMatchObject({ status: 400 })
    expect(await errorOf(await post('/v1/files', '{}'))).toMatchObject({ code: 'not_multipart' })
    expect(await errorOf(await post('/v1/files', new FormData()))).toMatchObject({ status: 400 })
  })

  test('of 10,000 parts is refused', async () => {
    const form = new FormData()
    for (let at = 0; at < 10_000; at += 1) form.append(`field${at}`, 'x')
    expect((await errorOf(await post('/v1/files', form))).message).toContain('more than 50 parts')
  })

  test('may hold no second file', async () => {
    const form = new FormData()
    form.append('file', new Blob(['one']), 'one.txt')
    form.append('file', new Blob(['two']), 'two.txt')
    expect(await errorOf(await post('/v1/files', form))).toMatchObject({ status: 400, param: 'file' })
  })

  test('without sound is not transcribed', async () => {
    const form = new FormData()
    form.append('model', 'automatic-speech-recognition')
    form.append('file', new Blob([await readFile(picture(6))]), 'memo.wav')
    expect(await errorOf(await post('/v1/audio/transcriptions', form))).toMatchObject({
      status: 400,
      param: 'file',
    })
  })
})

describe('A picture', () => {
  const show = (url: string) => chat([{ type: 'image_url', image_url: { url } }])

  test.each([
    'file:///etc/passwd',
    '/etc/passwd',
    '../secret.png',
    'ftp://example.com/a.png',
    'http://example.com/a.png',
    '',
  ])('at %j is not fetched', async (url) => {
    expect(await errorOf(await show(url))).toMatchObject({
      status: 400,
      code: 'url_not_allowed',
      param: 'messages[0].content[0].image_url.url',
    })
  })

  test('at an address of a private network is not fetched', async () => {
    expect(await errorOf(await show('https://127.0.0.1/a.png'))).toMatchObject({ code: 'fetch_refused' })
    expect(await errorOf(await show('https://169.254.169.254/latest'))).toMatchObject({
      code: 'fetch_refused',
    })
  })

  test('whose data URL lies about its type is taken for what it is', async () => {
    const bytes = (await readFile(picture(6))).toString('base64')
    const reply = await chat([
      { type: 'text', text: 'What is in this picture?' },
      { type: 'image_url', image_url: { url: `data:audio/wav;base64,${bytes}` } },
    ])
    expect(await reply.text()).toMatch(/bus/)
  })

  test('that is damaged, or a bomb, is refused', async () => {
    const bytes = await readFile(picture(6))
    const cut = bytes.subarray(0, 200).toString('base64')
    expect(await errorOf(await show(`data:image/png;base64,${cut}`))).toMatchObject({
      code: 'unsupported_media',
    })
    const bomb = Buffer.from(bytes)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    expect([413, 415]).toContain(
      (await errorOf(await show(`data:image/png;base64,${bomb.toString('base64')}`))).status,
    )
  })

  test('is one of a bounded number', async () => {
    const many = Array.from({ length: 65 }, () => ({
      type: 'image_url',
      image_url: { url: 'data:image/png;base64,AAAA' },
    }))
    expect((await errorOf(await chat(many))).message).toContain('the limit is 64')
  })
})

test('What is not done here is said plainly', async () => {
  expect(await errorOf(await chat('x', { n: 5 }))).toMatchObject({ status: 400, param: 'n' })
  expect(await errorOf(await chat('x', { tools: [{ type: 'function' }] }))).toMatchObject({ param: 'tools' })
  expect(await errorOf(await chat('x', { model: 'gpt-5' }))).toMatchObject({ status: 404, param: 'model' })
  expect(await errorOf(await chat('x', { response_format: { type: 'json_object' } }))).toMatchObject({
    code: 'llm_required',
  })
  expect(await errorOf(await fetch(`${served.server.url}/v2/nothing`))).toMatchObject({ status: 404 })
  const compacting = await fetch(`${served.baseURL}/responses/compact`, { method: 'POST', body: '{}' })
  expect(await errorOf(compacting)).toMatchObject({ status: 404, code: 'not_served' })
  const socket = await openSocket('/v1/responses')
  expect(socket).toMatchObject({ status: 404, body: expect.stringMatching(/no WebSocket.*not_served/) })
  const deleted = await fetch(`${served.baseURL}/files`, { method: 'DELETE' })
  expect(deleted.headers.get('allow')).toBe('POST, GET')
  expect(await errorOf(deleted)).toMatchObject({ status: 405, code: 'method_not_allowed' })
})

test('A page of another site, and a foreign host name, reach nothing', async () => {
  const ask = (headers: Record<string, string>) => slowly('/v1/models', headers, (request) => request.end())
  expect((await ask({ host: 'rebound.example' })).body).toContain('host_not_allowed')
  expect((await ask({ origin: 'http://evil.example' })).body).toContain('origin_not_allowed')
  expect((await ask({ origin: 'null' })).body).toContain('origin_not_allowed')
})

test('What fails says so without folders of this machine', async () => {
  const plan = { steps: [{ id: 's1', tool: 'leak', input: { text: 'x' } }] }
  const { id } = z
    .object({ id: z.string() })
    .parse(await (await post('/v1/runs', JSON.stringify({ text: 'x', plan }))).json())
  const events = await (await fetch(`${served.baseURL}/runs/${id}/events`)).text()
  const record = await (await fetch(`${served.baseURL}/runs/${id}`)).text()
  for (const text of [events, record]) {
    expect(text).toContain('There is no …/models/secret.')
    expect(text).not.toContain(packageRoot)
  }
})

test('A plan names no models and no tools that are not there', async () => {
  const named = { steps: [{ id: 's1', tool: 'image-to-text', model: 'a/b', input: {} }] }
  expect(await errorOf(await post('/v1/plans', JSON.stringify({ text: 'x', plan: named })))).toMatchObject({
    code: 'model_not_allowed',
  })
  expect(
    await errorOf(await post('/v1/runs', JSON.stringify({ text: 'x', media: ['/etc/passwd'] }))),
  ).toMatchObject({ status: 400 })
})

describe('A client that goes', () => {
  const asking = (more: object, signal: AbortSignal) =>
    fetch(`${served.baseURL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({
        model: 'demo',
        messages: [{ role: 'user', content: 'Wait for ever: hello' }],
        ...more,
      }),
      signal,
    })

  test.each([{ stream: true }, { stream: false }])('ends its run (%o)', async (more) => {
    const before = { ...calls }
    const controller = new AbortController()
    const reply = asking(more, controller.signal).catch(() => undefined)
    await until(() => calls.started > before.started)
    if (more.stream) await (await reply)?.body?.getReader().read()
    controller.abort()
    await until(() => calls.stopped > before.stopped)
    const ready = z
      .object({ running: z.number() })
      .parse(await (await fetch(`${served.server.url}/readyz`)).json())
    expect(ready.running).toBe(0)
  })
})

test('More requests than are taken are told when to come again, and those that wait are answered', async () => {
  const create = () => post('/v1/runs', JSON.stringify({ text: 'x', plan: endless }))
  const id = async (reply: Response) => z.object({ id: z.string() }).parse(await reply.json()).id
  const first = await id(await create())
  const second = await id(await create())
  const third = create()
  await until(async () => (await fetch(`${served.server.url}/readyz`)).status === 503)
  const refused = await create()
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(refused.headers.get('x-should-retry')).toBe('true')
  expect(await errorOf(refused)).toMatchObject({ status: 429, type: 'rate_limit_error' })
  const cancel = async (run: string) => (await post(`/v1/runs/${run}/cancel`, '')).json()
  expect(await cancel(first)).toMatchObject({ status: 'cancelled' })
  expect(await cancel(await id(await third))).toMatchObject({ status: 'cancelled' })
  expect(await cancel(second)).toMatchObject({ status: 'cancelled' })
  expect((await fetch(`${served.server.url}/readyz`)).status).toBe(200)
})

test('Nothing that a client has sent is in the log', () => {
  const text = JSON.stringify(log)
  expect(log.length).toBeGreaterThan(20)
  for (const secret of ['passwd', 'sculpture', 'Wait for', 'base64', 'nothing', 'evil', 'rebound'])
    expect(text).not.toContain(secret)
})
