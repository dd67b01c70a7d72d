import { afterEach, expect, test, vi } from 'vitest'
import { createLangChainModel } from '../../src/llm/clients/langchain-model.js'
import { createUniversalClient } from '../../src/llm/clients/universal-client.js'
import { type OpenAiServer, type ServerStep, startOpenAiServer } from '../support/openai-server.js'

const schema = {
  type: 'object',
  properties: { colour: { type: 'string' } },
  required: ['colour'],
  additionalProperties: false,
}
const question = [{ role: 'user', content: 'What colour is the sky?' }] as const
const signal = new AbortController().signal

let server: OpenAiServer
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

/** `initChatModel` with the one provider package that is installed, pointed at the scripted server. */
async function setUp(steps: ServerStep[]) {
  server = await startOpenAiServer(steps)
  vi.stubEnv('OPENAI_BASE_URL', server.baseUrl)
  const provider = { title: 'OpenAI', package: '@langchain/openai' }
  const spec = { text: 'openai:m', providerName: 'openai', provider, model: 'm' }
  const client = await createUniversalClient(spec, { apiKey: 'k', timeoutMs: 5000, tracing: false })
  if (!client.ok) throw client.error
  const place = { id: 'openai:m', title: 'OpenAI' }
  return createLangChainModel({ client: client.value, place, timeoutMs: 5000, retry: { firstPauseMs: 0 } })
}

test('any provider of LangChain gives JSON and streams text', async () => {
  const model = await setUp([{ json: { colour: 'blue' } }, { reply: 'Blue, as far as one can see.' }])
  const reply = await model.json(question, { schema, schemaName: 'colour', signal })
  expect(JSON.parse(reply.text)).toEqual({ colour: 'blue' })
  expect(reply.usage).toEqual({ inputTokens: 11, outputTokens: 7 })
  let text = ''
  for await (const piece of model.stream(question, { signal })) text += piece
  expect(text).toBe('Blue, as far as one can see.')
  server.assertDone()
})

test('where structured output is refused, the schema goes into the prompt', async () => {
  const model = await setUp([{ refuseFormat: ['json_schema'] }, { json: { colour: 'blue' } }])
  const reply = await model.json(question, { schema, schemaName: 'colour', signal })
  expect(JSON.parse(reply.text)).toEqual({ colour: 'blue' })
  expect(JSON.stringify(server.requests[1]?.body.messages)).toContain('colour')
  expect(server.requests[1]?.body.response_format).toBeUndefined()
  server.assertDone()
})

test('its failures are retried and told in our words', async () => {
  const model = await setUp([{ status: 503 }, { status: 401 }])
  const asking = model.json(question, { schema, schemaName: 'colour', signal })
  await expect(asking).rejects.toMatchObject({ code: 'PROVIDER_AUTH' })
  server.assertDone()
})
