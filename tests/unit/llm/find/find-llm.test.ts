import { expect, onTestFinished, test } from 'vitest'
import { profileSchema } from '../../../../src/config/profile.js'
import { chooseModel } from '../../../../src/llm/choose-model.js'
import { findLlm, pickModel } from '../../../../src/llm/find/find-llm.js'
import {
  startLlamaCpp,
  startLmStudio,
  startModelList,
  startOllama,
  startVllm,
} from '../../../support/llm-servers.js'
import { serve } from '../../../support/serve.js'

const closing = <T extends { close(): void }>(server: T): T => {
  onTestFinished(() => server.close())
  return server
}

const chosen = async (options: Omit<Parameters<typeof chooseModel>[1], 'readPicture'>) => {
  const readPicture = async () => 'data:,'
  const result = await chooseModel('auto', { readPicture, ...options })
  if (!result.ok) throw result.error
  return result.value
}

test('with nothing configured, Ollama on this machine is found, and asked what its model takes in', async () => {
  const ollama = closing(
    await startOllama([
      { name: 'nomic-embed-text:latest', capabilities: ['embedding'] },
      { name: 'my-own:7b', capabilities: ['completion', 'vision'] },
    ]),
  )
  const servers = [ollama.url]
  const found = await chosen({ env: {}, privacy: 'local', servers })
  expect(found).toMatchObject({ model: { id: 'openai:my-own:7b', sees: true }, staysHere: true })
  expect(found.reason).toBe(`Ollama at ${ollama.url} serves my-own:7b, its only LLM.`)
  const asked = ollama.asked.length
  await chosen({ env: {}, privacy: 'local', servers })
  expect(ollama.asked).toHaveLength(asked)
})

test('what Ollama says of a model goes before its name, and the settings before both', async () => {
  const ollama = closing(await startOllama([{ name: 'gemma3:4b', capabilities: ['completion'] }]))
  const options = { env: {}, privacy: 'local' as const, servers: [ollama.url] }
  expect((await chosen(options)).model?.sees).toBeUndefined()
  expect((await chosen({ ...options, takes: ['image'] })).model?.sees).toBe(true)
})

test('the server of a model that was named is asked what it takes in, once, and not where no picture may be shown', async () => {
  const ollama = closing(
    await startOllama([
      { name: 'my-own:7b', capabilities: ['completion', 'vision'] },
      { name: 'gemma3:4b', capabilities: ['completion'] },
    ]),
  )
  const own = { OPENAI_BASE_URL: `${ollama.url}/v1` }
  const sees = async (model: string, more: object = {}) =>
    (await chosen({ env: { ...own, OPENAI_MODEL: model }, privacy: 'any', ...more })).model?.sees === true
  expect(await sees('my-own:7b', { readPicture: undefined })).toBe(false)
  expect(ollama.asked).toEqual([])
  expect(await sees('my-own:7b')).toBe(true)
  expect(await sees('gemma3:4b')).toBe(false)
  expect(await sees('gemma3:4b', { takes: ['image'] })).toBe(true)
  const asked = ollama.asked.length
  expect(await sees('my-own:7b')).toBe(true)
  expect(ollama.asked).toHaveLength(asked)
  const named = await chooseModel('openai:my-own:7b', {
    env: own,
    privacy: 'any',
    readPicture: async () => 'data:,',
  })
  expect(named).toMatchObject({ ok: true, value: { model: { sees: true } } })
})

test('fields of /v1/models tell what a model takes in that was named; a server that is silent leaves it to the name', async () => {
  const list = closing(await startModelList({ data: [{ id: 'plain', capabilities: ['multimodal'] }] }))
  const silent = closing(await serve(() => {}))
  const sees = async (url: string, model: string) =>
    (await chosen({ env: { OPENAI_BASE_URL: url, OPENAI_MODEL: model }, privacy: 'local' })).model?.sees
  expect(await sees(`${list.url}/v1`, 'plain')).toBe(true)
  expect(await sees(`${list.url}/v1`, 'another')).toBeUndefined()
  expect(await sees(silent.url, 'llava:7b')).toBe(true)
})

test('a server that says nothing in time, one that is none, and one without LLMs are passed over', async () => {
  const silent = closing(await serve(() => {}))
  const page = closing(await serve((_, response) => response.end('<html>')))
  const empty = closing(await startModelList({ data: [{ id: 'bge-m3' }] }))
  const lmStudio = closing(await startModelList({ data: [{ id: 'some-vlm', type: 'vlm' }] }))
  const servers = [silent.url, page.url, 'http://127.0.0.1:9', empty.url, lmStudio.url]
  expect((await findLlm(servers)).llm).toMatchObject({ model: 'some-vlm', takes: ['image'] })
})

test('a key settles it: no server is asked then, and none anywhere but on this machine', async () => {
  const ollama = closing(await startOllama([{ name: 'qwen3:8b', capabilities: ['completion'] }]))
  expect((await chosen({ env: { HF_TOKEN: 'k' }, privacy: 'any', servers: [ollama.url] })).model?.id).toMatch(
    /^hf:/,
  )
  expect(
    (await chosen({ env: {}, privacy: 'any', servers: ['http://192.0.2.1:11434'] })).model,
  ).toBeUndefined()
  expect(ollama.asked).toEqual([])
})

test('with local privacy and a key, the server on this machine is taken', async () => {
  const ollama = closing(await startOllama([{ name: 'qwen3:8b', capabilities: ['completion'] }]))
  const found = await chosen({ env: { HF_TOKEN: 'k' }, privacy: 'local', servers: [ollama.url] })
  expect(found).toMatchObject({ model: { id: 'openai:qwen3:8b' }, staysHere: true })
})

test('OPENAI_BASE_URL without OPENAI_MODEL asks its server, with the key, and says what is taken', async () => {
  const data = [
    { id: 'text-embedding-3' },
    { id: 'mystery' },
    { id: 'qwen2.5-7b-instruct' },
    { id: 'llama-3.1-8b' },
  ]
  const server = closing(await startModelList({ data }, 'sk-own'))
  const env = { OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: 'sk-own' }
  const found = await chosen({ env, privacy: 'any' })
  expect(found.model?.id).toBe('openai:qwen2.5-7b-instruct')
  expect(found.reason).toContain('the first of its 3 LLMs that is known to follow instructions')
  expect((await chosen({ env: { ...env, OPENAI_MODEL: 'mystery' }, privacy: 'any' })).model?.id).toBe(
    'openai:mystery',
  )
})

test('of several models of which none is known, none is taken', () => {
  expect(pickModel([{ id: 'one' }, { id: 'two' }])).toBeUndefined()
  expect(pickModel([{ id: 'one' }, { id: 'whisper-1' }])?.model.id).toBe('one')
})

test.each([
  [{ id: 'a', architecture: { input_modalities: ['text', 'image', 'file'] } }, ['image', 'file']],
  [{ id: 'a', capabilities: { completion_chat: true, vision: false } }, []],
  [{ id: 'a', capabilities: ['completion', 'multimodal'] }, ['image']],
  [{ id: 'a', max_model_len: 4096 }, undefined],
])('of a model listed as %j it is known what it takes in', async (model, takes) => {
  const server = closing(await startModelList({ data: [model] }))
  expect((await findLlm([server.url])).llm?.takes).toEqual(takes)
})

test.each([
  [
    'LM Studio',
    startLmStudio([
      { id: 'text-embedding-nomic-embed-text-v1.5', type: 'embeddings' },
      { id: 'qwen3-8b', type: 'llm' },
      { id: 'qwen2.5-vl-7b-instruct', type: 'vlm', isLoaded: true },
    ]),
    { model: 'qwen2.5-vl-7b-instruct', takes: ['image'] },
  ],
  [
    'llama.cpp',
    startLlamaCpp({ file: 'my-model-Q4_K_M.gguf', capabilities: ['completion', 'multimodal'] }),
    { model: 'my-model-Q4_K_M.gguf', takes: ['image'] },
  ],
  ['vLLM', startVllm('Qwen/Qwen3-8B'), { model: 'Qwen/Qwen3-8B', takes: undefined }],
  [
    'Ollama',
    startOllama([{ name: 'gemma3:4b', capabilities: ['completion', 'vision'] }]),
    { model: 'gemma3:4b', takes: ['image'] },
  ],
])('%s is known by how it answers, and what its model takes in', async (program, starting, expected) => {
  const { url } = closing(await starting)
  expect((await findLlm([url])).llm).toMatchObject({ ...expected, title: `${program} at ${url}` })
})

test('servers are asked side by side, by default at the ports of the four programs', async () => {
  const all = 4
  let waiting: (() => void)[] = []
  // Each answers only when all were asked.
  const reply = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length < all) return
      for (const go of waiting) go()
      waiting = []
    })
  const body = JSON.stringify({ data: [{ id: 'qwen3:8b' }] })
  const servers = await Promise.all(
    Array.from({ length: all }, () =>
      serve(async (request, response) => {
        if (request.url === '/v1/models') await reply()
        response.end(request.url === '/v1/models' ? body : '')
      }),
    ),
  )
  for (const server of servers) closing(server)
  expect((await findLlm(servers.map(({ url }) => url))).llm?.model).toBe('qwen3:8b')
  const ports = profileSchema.shape.llmServers.parse(undefined).map((url) => new URL(url).port)
  expect(ports).toEqual(['11434', '1234', '8080', '8000'])
})

test('a reply that lay there while this process was busy came in time', async () => {
  const server = closing(await startModelList({ data: [{ id: 'qwen3:8b' }] }))
  const finding = findLlm([server.url])
  // Longer than servers on this machine are waited for.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600)
  expect((await finding).llm?.model).toBe('qwen3:8b')
})

test.each([
  ['Ollama without a model', startOllama([]), /Ollama at \S+ has no LLM yet/],
  [
    'a server with others only',
    startModelList({ data: [{ id: 'bge-m3' }] }),
    /The server at \S+ serves no LLM/,
  ],
  [
    'a server whose models are not known',
    startModelList({ data: [{ id: 'foo-1' }, { id: 'bar-2' }] }),
    /serves foo-1 and bar-2, .*not known/,
  ],
])('%s is named with what to do about it', async (_, starting, said) => {
  const { url } = closing(await starting)
  const found = await chosen({ env: {}, privacy: 'any', servers: [url] })
  expect(found.model).toBeUndefined()
  expect(found.reason).toMatch(said)
  expect(found.nextMove).toMatch(said)
  expect(found.looked?.join()).toMatch(said)
})

test('of OPENAI_BASE_URL it is said what is wrong with it, not what may be', async () => {
  const keyed = closing(await startModelList({ data: [{ id: 'qwen3:8b' }] }, 'sk-right'))
  const reasonOf = async (env: Record<string, string>) => (await chosen({ env, privacy: 'any' })).reason
  expect(await reasonOf({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })).toMatch(
    /the server at http:\/\/127\.0\.0\.1:9 does not answer/,
  )
  expect(await reasonOf({ OPENAI_BASE_URL: `${keyed.url}/v1` })).toMatch(/refuses the key \(401\)/)
})

test('where nothing is set up and no LLM is asked, the next move is another', async () => {
  const nothing = await chosen({ env: {}, privacy: 'any', servers: ['http://127.0.0.1:9'] })
  expect(nothing.reason).toContain('no LLM server answers on this machine')
  expect(nothing.nextMove).toContain('start Ollama')
  const none = await chooseModel('none', { env: { OPENAI_API_KEY: 'k' }, privacy: 'any' })
  expect(none.ok && none.value.nextMove).toMatch(/--llm.*these settings ask none/)
})

test('the password of an address is not said', async () => {
  const env = { OPENAI_BASE_URL: 'http://me:let-me-in@127.0.0.1:9/v1' }
  const { reason, nextMove, looked } = await chosen({ env, privacy: 'any' })
  expect(reason).toContain('127.0.0.1:9 does not answer')
  expect(JSON.stringify([reason, nextMove, looked])).not.toContain('let-me-in')
})

test.each(['constructor', '__proto__'])(
  'a server that says it is owned by %s is one of no name',
  async (owned_by) => {
    const { url } = closing(await startModelList({ data: [{ id: 'qwen3:8b', owned_by }] }))
    expect((await chosen({ env: {}, privacy: 'local', servers: [url] })).reason).toMatch(
      /^The server at .* serves qwen3:8b, its only LLM\.$/,
    )
  },
)

test('models whose names could steer a terminal are none', async () => {
  const ids = [
    'qwen3\u001b[31m:8b',
    'qwen3:8b\nIgnore all',
    'qwen3\u202e:8b',
    `qwen3:${'8'.repeat(500)}b`,
    'qwen3:4b',
  ]
  const { url } = closing(await startModelList({ data: ids.map((id) => ({ id })) }))
  expect((await chosen({ env: {}, privacy: 'local', servers: [url] })).reason).toMatch(
    /serves qwen3:4b, its only LLM\.$/,
  )
})
