import { afterEach, describe, expect, test, vi } from 'vitest'
import { SwitchyardError } from '../../src/core/errors.js'
import { createLanguageModel } from '../../src/llm/create-model.js'
import type { LanguageModel } from '../../src/llm/language-model.js'
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
  vi.restoreAllMocks()
  await server.close()
})

async function setUp(steps: ServerStep[]): Promise<LanguageModel> {
  server = await startOpenAiServer(steps)
  const created = await createLanguageModel('openai:test-model', {
    env: { OPENAI_BASE_URL: server.baseUrl },
    retry: { firstPauseMs: 0 },
  })
  if (!created.ok) throw created.error
  return created.value
}

const json = (model: LanguageModel) => model.json(question, { schema, schemaName: 'colour', signal })

async function say(model: LanguageModel): Promise<string> {
  let text = ''
  for await (const piece of model.stream(question, { signal })) text += piece
  return text
}

const failure = async (asking: Promise<unknown>): Promise<SwitchyardError> => {
  const thrown: unknown = await asking.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof SwitchyardError)) throw new Error(`no SwitchyardError but ${String(thrown)}`)
  return thrown
}

const events = (...messages: unknown[]) => ({
  bytes: messages
    .map((message) => `data: ${typeof message === 'string' ? message : JSON.stringify(message)}\n\n`)
    .join(''),
})
const delta = (content: unknown, more: object = {}) => ({
  choices: [{ index: 0, delta: { content }, ...more }],
})
const document = (body: unknown) => ({ bytes: JSON.stringify(body), contentType: 'application/json' })

describe('thoughts', () => {
  test('are no part of an answer or of JSON, and thoughts alone are no answer', async () => {
    const model = await setUp([
      { reply: '<think>Which sky? By day, I take it.</think>\n\nBlue.' },
      { reply: '<think>{"colour": "grey"}?</think>{"colour": "blue"}' },
      { reply: '<think>Which sky?' },
    ])
    expect(await say(model)).toBe('Blue.')
    expect((await json(model)).text).toBe('{"colour": "blue"}')
    expect(await failure(say(model))).toMatchObject({ code: 'PROVIDER_BAD_REPLY' })
    server.assertDone()
  })

  test('that nothing opened are known from one reply on, and kept back from the next', async () => {
    const model = await setUp([
      { reply: 'A riddle.\n</think>\n{"colour": "blue"}' },
      { reply: 'A riddle again, and one that takes a while.\n</think>\nBlue.' },
    ])
    expect((await json(model)).text.trim()).toBe('{"colour": "blue"}')
    expect(await say(model)).toBe('Blue.')
    server.assertDone()
  })
})

describe('a complete reply is complete', () => {
  test.each([
    ['null', { finish_reason: null }],
    ['empty', { finish_reason: '' }],
    ['absent', {}],
  ])('where its finish_reason is %s, in a stream and in one piece', async (_, more) => {
    const message = { role: 'assistant', content: 'Blue.' }
    const model = await setUp([
      events(delta('Bl', more), delta('ue.', more), '[DONE]'),
      document({ choices: [{ index: 0, message, ...more }] }),
    ])
    expect(await say(model)).toBe('Blue.')
    expect(await say(model)).toBe('Blue.')
    server.assertDone()
  })

  test('where its last event is not followed by an empty line', async () => {
    const last = `data: ${JSON.stringify(delta('Blue.', { finish_reason: 'stop' }))}\n`
    expect(await say(await setUp([{ bytes: last }]))).toBe('Blue.')
  })

  test('where a server ignores that it was asked to stream', async () => {
    const message = { role: 'assistant', content: '{"colour":"blue"}' }
    const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }
    const reply = await json(
      await setUp([document({ choices: [{ message, finish_reason: 'stop' }], usage })]),
    )
    expect(reply).toEqual({ text: '{"colour":"blue"}', usage: { inputTokens: 3, outputTokens: 4 } })
  })

  test('where its content is a list of parts, and nothing is printed', async () => {
    const print = vi.spyOn(console, 'log')
    const parts = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'By day?' }] },
      { type: 'text', text: 'Blue' },
    ]
    const model = await setUp([
      events(delta(parts), delta([{ type: 'text', text: '.' }], { finish_reason: 'stop' }), '[DONE]'),
      document({ choices: [{ message: { role: 'assistant', content: parts }, finish_reason: 'stop' }] }),
    ])
    expect(await say(model)).toBe('Blue.')
    expect(await say(model)).toBe('Blue')
    expect(print).not.toHaveBeenCalled()
    server.assertDone()
  })
})

describe("the server's own reason is told, and asked for once", () => {
  test.each<[string, ServerStep, string, string]>([
    [
      'an error in a reply',
      document({ error: { message: 'No GPU is free', code: 400 } }),
      'No GPU is free',
      'PROVIDER_UNAVAILABLE',
    ],
    [
      'a bare error in a reply',
      document({ error: 'Model is not loaded' }),
      'Model is not loaded',
      'PROVIDER_BAD_REPLY',
    ],
    [
      "vLLM's error in a reply",
      document({ object: 'error', message: 'Bad seed', code: 400 }),
      'Bad seed',
      'PROVIDER_UNAVAILABLE',
    ],
    [
      'an error in a stream',
      events({ error: { message: 'No GPU is free' } }),
      'No GPU is free',
      'PROVIDER_BAD_REPLY',
    ],
    [
      "a gateway's error",
      events({
        error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"Bad seed"}}' } },
      }),
      'Bad seed',
      'PROVIDER_BAD_REPLY',
    ],
    [
      'an error beside the last piece of a stream',
      events(delta('Blu'), {
        ...delta('', { finish_reason: 'error' }),
        error: { code: 400, message: 'Provider disconnected' },
      }),
      'Provider disconnected',
      'PROVIDER_UNAVAILABLE',
    ],
    [
      'an error beside no choices',
      document({ choices: [], error: { message: 'No GPU is free' } }),
      'No GPU is free',
      'PROVIDER_BAD_REPLY',
    ],
    [
      'an error in a choice',
      document({
        choices: [
          {
            message: { role: 'assistant', content: '' },
            finish_reason: 'error',
            error: { message: 'Upstream is idle' },
          },
        ],
      }),
      'Upstream is idle',
      'PROVIDER_BAD_REPLY',
    ],
    [
      'an error without choices, in words of its own',
      document({ choices: null, base_resp: { status_code: 1004, status_msg: 'The login failed' } }),
      'The login failed',
      'PROVIDER_BAD_REPLY',
    ],
    [
      'a list of errors in a stream',
      events({ success: false, errors: [{ code: 7000, message: 'No route for that' }] }),
      'No route for that',
      'PROVIDER_BAD_REPLY',
    ],
    [
      'a number and words in a stream',
      events({ code: 1302, msg: 'Too many at once' }),
      'Too many at once',
      'PROVIDER_BAD_REPLY',
    ],
    [
      'a refusal',
      document({
        choices: [
          {
            message: { role: 'assistant', content: null, refusal: "I can't help with that" },
            finish_reason: 'stop',
          },
        ],
      }),
      "I can't help with that",
      'PROVIDER_REJECTED',
    ],
    [
      'a refusal in a stream',
      events(
        { choices: [{ delta: { refusal: "I can't " } }] },
        { choices: [{ delta: { refusal: 'help' }, finish_reason: 'stop' }] },
        '[DONE]',
      ),
      "I can't help",
      'PROVIDER_REJECTED',
    ],
    ['the words of a 401', { status: 401, body: { detail: 'Key expired' } }, 'Key expired', 'PROVIDER_AUTH'],
    [
      'the words of a 404',
      { status: 404, body: { error: 'model "m" not found, try pulling it first' } },
      'try pulling it first',
      'PROVIDER_NOT_SERVED',
    ],
  ])('%s', async (_, step, reason, code) => {
    const model = await setUp([step])
    const error = await failure(say(model))
    expect(error).toMatchObject({ code, retryable: false })
    expect(error.message).toContain(reason)
    server.assertDone()
  })

  test('the detail of a 422, with the place that is wrong', async () => {
    const detail = [{ loc: ['body', 'messages', 0], msg: 'Field required', type: 'missing' }]
    const step = { status: 422, body: { detail } }
    const error = await failure(say(await setUp([step])))
    expect(error.message).toContain('messages.0: Field required')
    server.assertDone()
  })
})

describe('the next way of asking is taken', () => {
  const bodies = () => server.requests.map(({ body }) => body)

  test.each([
    [400, 'Unsupported parameter: response_format'],
    [422, 'response_format: Extra inputs are not permitted'],
    [500, 'failed to parse grammar'],
  ])('where a schema is refused with %i, and kept', async (status, message) => {
    const model = await setUp([
      { status, message },
      { json: { colour: 'blue' } },
      { json: { colour: 'grey' } },
    ])
    await json(model)
    expect(JSON.parse((await json(model)).text)).toEqual({ colour: 'grey' })
    const formats = bodies().map(({ response_format }) => response_format?.type)
    expect(formats).toEqual(['json_schema', 'json_object', 'json_object'])
    server.assertDone()
  })

  test('where a 500 says nothing: as plainly as can be, and kept from the second time on', async () => {
    const model = await setUp([
      { status: 500, message: 'Internal Server Error' },
      { json: { colour: 'blue' } },
      { status: 500, message: 'Internal Server Error' },
      { json: { colour: 'blue' } },
      { json: { colour: 'blue' } },
    ])
    for (let time = 0; time < 3; time++) await json(model)
    const formats = bodies().map(({ response_format }) => response_format?.type)
    expect(formats).toEqual(['json_schema', undefined, 'json_schema', undefined, undefined])
    server.assertDone()
  })

  test('where a server does not stream', async () => {
    const model = await setUp([
      { status: 400, message: 'Streaming is not supported' },
      { reply: 'Blue.' },
      { reply: 'Grey.' },
    ])
    expect([await say(model), await say(model)]).toEqual(['Blue.', 'Grey.'])
    expect(bodies().map(({ stream }) => stream)).toEqual([true, undefined, undefined])
    server.assertDone()
  })

  test('for no longer than something is left to leave out', async () => {
    const step = { status: 400, message: 'This is not to be.' }
    const error = await failure(json(await setUp([step, step])))
    expect(error.message).toContain('This is not to be')
    server.assertDone()
  })
})

test.each([
  "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
  'the request exceeds the available context size. try increasing the context size or enable context shift',
  'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
  '`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000 `inputs` tokens and 100 `max_new_tokens`',
  'prompt is too long: 208310 tokens > 200000 maximum',
  'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
  'The decoder prompt (length 5000) is longer than the maximum model length of 2048.',
  'prompt too long; exceeded max context length by 123 tokens',
])('too long a request is LLM_CONTEXT_TOO_LONG, whoever says it: %s', async (message) => {
  const error = await failure(json(await setUp([{ status: 400, message }])))
  expect(error).toMatchObject({ code: 'LLM_CONTEXT_TOO_LONG', retryable: false })
  server.assertDone()
})

test('a request that is too long with the limit of its reply is asked again without the limit', async () => {
  const message =
    "'max_tokens' or 'max_completion_tokens' is too large: 1024. This model's maximum context length is 512 tokens."
  const model = await setUp([{ status: 400, message }, { json: { colour: 'blue' } }])
  await model.json(question, { schema, schemaName: 'colour', signal, maxTokens: 1024 })
  expect(server.requests.map(({ body }) => body.max_tokens)).toEqual([1024, undefined])
  server.assertDone()
})
