import { awaitAllCallbacks } from '@langchain/core/callbacks/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createLangChainModel } from '../../src/llm/clients/langchain-model.js'
import { createUniversalClient } from '../../src/llm/clients/universal-client.js'
import { createLanguageModel } from '../../src/llm/create-model.js'
import type { LanguageModel } from '../../src/llm/language-model.js'
import { type OpenAiServer, startOpenAiServer } from '../support/openai-server.js'
import { until } from '../support/queue-place.js'
import { serve } from '../support/serve.js'

const schema = {
  type: 'object',
  properties: { colour: { type: 'string' } },
  required: ['colour'],
  additionalProperties: false,
}
const signal = new AbortController().signal

/** What LangSmith was told. Its client keeps the server that the environment names at first, so there is one for all. */
const received: string[] = []
let closeLangSmith = () => {}
const servers: OpenAiServer[] = []

beforeAll(async () => {
  const { url, close } = await serve((request, response) => {
    const path = request.url ?? ''
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push(`${request.method} ${path} ${Buffer.concat(parts).toString('utf8')}`)
      response.writeHead(200, { 'content-type': 'application/json' })
      // What it asks first: how it may send. One JSON at a time is what this server reads.
      response.end(JSON.stringify({ batch_ingest_config: { use_multipart_endpoint: false } }))
    })
  })
  closeLangSmith = close
  vi.stubEnv('LANGSMITH_TRACING', 'true')
  vi.stubEnv('LANGSMITH_ENDPOINT', url)
  vi.stubEnv('LANGSMITH_API_KEY', 'k')
})
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))
afterAll(() => {
  vi.unstubAllEnvs()
  closeLangSmith()
})

async function openAi(): Promise<OpenAiServer> {
  const server = await startOpenAiServer([{ json: { colour: 'blue' } }, { reply: 'Blue.' }])
  servers.push(server)
  return server
}

const clients: Record<string, (privacy: 'local' | 'any') => Promise<LanguageModel>> = {
  'the OpenAI client': async (privacy) => {
    const { baseUrl } = await openAi()
    const created = await createLanguageModel('openai:m', { env: { OPENAI_BASE_URL: baseUrl }, privacy })
    if (!created.ok) throw created.error
    return created.value
  },
  'any other client of LangChain': async (privacy) => {
    vi.stubEnv('OPENAI_BASE_URL', (await openAi()).baseUrl)
    const provider = { title: 'OpenAI', package: '@langchain/openai' }
    const spec = { text: 'openai:m', providerName: 'openai', provider, model: 'm' }
    const tracing = privacy === 'any'
    const client = await createUniversalClient(spec, { apiKey: 'k', timeoutMs: 20_000, tracing })
    if (!client.ok) throw client.error
    return createLangChainModel({
      client: client.value,
      place: { id: 'openai:m', title: 'OpenAI' },
      timeoutMs: 20_000,
    })
  },
}

/** Asks for JSON and for words, until all that is told of it has been sent. */
async function talk(model: LanguageModel, said: string): Promise<void> {
  const messages = [{ role: 'user', content: said }] as const
  await model.json(messages, { schema, schemaName: 'colour', signal })
  for await (const _ of model.stream(messages, { signal }));
  await awaitAllCallbacks()
}

test.each(Object.entries(clients))(
  'LangSmith is told nothing by %s under local privacy',
  async (name, modelFor) => {
    await talk(await modelFor('local'), `canary-local ${name}`)
    // The same under the other setting: it shows that this server would have been told.
    await talk(await modelFor('any'), `canary-any ${name}`)
    await until(() => received.some((request) => request.includes(`canary-any ${name}`)))
    expect(received.filter((request) => request.includes('canary-local'))).toEqual([])
  },
)
