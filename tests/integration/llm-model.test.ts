import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Clock } from '../../src/core/clock.js'
import { SwitchyardError } from '../../src/core/errors.js'
import type { LlmRetryOptions } from '../../src/llm/clients/langchain-model.js'
import { createLanguageModel } from '../../src/llm/create-model.js'
import type { LanguageModel } from '../../src/llm/language-model.js'
import { type OpenAiServer, type ServerStep, startOpenAiServer } from '../support/openai-server.js'

const key = 'canary-7f3a9c1e-not-to-be-seen'
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

let server: OpenAiServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function setUp(steps: ServerStep[], options: { timeoutMs?: number; retry?: LlmRetryOptions } = {}) {
  server = await startOpenAiServer(steps)
  const created = await createLanguageModel('openai:test-model', {
    env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key },
    timeoutMs: options.timeoutMs ?? 20_000,
    retry: { firstPauseMs: 0, ...options.retry },
  })
  if (!created.ok) throw created.error
  return { model: created.value, server }
}

const json = (model: LanguageModel, signal = new AbortController().signal) =>
  model.json(question, { schema, schemaName: 'colour', signal })

async function collect(model: LanguageModel, signal = new AbortController().signal) {
  const pieces: string[] = []
  try {
    for await (const piece of model.stream(question, { signal })) pieces.push(piece)
    return { text: pieces.join(''), pieces }
  } catch (error) {
    return { text: pieces.join(''), pieces, error }
  }
}

const failure = async (promise: Promise<unknown>): Promise<SwitchyardError> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof SwitchyardError)) throw new Error(`no SwitchyardError but ${String(thrown)}`)
  return thrown
}

describe('a JSON reply', () => {
  test('is asked for with the strict schema, and comes with the tokens it took', async () => {
    const { model, server } = await setUp([{ json: { colour: 'blue' } }])
    const reply = await json(model)
    expect(JSON.parse(reply.text)).toEqual({ colour: 'blue' })
    expect(reply.usage).toEqual({ inputTokens: 11, outputTokens: 7 })
    const request = await server.received(1)
    expect(request.authorization).toBe(`Bearer ${key}`)
    expect(request.body.model).toBe('test-model')
    expect(request.body.messages).toEqual(question)
    expect(request.body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'colour', schema, strict: true },
    })
    server.assertDone()
  })

  test('is handed over as it is when the server ignores the schema, for the caller to judge', async () => {
    const { model } = await setUp([{ reply: 'The sky is blue.' }])
    expect((await json(model)).text).toBe('The sky is blue.')
  })

  test('falls back to JSON mode, then to the prompt, when the server refuses formats, and remembers', async () => {
    const { model, server } = await setUp([
      { refuseFormat: ['json_schema'] },
      { refuseFormat: ['json_object'] },
      { json: { colour: 'blue' } },
      { json: { colour: 'grey' } },
    ])
    expect(JSON.parse((await json(model)).text)).toEqual({ colour: 'blue' })
    expect(JSON.parse((await json(model)).text)).toEqual({ colour: 'grey' })
    const formats = server.requests.map(({ body }) => body.response_format?.type)
    expect(formats).toEqual(['json_schema', 'json_object', undefined, undefined])
    const last = server.requests.at(-1)?.body.messages
    expect(last?.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(last?.[0]?.content).toContain('"colour"')
    server.assertDone()
  })

  test('that breaks off in the middle is asked for again', async () => {
    const { model, server } = await setUp([
      { cutAfter: '{"colour": "bl', how: 'reset' },
      { cutAfter: '{"colour": "bl', how: 'end' },
      { json: { colour: 'blue' } },
    ])
    expect(JSON.parse((await json(model)).text)).toEqual({ colour: 'blue' })
    server.assertDone()
  })

  test.each([
    ['garbage bytes', { bytes: new Uint8Array([0, 255, 13, 10, 7, 128]) }],
    ['a web page', { bytes: '<!doctype html><html><body>Log in</body></html>', contentType: 'text/html' }],
    ['an event that is no JSON', { bytes: 'data: {"choices": [{"delta": \n\ndata: [DONE]\n\n' }],
    ['nothing', { reply: '' }],
  ])('that is %s is PROVIDER_BAD_REPLY after the retries', async (_, step) => {
    const noise = vi.spyOn(console, 'error')
    const { model, server } = await setUp([step, step, step])
    const error = await failure(json(model))
    expect(error).toMatchObject({ code: 'PROVIDER_BAD_REPLY', retryable: true })
    expect(noise).not.toHaveBeenCalled()
    server.assertDone()
  })
})

describe('temperature and the limit of tokens', () => {
  const asked = { schema, schemaName: 'colour', signal: new AbortController().signal }

  test('are sent where they are given, and are absent where not', async () => {
    const { model, server } = await setUp([{ json: { colour: 'blue' } }, { json: { colour: 'blue' } }])
    await model.json(question, { ...asked, temperature: 0, maxTokens: 500 })
    await model.json(question, asked)
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0, max_tokens: 500 })
    expect(server.requests[1]?.body).not.toHaveProperty('temperature')
    expect(server.requests[1]?.body).not.toHaveProperty('max_tokens')
    server.assertDone()
  })

  test('are left out, or named otherwise, where the server refuses them, and from then on at once', async () => {
    const { model, server } = await setUp([
      { status: 400, message: "Unsupported value: 'temperature' does not support 0 with this model." },
      {
        status: 400,
        message: "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
      },
      { json: { colour: 'blue' } },
      { json: { colour: 'grey' } },
    ])
    for (const colour of ['blue', 'grey']) {
      const reply = await model.json(question, { ...asked, temperature: 0, maxTokens: 500 })
      expect(JSON.parse(reply.text)).toEqual({ colour })
    }
    for (const { body } of server.requests.slice(2)) {
      expect(body).toMatchObject({ max_completion_tokens: 500, response_format: { type: 'json_schema' } })
      expect(body).not.toHaveProperty('temperature')
      expect(body).not.toHaveProperty('max_tokens')
    }
    server.assertDone()
  })
})

describe('retries', () => {
  test('wait as long as a 429 with Retry-After asks, then go on', async () => {
    const waited: number[] = []
    const clock: Clock = {
      now: () => 0,
      after(delayMs, run) {
        waited.push(delayMs)
        queueMicrotask(run)
        return () => {}
      },
    }
    const { model, server } = await setUp(
      [{ status: 429, headers: { 'retry-after': '7' } }, { json: { colour: 'blue' } }],
      { retry: { clock } },
    )
    expect(JSON.parse((await json(model)).text)).toEqual({ colour: 'blue' })
    expect(waited).toEqual([7000])
    server.assertDone()
  })

  test('do not wait for an hour: PROVIDER_LIMIT says when to come back', async () => {
    const { model, server } = await setUp([{ status: 429, headers: { 'retry-after': '3600' } }])
    const error = await failure(json(model))
    expect(error).toMatchObject({ code: 'PROVIDER_LIMIT', retryable: true })
    expect(error.message).toContain('3600 s')
    server.assertDone()
  })

  test('end after the bound: PROVIDER_UNAVAILABLE', async () => {
    const { model, server } = await setUp([{ status: 500 }, { status: 502 }, { status: 503 }])
    const error = await failure(json(model))
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true, details: { status: 503 } })
    expect(server.requests).toHaveLength(3)
    server.assertDone()
  })

  test.each([401, 403])('are not made on HTTP %i, and the key is in no part of the error', async (status) => {
    const { model, server } = await setUp([{ status, message: `Incorrect API key provided: ${key}` }])
    const error = await failure(json(model))
    expect(error).toMatchObject({ code: 'PROVIDER_AUTH', retryable: false })
    expect(error.message).toContain('OPENAI_API_KEY')
    expect(
      `${error.message} ${error.stack} ${JSON.stringify(error.toInfo())} ${String(error.cause)}`,
    ).not.toContain(key)
    server.assertDone()
  })

  test('are not made when the quota is used up', async () => {
    const { model, server } = await setUp([{ status: 429, code: 'insufficient_quota', message: 'no credit' }])
    expect(await failure(json(model))).toMatchObject({ code: 'PROVIDER_PAYMENT', retryable: false })
    server.assertDone()
  })

  test('are not made for a model that the server does not know', async () => {
    const { model, server } = await setUp([{ status: 404 }])
    const error = await failure(json(model))
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_SERVED', retryable: false })
    expect(error.message).toContain('test-model')
    server.assertDone()
  })

  test('reach a server that is not there the bounded number of times, and the error names it', async () => {
    const { model, server } = await setUp([])
    await server.close()
    const error = await failure(json(model))
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true })
    expect(error.message).toContain(server.baseUrl)
  })
})

describe('time', () => {
  test('a reply that stops coming runs into the limit and is asked for again', async () => {
    const { model, server } = await setUp(
      [{ silence: true }, { stall: '{"col' }, { json: { colour: 'blue' } }],
      {
        timeoutMs: 150,
      },
    )
    expect(JSON.parse((await json(model)).text)).toEqual({ colour: 'blue' })
    await server.hungUp(1)
    await server.hungUp(2)
    server.assertDone()
  })

  test('abort ends a silent call at once, with CANCELLED, and hangs up', async () => {
    const { model, server } = await setUp([{ silence: true }])
    const controller = new AbortController()
    const error = failure(json(model, controller.signal))
    await server.received(1)
    controller.abort()
    expect(await error).toMatchObject({ code: 'CANCELLED' })
    await server.hungUp(1)
    server.assertDone()
  })

  test('abort ends the wait for Retry-After', async () => {
    const { model, server } = await setUp([{ status: 429, headers: { 'retry-after': '50' } }])
    const controller = new AbortController()
    const error = failure(json(model, controller.signal))
    await server.received(1)
    controller.abort()
    expect(await error).toMatchObject({ code: 'CANCELLED' })
    server.assertDone()
  })

  test('abort in the middle of a stream keeps what came and throws', async () => {
    const { model, server } = await setUp([{ stall: 'The sky is' }])
    const controller = new AbortController()
    const pieces: string[] = []
    const reading = (async () => {
      for await (const piece of model.stream(question, { signal: controller.signal })) {
        pieces.push(piece)
        controller.abort()
      }
    })()
    expect(await failure(reading)).toMatchObject({ code: 'CANCELLED' })
    expect(pieces.join('')).toBe('The sky is')
    await server.hungUp(1)
  })

  test('a reader who leaves a stream early hangs up', async () => {
    const { model, server } = await setUp([{ stall: 'The sky is blue, and there is more to say' }])
    for await (const _ of model.stream(question, { signal: new AbortController().signal })) break
    await server.hungUp(1)
  })
})

describe('a streamed reply', () => {
  test('tells once, at its end, what it took', async () => {
    const { model } = await setUp([{ reply: 'It is a warm and friendly kind of green.' }])
    const told: unknown[] = []
    const onUsage = (usage: unknown) => told.push(usage)
    const stream = model.stream(question, { signal: new AbortController().signal, onUsage })
    for await (const _ of stream) expect(told).toEqual([])
    expect(told).toEqual([{ inputTokens: 11, outputTokens: 7 }])
  })

  test('comes in pieces', async () => {
    const { model, server } = await setUp([{ reply: 'The sky is blue by day and black by night.' }])
    const { text, pieces, error } = await collect(model)
    expect(error).toBeUndefined()
    expect(text).toBe('The sky is blue by day and black by night.')
    expect(pieces.length).toBeGreaterThan(1)
    server.assertDone()
  })

  test('is started anew while nothing of it has come', async () => {
    const { model, server } = await setUp([
      { status: 500 },
      { cutAfter: '', how: 'reset' },
      { reply: 'Blue.' },
    ])
    expect(await collect(model)).toMatchObject({ text: 'Blue.' })
    server.assertDone()
  })

  test.each(['reset', 'end'] as const)('cut off by %s is an error, not a short answer', async (how) => {
    const { model, server } = await setUp([{ cutAfter: 'The sky is', how }])
    const { text, error } = await collect(model)
    expect('The sky is'.startsWith(text)).toBe(true)
    expect(error).toMatchObject({ code: 'PROVIDER_BAD_REPLY', retryable: true })
    server.assertDone()
  })

  test('that ends at the length limit or fails half-way is an error', async () => {
    const { model } = await setUp([
      { reply: 'The sky', finish: 'length' },
      { failAfter: 'The sky', message: 'the GPU fell over' },
    ])
    expect((await collect(model)).error).toMatchObject({ code: 'PROVIDER_BAD_REPLY', retryable: false })
    const broken = await collect(model)
    expect(broken.error).toMatchObject({ code: 'PROVIDER_BAD_REPLY' })
    expect(String(broken.error)).toContain('the GPU fell over')
  })
})

describe('where a call goes', () => {
  test('hf: uses the router with HF_TOKEN, never the OpenAI key or its server', async () => {
    server = await startOpenAiServer([{ json: { colour: 'blue' } }])
    const created = await createLanguageModel('hf:org/model:provider', {
      env: {
        HF_ROUTER_URL: server.baseUrl.replace(/\/v1$/, ''),
        HF_TOKEN: 'hf_token_canary',
        OPENAI_API_KEY: key,
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      },
    })
    if (!created.ok) throw created.error
    await json(created.value)
    expect(server.requests[0]).toMatchObject({
      authorization: 'Bearer hf_token_canary',
      body: { model: 'org/model:provider' },
    })
  })

  test('a server of your own needs no key', async () => {
    server = await startOpenAiServer([{ json: { colour: 'blue' } }])
    const created = await createLanguageModel('openai:qwen3:8b', {
      env: { OPENAI_BASE_URL: `${server.baseUrl}/` },
    })
    if (!created.ok) throw created.error
    await json(created.value)
    expect(server.requests[0]?.body.model).toBe('qwen3:8b')
  })
})
