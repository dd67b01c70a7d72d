import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createAgent } from '../../src/agent/agent.js'
import { createLocalBackend } from '../../src/backends/local/local-backend.js'
import { type StartHost, startHost } from '../../src/backends/local/pool/host-process.js'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import { createLangChainModel } from '../../src/llm/clients/langchain-model.js'
import type { LanguageModel } from '../../src/llm/language-model.js'
import { createLocalClient } from '../../src/llm/local/local-client.js'
import type { Media } from '../../src/media/media.js'
import { validatePlan } from '../../src/plan/validate/validate-plan.js'
import { planJsonSchema } from '../../src/planner/llm/plan-json-schema.js'
import { loadBuiltInTools } from '../../src/tools/registry.js'
import { until } from '../support/queue-place.js'
import { type TinyLlm, type TinyLlmOptions, tinyLlm } from '../support/tiny-llm.js'

const signal = new AbortController().signal

async function backendFor({ start, memory = '500MB' }: { start?: StartHost; memory?: string } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-llm-'))
  const profile = profileSchema.parse({
    name: 'test',
    description: 'test',
    local: { device: 'cpu', hosts: 1, threads: 1, memory },
  })
  const pool = start ? { start } : {}
  const backend = await createLocalBackend({
    profile,
    mediaDir: join(home, 'media'),
    env: { HOME: home },
    pool,
  })
  onTestFinished(async () => {
    await backend.close()
    await rm(home, { recursive: true, force: true })
  })
  return backend
}

type Backend = Awaited<ReturnType<typeof backendFor>>

const modelOf = (backend: Backend, { candidate }: TinyLlm): LanguageModel =>
  createLangChainModel({
    client: createLocalClient({ backend, candidate }),
    place: { id: 'local:tiny', title: 'This machine' },
    timeoutMs: 600_000,
    retry: { attempts: 2, firstPauseMs: 0 },
  })

async function setUp(options: TinyLlmOptions = {}) {
  const backend = await backendFor()
  return { backend, model: modelOf(backend, await tinyLlm(options)) }
}

const ask = (content: string) => [{ role: 'user', content }] as const

const picture: Media = {
  digest: 'a'.repeat(64),
  modality: 'image',
  mimeType: 'image/png',
  bytes: 1,
  facts: {},
}
const tools = await loadBuiltInTools()
const closed = (properties: Record<string, unknown>): Record<string, unknown> => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const schemas: Record<string, Record<string, unknown>> = {
  'a flat object': closed({ name: { type: 'string' }, age: { type: 'integer' }, tall: { type: 'boolean' } }),
  'a choice': closed({
    colour: { enum: ['red', 'green'] },
    why: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  }),
  'lists in lists': closed({ rows: { type: 'array', items: { type: 'array', items: { type: 'integer' } } } }),
  'a bounded list': closed({ names: { type: 'array', minItems: 2, maxItems: 3, items: { type: 'string' } } }),
  'a plan': planJsonSchema(tools, { bounds: { maxSteps: 8, media: { image1: picture } } }),
  'a plan by strict rules': planJsonSchema(tools, {
    bounds: { maxSteps: 8, media: { image1: picture }, strict: true },
  }),
  'a plan with conditions and lists': planJsonSchema(tools, {
    bounds: { maxSteps: 8, media: { image1: picture }, strict: true },
    called: { conditions: true, lists: true },
  }),
}

describe('JSON of a model with random weights', () => {
  test.each([
    { vocabulary: 'byte-level', seed: 0 },
    { vocabulary: 'byte-level', seed: 1 },
    { vocabulary: 'byte-level', seed: 2 },
    { vocabulary: 'byte-level', seed: 3 },
    { vocabulary: 'byte-fallback', seed: 0 },
    { vocabulary: 'byte-fallback', seed: 4 },
  ] as const)('obeys every schema ($vocabulary vocabulary, seed $seed)', async (options) => {
    const { model } = await setUp({ ...options, maxNewTokens: 600 })
    for (const [name, schema] of Object.entries(schemas)) {
      const { text, usage } = await model.json(ask(`${options.seed}: ${name}`), {
        schema,
        schemaName: 's',
        signal,
      })
      const checked = z.fromJSONSchema(schema).safeParse(JSON.parse(text))
      expect(checked.error?.message, `${name}: ${text}`).toBeUndefined()
      expect(usage?.outputTokens).toBeLessThanOrEqual(600)
    }
  })
})

test('marks of the model in what is said are words: none ends a turn', async () => {
  const { model } = await setUp()
  const schema = closed({ colour: { enum: ['red', 'green'] } })
  const lengthOf = async (text: string) =>
    (await model.json(ask(text), { schema, schemaName: 's', signal })).usage?.inputTokens ?? 0
  const plain = await lengthOf('Which?')
  for (const mark of ['<|im_end|>', '<|im_start|>'])
    expect((await lengthOf(`Which?${mark}`)) - plain, mark).toBeGreaterThan(1)
})

describe('a reply in words', () => {
  test('comes in pieces, while this process goes on with its own work', async () => {
    const { backend, model } = await setUp({ maxNewTokens: 400 })
    let turns = 0
    const work = setInterval(() => {
      turns += 1
    }, 1)
    const pieces: { text: string; turn: number }[] = []
    const reading = (async () => {
      for await (const text of model.stream(ask('Tell me a story.'), { signal }))
        pieces.push({ text, turn: turns })
    })()
    // Random weights never end by themselves, and half an answer must not pass for a whole one.
    await expect(reading).rejects.toMatchObject({ code: 'PROVIDER_BAD_REPLY' })
    clearInterval(work)
    expect(pieces.length).toBeGreaterThan(5)
    expect(new Set(pieces.map(({ turn }) => turn)).size).toBeGreaterThan(3)
    expect(backend.hosts()[0]?.pid).not.toBe(process.pid)
  })

  test('stops when told, and the host takes the next call', async () => {
    const { backend, model } = await setUp({ context: 100_000, maxNewTokens: 90_000 })
    const stop = new AbortController()
    let pieces = 0
    const reading = (async () => {
      for await (const _ of model.stream(ask('Go on for ever.'), { signal: stop.signal }))
        if (++pieces === 3) stop.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    const [before] = backend.hosts()
    await until(() => backend.hosts().every(({ busy }) => !busy))
    const schema = closed({ colour: { enum: ['red', 'green'] } })
    const { text } = await model.json(ask('Which?'), { schema, schemaName: 's', signal })
    expect(['red', 'green']).toContain(JSON.parse(text).colour)
    expect(backend.hosts()[0]?.pid).toBe(before?.pid)
  })
})

describe('a host that is killed under a reply', () => {
  const killing = (times: number): StartHost => {
    let left = times
    return (options) => {
      const host = startHost(options)
      return {
        ...host,
        send(request) {
          host.send(request)
          if (request.type === 'run' && left-- > 0) host.kill()
        },
      }
    }
  }
  const schema = closed({ colour: { enum: ['red', 'green'] } })

  test('costs a second try', async () => {
    const model = modelOf(await backendFor({ start: killing(1) }), await tinyLlm())
    const { text } = await model.json(ask('Which?'), { schema, schemaName: 's', signal })
    expect(['red', 'green']).toContain(JSON.parse(text).colour)
  })

  test('time after time is an error that says a retry may help', async () => {
    const model = modelOf(await backendFor({ start: killing(9) }), await tinyLlm())
    await expect(model.json(ask('Which?'), { schema, schemaName: 's', signal })).rejects.toMatchObject({
      code: 'HOST_CRASHED',
      retryable: true,
    })
  })
})

describe('limits', () => {
  const schema = closed({ why: { type: 'string' } })

  test('a model over the memory budget is refused before a host starts', async () => {
    const backend = await backendFor({ memory: '100KB' })
    const model = modelOf(backend, await tinyLlm())
    await expect(model.json(ask('Why?'), { schema, schemaName: 's', signal })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('budget'),
    })
    expect(backend.hosts()).toEqual([])
  })

  test('a conversation longer than the context is refused, with both lengths', async () => {
    const { model } = await setUp({ context: 256 })
    const long = ask('All work and no play. '.repeat(60))
    await expect(model.json(long, { schema, schemaName: 's', signal })).rejects.toMatchObject({
      code: 'LLM_CONTEXT_TOO_LONG',
      retryable: false,
      message: expect.stringContaining('256'),
    })
  })

  test('JSON that had to be closed at the limit says that it was cut', async () => {
    const { model } = await setUp({ maxNewTokens: 64, seed: 1 })
    const reply = await model.json(ask('Why?'), { schema, schemaName: 's', signal })
    expect(z.fromJSONSchema(schema).safeParse(JSON.parse(reply.text)).success).toBe(true)
    expect(reply.cut).toBe(true)
  })

  test('JSON that can not be closed within the limit is an error, never half of it', async () => {
    const { model } = await setUp({ maxNewTokens: 8 })
    const wide = closed({
      one_long_name_of_a_field: { type: 'string' },
      another_long_name: { type: 'string' },
    })
    await expect(model.json(ask('Why?'), { schema: wide, schemaName: 's', signal })).rejects.toMatchObject({
      code: 'PROVIDER_BAD_REPLY',
      message: expect.stringContaining('not complete after 8 tokens'),
    })
  })

  test('a schema that is no grammar is an error that says so', async () => {
    const { model } = await setUp()
    const impossible = { type: 'string', pattern: '(' }
    await expect(
      model.json(ask('Why?'), { schema: impossible, schemaName: 's', signal }),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })
})

describe('an agent with a model of random weights', () => {
  async function agentWith(options: TinyLlmOptions) {
    const home = await mkdtemp(join(tmpdir(), 'switchyard-llm-'))
    const { folder } = await tinyLlm(options)
    const agent = await createAgent({
      profile: 'demo',
      llm: `local:${folder}:fp32`,
      set: ['planner=auto', 'local.hosts=1', 'local.threads=1', 'local.memory=500MB', 'steps.cache=false'],
      env: { HOME: home, SWITCHYARD_CACHE_DIR: home },
    })
    onTestFinished(async () => {
      await agent.close()
      await rm(home, { recursive: true, force: true })
    })
    expect(agent.parts.llm.id).toBe(`local:${folder}:fp32`)
    return agent
  }
  const request = {
    text: 'Describe this picture.',
    media: [join(packageRoot, 'samples/images/scene-03.png')],
  }

  test('falls back to the rules where the request is too long for it, and the record says so', async () => {
    const agent = await agentWith({ context: 512 })
    const { planned, steps, answer: said } = await agent.run(request).result
    expect(planned[0]).toMatchObject({ by: 'rules' })
    expect(planned[0]?.notes[0]).toMatch(/because the LLM could not: The request is too long/)
    expect(steps[0]).toMatchObject({ status: 'done' })
    expect(said).toContain('a dog on a red background')
  })

  test('plans only what can be run: by itself, or else by the rules', { timeout: 240_000 }, async () => {
    const agent = await agentWith({ context: 16_000, seed: 1 })
    const { planned, media } = await agent.plan(request)
    const scope = { tools, media, earlier: [], maxSteps: agent.parts.profile.steps.max }
    expect(validatePlan(planned.plan, scope).ok).toBe(true)
    if (planned.by === 'rules')
      expect(planned.notes[0]).toMatch(/no plan that can be run, in 2 tries|none that can be run as a whole/)
    else expect(planned.by).toBe('llm')
  })
})
