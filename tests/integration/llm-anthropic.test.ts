import { afterEach, expect, test, vi } from 'vitest'
import { createLanguageModel } from '../../src/llm/create-model.js'
import { type AnthropicStep, startAnthropicServer } from '../support/anthropic-server.js'
import { mediaRecord } from '../support/media-records.js'

const schema = {
  type: 'object',
  properties: { colour: { type: 'string' } },
  required: ['colour'],
  additionalProperties: false,
}
const question = [
  { role: 'system', content: 'You name colours.' },
  { role: 'user', content: 'What colour is the sky?' },
] as const
const asked = { schema, schemaName: 'colour', signal: new AbortController().signal }

const closing: (() => void)[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const close of closing.splice(0)) close()
})

async function setUp(...steps: AnthropicStep[]) {
  const server = await startAnthropicServer(steps)
  closing.push(server.close)
  vi.stubEnv('ANTHROPIC_BASE_URL', server.url)
  const created = await createLanguageModel('anthropic:claude-sonnet-4-5', {
    env: { ANTHROPIC_API_KEY: 'sk-ant-canary' },
    readPicture: async () => 'data:image/jpeg;base64,AAAA',
    timeoutMs: 20_000,
    retry: { firstPauseMs: 0 },
  })
  if (!created.ok) throw created.error
  return { server, model: created.value }
}

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = []
  for await (const piece of pieces) collected.push(piece)
  return collected
}

test('JSON is asked for by a tool that must be called, with the schema as its input', async () => {
  const { model, server } = await setUp({ input: { colour: 'blue' } })
  const reply = await model.json(question, asked)
  expect(JSON.parse(reply.text)).toEqual({ colour: 'blue' })
  expect(reply).toMatchObject({ usage: { inputTokens: 11, outputTokens: 7 } })
  const [request] = server.requests
  expect(request?.key).toBe('sk-ant-canary')
  expect(request?.body).toMatchObject({
    model: 'claude-sonnet-4-5',
    system: 'You name colours.',
    tools: [{ name: 'colour', input_schema: schema }],
  })
})

test('words come in pieces, with the tokens they took', async () => {
  const { model, server } = await setUp({ text: 'Blue, as far as one can see.' })
  const onUsage = vi.fn()
  const pieces = await collect(model.stream(question, { signal: asked.signal, onUsage }))
  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('')).toBe('Blue, as far as one can see.')
  expect(onUsage).toHaveBeenCalledOnce()
  expect(server.requests[0]?.body.stream).toBe(true)
})

test('pictures are sent as Anthropic takes them', async () => {
  const { model, server } = await setUp({ text: 'Blue.' })
  const pictures = [mediaRecord('image', 'a')]
  await collect(model.stream([{ role: 'user', content: 'This?', pictures }], { signal: asked.signal }))
  expect(server.requests[0]?.body.messages[0]?.content).toEqual([
    { type: 'text', text: 'This?' },
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
  ])
})

test('a reply that reached its length limit is told apart: JSON as cut, words as an error', async () => {
  const { model } = await setUp(
    { input: { colour: 'bl' }, stop: 'max_tokens' },
    { text: 'Blue, as', stop: 'max_tokens' },
  )
  expect((await model.json(question, asked)).cut).toBe(true)
  await expect(collect(model.stream(question, { signal: asked.signal }))).rejects.toMatchObject({
    code: 'PROVIDER_BAD_REPLY',
  })
})

test('its failures are retried and told in our words, without the key', async () => {
  const { model } = await setUp(
    { status: 529, type: 'overloaded_error', message: 'Overloaded' },
    { status: 401, type: 'authentication_error', message: 'invalid x-api-key sk-ant-canary' },
  )
  const thrown = await model.json(question, asked).catch((error: unknown) => error)
  expect(thrown).toMatchObject({
    code: 'PROVIDER_AUTH',
    message: expect.stringContaining('ANTHROPIC_API_KEY'),
  })
  expect(JSON.stringify([thrown, String(thrown)])).not.toContain('canary')
})
