import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import OpenAI, {
  AuthenticationError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  toFile,
} from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { addKey, revokeKey } from '../../src/serve/access/key-file.js'
import { listKeys } from '../../src/serve/access/list-keys.js'
import { scriptedModel } from '../../src/testing.js'
import { picture } from '../support/cli.js'
import { temporaryDir } from '../support/media-files.js'
import { until } from '../support/queue-place.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'
import { createWaitingTool } from '../support/waiting-tool.js'

const { tool: waits, calls } = createWaitingTool()

let served: ServedAgent
let keyFile: string
let anna: OpenAI
let ben: OpenAI
const client = (apiKey: string) => new OpenAI({ baseURL: served.baseURL, apiKey, maxRetries: 0 })

beforeAll(async () => {
  // The folder of the keys is the server's own, and made before it.
  const place = await serveAgent()
  keyFile = join(place.dir, 'keys.jsonl')
  const first = await addKey(keyFile, { name: 'Anna', scopes: ['run'] })
  const second = await addKey(keyFile, { name: 'Ben', scopes: ['run', 'batch'] })
  served = await serveAgent({ agent: { tools: [waits], set: fixtureModels }, serve: { keyFile } })
  anna = client(first.key)
  ben = client(second.key)
  return () => place.close()
})
afterAll(() => served?.close())

test('A file of keys holds no key, and only its owner reads it', async () => {
  const { key } = await addKey(keyFile, { name: 'Carl', scopes: ['run'] })
  const text = await readFile(keyFile, 'utf8')
  expect(text).toContain('"Carl"')
  expect(text).not.toContain(key)
  expect(text).not.toContain(key.split('-').at(-1))
})

test('Without a key, and with a wrong one, nothing is told', async () => {
  const bare = await fetch(`${served.baseURL}/models`)
  expect(bare.status).toBe(401)
  expect(bare.headers.get('www-authenticate')).toBe('Bearer')
  await expect(client('sk-switchyard-wrong').models.list()).rejects.toThrow(AuthenticationError)
  expect((await fetch(`${served.server.url}/healthz`)).status).toBe(200)
})

test('A key may do what it was made for, and nothing else', async () => {
  const { key } = await addKey(keyFile, { name: 'Dora', scopes: ['batch'] })
  await expect(client(key).models.list()).rejects.toThrow(PermissionDeniedError)
  await expect(client(key).files.list()).resolves.toBeDefined()
})

test("What one key made another can't see", async () => {
  const file = await anna.files.create({
    file: await toFile(Buffer.from('a secret'), 'a.txt'),
    purpose: 'user_data',
  })
  await expect(ben.files.retrieve(file.id)).rejects.toThrow(NotFoundError)
  await expect(ben.files.content(file.id)).rejects.toThrow(NotFoundError)
  await expect(ben.files.delete(file.id)).rejects.toThrow(NotFoundError)
  expect((await ben.files.list()).data).toEqual([])
  await expect(
    ben.chat.completions.create({
      model: 'demo',
      messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: file.id } }] }],
    }),
  ).rejects.toThrow(NotFoundError)
  expect((await anna.files.list()).data).toHaveLength(1)
})

test('A picture that was made is linked so that a browser shows it, and nobody finds it without the link', async () => {
  const reply = await anna.chat.completions.create({
    model: 'demo',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Upscale this picture.' },
          {
            type: 'image_url',
            image_url: { url: `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}` },
          },
        ],
      },
    ],
  })
  const message = reply.choices[0]?.message
  const url = /!\[[^\]]+\.png\]\((\S+)\)/.exec(message?.content ?? '')?.[1] ?? ''
  expect(message).toMatchObject({ images: [{ type: 'image_url', image_url: { url } }] })
  expect(message?.content).not.toContain('base64')

  const shown = await fetch(url)
  expect(shown.status).toBe(200)
  expect(shown.headers.get('content-type')).toBe('image/png')
  expect(shown.headers.get('content-disposition')).toMatch(/^inline; filename=".+\.png"/)
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  const bytes = Buffer.from(await shown.arrayBuffer())
  const part = await fetch(url, { headers: { range: 'bytes=1-3' } })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1-3/${bytes.length}`])
  expect(await part.text()).toBe('PNG')
  expect((await fetch(url, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416)
  expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(bytes.length))

  const bareUrl = url.split('?')[0] ?? ''
  expect((await fetch(bareUrl)).status).toBe(401)
  expect((await fetch(bareUrl, { headers: { authorization: `Bearer ${ben.apiKey}` } })).status).toBe(404)
  expect((await fetch(bareUrl, { headers: { authorization: `Bearer ${anna.apiKey}` } })).status).toBe(200)
  expect((await fetch(url.replace(/signature=.*/, 'signature=AAAA'))).status).toBe(401)
})

test("Another key's run is not there", async () => {
  const ask = (key: string | null, path: string, init: RequestInit = {}) =>
    fetch(`${served.baseURL}${path}`, { ...init, headers: { authorization: `Bearer ${key}` } })
  const created = await ask(anna.apiKey, '/runs', {
    method: 'POST',
    body: JSON.stringify({ text: 'Summarize: a bus drives by.' }),
  })
  const { id } = z.object({ id: z.string() }).parse(await created.json())
  for (const [path, method] of [
    [`/runs/${id}`, 'GET'],
    [`/runs/${id}/events`, 'GET'],
    [`/runs/${id}/cancel`, 'POST'],
  ] as const)
    expect((await ask(ben.apiKey, path, { method })).status).toBe(404)
  expect(await (await ask(ben.apiKey, '/runs')).json()).toMatchObject({ data: [] })
  expect((await ask(anna.apiKey, `/runs/${id}`)).status).toBe(200)
})

test('A key that is revoked ends the streams that it began', async () => {
  const { key, id } = await addKey(keyFile, { name: 'Emil', scopes: ['run'] })
  const emil = client(key)
  const stream = await emil.chat.completions.create({
    model: 'demo',
    stream: true,
    messages: [{ role: 'user', content: 'Wait for ever: hello' }],
  })
  await until(() => calls.started > 0)
  await revokeKey(keyFile, id)
  const read = async () => {
    for await (const _ of stream);
  }
  await expect(read()).rejects.toThrow(/revoked/)
  await expect(emil.models.list()).rejects.toThrow(AuthenticationError)
})

test('A key spends its budget, also across a restart, and is then told so', async () => {
  const dir = await temporaryDir()
  const file = join(dir, 'keys.jsonl')
  const { key, id } = await addKey(file, {
    name: 'Fred',
    scopes: ['run'],
    limits: { budget: { usd: 1, per: 'month' } },
  })
  const askOnce = async () => {
    const llm = scriptedModel([
      { json: { steps: [] }, usage: { inputTokens: 0, outputTokens: 0 } },
      { stream: ['Hello.'], usage: { inputTokens: 500_000, outputTokens: 0 } },
    ])
    const set = ['planner=auto', 'llmPrice.perMillionInputTokens=1.2', 'llmPrice.perMillionOutputTokens=0']
    const one = await serveAgent({ agent: { llm, set }, serve: { keyFile: file } })
    try {
      const openai = new OpenAI({ baseURL: one.baseURL, apiKey: key, maxRetries: 0 })
      return await openai.chat.completions.create({
        model: 'demo',
        messages: [{ role: 'user', content: 'Greet me.' }],
      })
    } finally {
      await one.close()
    }
  }
  expect((await askOnce()).choices[0]?.message.content).toBe('Hello.')
  await askOnce()
  const refused = await askOnce().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RateLimitError)
  expect(refused).toMatchObject({ code: 'insufficient_quota', type: 'insufficient_quota' })
  expect(refused instanceof RateLimitError && refused.headers?.get('x-should-retry')).toBe('false')
  expect(refused instanceof RateLimitError && Number(refused.headers?.get('retry-after'))).toBeGreaterThan(0)
  expect(await listKeys(file)).toMatchObject([{ id, spentUsd: expect.closeTo(1.2, 5) }])
})

test('A key keeps its rate and its number of requests at once', async () => {
  const limits = { rate: { requests: 3, perSeconds: 3600 }, concurrent: 1 }
  const { key, id } = await addKey(keyFile, { name: 'Gina', scopes: ['run'], limits })
  const gina = client(key)
  const wait = () =>
    gina.chat.completions.create({
      model: 'demo',
      stream: true,
      messages: [{ role: 'user', content: 'Wait for ever: hello' }],
    })
  const before = calls.started
  const stream = await wait()
  await until(() => calls.started > before)
  await expect(wait()).rejects.toMatchObject({ status: 429, code: 'too_many_concurrent_requests' })
  stream.controller.abort()
  await until(async () => (await fetch(`${served.server.url}/readyz`).then(readyState)).running === 0)
  const ask = () => gina.embeddings.create({ model: 'demo', input: 'hello' })
  await ask()
  const refused = await ask().catch((error: unknown) => error)
  expect(refused).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
  expect(refused instanceof RateLimitError && refused.headers?.get('retry-after')).toMatch(/^\d+$/)
  // Reading costs nothing, and other keys are not held up.
  await gina.models.list()
  await ben.embeddings.create({ model: 'demo', input: 'hello' })
  await revokeKey(keyFile, id)
})

const readyState = async (reply: Response) => z.object({ running: z.number() }).parse(await reply.json())
