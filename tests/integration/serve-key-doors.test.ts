import { randomUUID } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { addKey } from '../../src/serve/access/key-file.js'
import { spentFileOf } from '../../src/serve/access/spent-ledger.js'
import { scriptedModel } from '../../src/testing.js'
import { memo, picture } from '../support/cli.js'
import { temporaryDir } from '../support/media-files.js'
import { until } from '../support/queue-place.js'
import { fixtureModels, type ServedAgent, serveAgent } from '../support/served-agent.js'

let served: ServedAgent
let key: string
/** What the key made while it had money; the turn waits to be resumed. */
let chat: string
let turn: string
let file: string

const headers = () => ({ authorization: `Bearer ${key}` })
const post = (path: string, body: object | FormData) =>
  fetch(`${served.server.url}${path}`, {
    method: 'POST',
    headers: headers(),
    body: body instanceof FormData ? body : JSON.stringify(body),
  })
const idOf = async (reply: Response) => z.object({ id: z.string() }).parse(await reply.json()).id

async function form(files: Record<string, string>, fields: Record<string, string> = {}): Promise<FormData> {
  const sent = new FormData()
  for (const [name, value] of Object.entries(fields)) sent.set(name, value)
  for (const [name, path] of Object.entries(files)) sent.set(name, new File([await readFile(path)], 'a'))
  return sent
}

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-doors-'))
  const keyFile = join(dir, 'keys.jsonl')
  const limits = { budget: { usd: 1 } }
  const made = await addKey(keyFile, { name: 'Anna', scopes: ['run', 'batch'], limits })
  key = made.key
  served = await serveAgent({ agent: { set: fixtureModels }, serve: { keyFile } })
  chat = await idOf(await post('/v1/chats', {}))
  // As a server that was killed in the middle leaves it.
  turn = randomUUID()
  const left = {
    id: turn,
    after: null,
    text: 'Hello.',
    media: [],
    created_at: 1,
    run: turn,
    status: 'running',
  }
  const turns = join(served.dir, 'cache/serve/chats', made.id, chat, 'turns.jsonl')
  await appendFile(turns, `${JSON.stringify(left)}\n`)
  const lines = new FormData()
  lines.set('purpose', 'batch')
  lines.set('file', new File(['{}'], 'jobs.jsonl'))
  file = await idOf(await post('/v1/files', lines))
  // As another server that shares the file of keys would write it.
  const day = new Date().toISOString().slice(0, 10)
  await appendFile(spentFileOf(keyFile), `${JSON.stringify({ id: made.id, day, usd: 1 })}\n`)
  await until(async () => (await post('/v1/embeddings', { model: 'demo', input: 'x' })).status === 429)
  return () => rm(dir, { recursive: true, force: true })
})
afterAll(() => served?.close())

/** Each way to send work or files, with a request that it would take. */
const doors: Record<string, () => object | Promise<object>> = {
  '/v1/chat/completions': () => ({ model: 'demo', messages: [{ role: 'user', content: 'Hello.' }] }),
  '/v1/responses': () => ({ model: 'demo', input: 'Hello.' }),
  '/v1/embeddings': () => ({ model: 'demo', input: 'Hello.' }),
  '/v1/audio/speech': () => ({ model: 'demo', input: 'Hello.', voice: 'alloy' }),
  '/v1/audio/transcriptions': () => form({ file: memo('01') }, { model: 'demo' }),
  '/v1/audio/translations': () => form({ file: memo('01') }, { model: 'demo' }),
  '/v1/images/generations': () => ({ model: 'demo', prompt: 'A bus.' }),
  '/v1/images/edits': () => form({ image: picture(6) }, { prompt: 'Make it red.' }),
  '/v1/files': () => form({ file: picture(6) }, { purpose: 'user_data' }),
  '/v1/batches': () => ({
    ...{ endpoint: '/v1/chat/completions', input_file_id: file, completion_window: '24h' },
  }),
  '/v1/batches/jobs': () => ({ jobs_file_id: file }),
  '/v1/batches/{id}/retry': () => ({ which: 'failed' }),
  '/v1/media': () => form({ file: picture(6) }),
  '/v1/runs': () => ({ text: 'Hello.' }),
  '/v1/plans': () => ({ text: 'Hello.' }),
  '/api/chat': () => ({
    ...{ id: 'one', messages: [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Hello.' }] }] },
  }),
  '/v1/chats/{id}/turns': () => ({ text: 'Hello.', after: null }),
  '/v1/chats/{id}/turns/{turn}/again': () => ({ models: {} }),
  '/v1/chats/{id}/turns/{turn}/resume': () => ({}),
  '/v1/chats/{id}/turns/{turn}/feedback': () => ({ verdict: 'good' }),
  '/v1/runs/{id}/feedback': () => ({ verdict: 'good' }),
}

/** They begin no work: they end it, name it, or decide on a run that holds the key's budget since it was sent. */
const free = [
  '/v1/responses/{id}/cancel',
  '/v1/responses/input_tokens',
  '/v1/batches/{id}/cancel',
  '/v1/runs/{id}/cancel',
  '/v1/runs/{id}/approval',
  '/api/chat/{id}/stop',
  '/v1/chats',
  '/v1/chats/{id}',
  '/v1/settings',
  '/v1/keys',
]

test.each(Object.entries(doors))('A key whose budget is spent is refused at %s', async (path, body) => {
  const reply = await post(path.replace('{id}', chat).replace('{turn}', turn), await body())
  expect(reply.status).toBe(429)
  expect(Number(reply.headers.get('retry-after') ?? 0)).toBe(0)
  expect(await reply.text()).toMatch(/may spend \$1\.00, and \$1\.00 are spent/)
})

test('No way to send work is missing among those', async () => {
  const document = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await (await fetch(`${served.server.url}/openapi.json`)).json())
  const posts = Object.entries(document.paths).flatMap(([path, ways]) => ('post' in ways ? [path] : []))
  expect(posts.filter((path) => !free.includes(path) && !(path in doors))).toEqual([])
})

test.each([
  ['ask', { text: 'Hello.' }],
  ['plan', { text: 'Hello.' }],
  ['summarization', { text: 'A bus drives by.' }],
])('A key whose budget is spent is refused by the MCP tool %s', async (name, given) => {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${served.server.url}/mcp`), {
      requestInit: { headers: headers() },
    }),
  )
  onTestFinished(() => client.close())
  const result = await client.callTool({ name, arguments: given })
  expect(result.isError).toBe(true)
  expect(JSON.stringify(result.content)).toMatch(/may spend \$1\.00, and \$1\.00 are spent/)
})

test('What an LLM plans without running it is charged to the key', async () => {
  const keyFile = join(await temporaryDir(), 'keys.jsonl')
  const made = await addKey(keyFile, { name: 'Ben', scopes: ['run'], limits: { budget: { usd: 1 } } })
  const llm = scriptedModel([{ json: { steps: [] }, usage: { inputTokens: 1_000_000, outputTokens: 0 } }])
  const set = ['planner=llm', 'llmPrice.perMillionInputTokens=1.2', 'llmPrice.perMillionOutputTokens=0']
  const one = await serveAgent({ agent: { llm, set }, serve: { keyFile } })
  onTestFinished(() => one.close())
  const plan = () =>
    fetch(`${one.baseURL}/plans`, {
      method: 'POST',
      headers: { authorization: `Bearer ${made.key}` },
      body: JSON.stringify({ text: 'Greet me.' }),
    })
  expect((await plan()).status).toBe(200)
  const refused = await plan()
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ error: { code: 'insufficient_quota' } })
})
