import { describe, expect, test } from 'vitest'
import type { ServedModel } from '../support/fake-router.js'
import { HastyClock } from '../support/manual-clock.js'
import { until } from '../support/queue-place.js'
import { openRemoteBench, token } from '../support/remote-bench.js'
import type { RouterFault } from '../support/router-faults.js'

const labels = [{ label: 'cat', score: 0.9 }]
const classifier: ServedModel = {
  task: 'image-classification',
  providers: { 'hf-inference': 'acme/classifier' },
  answer: () => ({ json: labels }),
}
/** The client remembers who serves a model for as long as the process lives: a new name sees to it that it asks. */
let names = 0
const named = (model: ServedModel) => {
  names += 1
  return { [`acme/model-${names}`]: model }
}

/** One call of image-classification, with what goes wrong there. */
async function classify(
  fault: RouterFault | undefined,
  {
    model = classifier,
    fields = {},
    ...options
  }: Parameters<typeof openRemoteBench>[0] & {
    model?: ServedModel
    fields?: Record<string, unknown>
  } = {},
) {
  const models = named(model)
  const bench = await openRemoteBench({ models, ...options })
  if (fault) bench.router.faults.push(fault)
  const image = await bench.sample('images/scene-01.png')
  const called = await bench.call(
    'image-classification',
    { image },
    { model: Object.keys(models)[0], ...fields },
  )
  const said = called.result.ok ? '' : JSON.stringify(called.result.error.toInfo())
  expect(said).not.toContain(token)
  return { ...bench, ...called, error: called.result.ok ? undefined : called.result.error }
}

const atModel = /hf-inference/
const refusal = (status: number, json: unknown = { error: 'So it is.' }, headers = {}): RouterFault => ({
  match: atModel,
  kind: 'status',
  status,
  json,
  headers,
})

describe('A provider that refuses', () => {
  test.each([
    [401, 'PROVIDER_AUTH', false, /Check HF_TOKEN/],
    [402, 'PROVIDER_PAYMENT', false, /settings\/billing.*billTo/],
    [403, 'PROVIDER_FORBIDDEN', false, /permission/],
    [404, 'PROVIDER_NOT_SERVED', false, /correct the catalogue/],
    [413, 'PROVIDER_REJECTED', false, /Change what the step is given/],
    [422, 'PROVIDER_REJECTED', false, /Change what the step is given/],
    [429, 'PROVIDER_LIMIT', true, /remote\.concurrency/],
    [500, 'PROVIDER_UNAVAILABLE', true, /Try again later/],
    [503, 'PROVIDER_UNAVAILABLE', true, /Try again later/],
  ] as const)('with %i is %s, and says what to do', async (status, code, retryable, nextMove) => {
    const { error } = await classify(refusal(status))
    expect(error).toMatchObject({ code, retryable, details: { status } })
    expect(error?.message).toMatch(nextMove)
    expect(error?.message).toMatch(/So it is|The router|hf-inference/)
  })

  test('says how long it wants to be left alone', async () => {
    const { error } = await classify(refusal(429, {}, { 'retry-after': '7' }))
    expect(error).toMatchObject({ code: 'PROVIDER_LIMIT', details: { retryAfterMs: 7000 } })
    expect(error?.message).toContain('in 7 s')
  })

  test('a gated model says where its terms are accepted', async () => {
    const { error } = await classify(undefined, { model: { ...classifier, gated: true } })
    expect(error).toMatchObject({ code: 'PROVIDER_FORBIDDEN', retryable: false })
    expect(error?.message).toMatch(/gated.*Accept its terms at https:\/\/huggingface\.co\/acme\/model-/)
  })

  test('a model that nobody serves is told from one that does not exist', async () => {
    const unserved = await classify(undefined, { model: { ...classifier, providers: {} } })
    expect(unserved.error).toMatchObject({ code: 'PROVIDER_NOT_SERVED' })
    expect(unserved.error?.message).toMatch(/is served by no provider.*`endpoint` of your own/)
    const unknown = await classify(undefined, { fields: { model: 'acme/nothing' } })
    expect(unknown.error).toMatchObject({ code: 'PROVIDER_NOT_SERVED' })
    expect(unknown.error?.message).toContain('acme/nothing')
  })

  test('a provider that does not serve the model is answered with those that do', async () => {
    const models = named({ ...classifier, task: 'image-to-image' })
    const { call, sample } = await openRemoteBench({ models })
    const image = await sample('images/scene-01.png')
    const fields = { model: Object.keys(models)[0], provider: 'fal-ai' }
    const { result } = await call('image-to-image', { image }, fields)
    const error = result.ok ? undefined : result.error
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_SERVED', details: { providers: ['hf-inference'] } })
    expect(error?.message).toContain('is served by hf-inference, not by fal-ai')
  })

  test('a provider that can’t do the task at all is answered with what it can', async () => {
    const { error } = await classify(undefined, { fields: { provider: 'fal-ai' } })
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_SERVED' })
    expect(error?.message).toMatch(/image-classification.*fal-ai.*text-to-image/)
  })

  test('a provider that there is not is the catalogue’s fault', async () => {
    const { error } = await classify(undefined, { fields: { provider: 'falai' } })
    expect(error).toMatchObject({ code: 'INVALID_CONFIG' })
    expect(error?.message).toMatch(/"falai".*Known are .*fal-ai/)
  })
})

describe('A reply that is none', () => {
  test.each<[string, RouterFault, RegExp]>([
    ['a web page', { match: atModel, kind: 'html' }, /it is a web page/],
    [
      'a web page called a picture',
      { match: atModel, kind: 'bytes', bytes: '<html>no</html>', type: 'image/png' },
      /web page/,
    ],
    [
      'JSON that is none',
      { match: atModel, kind: 'bytes', bytes: 'oops', type: 'application/json' },
      /called application\/json, but is no JSON/,
    ],
    [
      'JSON called a picture',
      { match: atModel, kind: 'bytes', bytes: JSON.stringify(labels), type: 'image/png' },
      /doesn't fit image-classification/,
    ],
    [
      'JSON of another task',
      { match: atModel, kind: 'bytes', bytes: '{"text":"hello"}', type: 'application/json' },
      /doesn't fit image-classification/,
    ],
    ['nothing at all', { match: atModel, kind: 'bytes', bytes: '', type: 'application/json' }, /it is empty/],
  ])('because it is %s is PROVIDER_BAD_REPLY', async (_, fault, reason) => {
    const { error } = await classify(fault)
    expect(error).toMatchObject({ code: 'PROVIDER_BAD_REPLY', retryable: false })
    expect(error?.message).toMatch(reason)
  })

  test('because it was cut off may be asked for again', async () => {
    const { error } = await classify({ match: atModel, kind: 'cut' })
    expect(error).toMatchObject({ code: 'PROVIDER_BAD_REPLY', retryable: true })
    expect(error?.message).toMatch(/cut off/)
  })

  test('of the Hub, about who serves the model, counts as well', async () => {
    const { error } = await classify({ match: /api\/models/, kind: 'html' })
    expect(error).toMatchObject({ code: 'PROVIDER_BAD_REPLY' })
    expect(error?.message).toContain('The Hub')
  })

  test('a picture without end is read up to the limit for media, then hung up on', async () => {
    const models = named({ ...classifier, task: 'image-to-image' })
    const { call, sample, router } = await openRemoteBench({ models, media: { maxBytes: 300_000 } })
    router.faults.push({ match: atModel, kind: 'endless', type: 'image/png' })
    const image = await sample('images/scene-01.png')
    const { result } = await call('image-to-image', { image }, { model: Object.keys(models)[0] })
    expect(result).toMatchObject({ ok: false, error: { code: 'PROVIDER_BAD_REPLY' } })
    expect(result.ok || result.error.message).toContain('larger than 300000 bytes (media.maxBytes')
    await until(() => router.hungUp === 1)
  })

  test('a sound where a picture was asked for is no picture, whatever it is called', async () => {
    const models = named({ ...classifier, task: 'image-to-image' })
    const { call, sample, store, router } = await openRemoteBench({ models })
    const memo = await sample('audio/memo-01.wav')
    const { readFile } = await import('node:fs/promises')
    const bytes = await readFile(await store.path(memo.digest))
    router.faults.push({ match: atModel, kind: 'bytes', bytes, type: 'image/png' })
    const image = await sample('images/scene-01.png')
    const { result } = await call('image-to-image', { image }, { model: Object.keys(models)[0] })
    expect(result).toMatchObject({ ok: false, error: { code: 'PROVIDER_BAD_REPLY' } })
    expect(result.ok || result.error.message).toMatch(/should have made image.*audio\/wav/)
  })
})

describe('A provider out of reach', () => {
  test('is PROVIDER_UNAVAILABLE, and may be tried again', async () => {
    const { error } = await classify(undefined, { env: { HF_INFERENCE_ENDPOINT: 'http://127.0.0.1:9' } })
    expect(error).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true })
    expect(error?.message).toMatch(/can't be reached at 127\.0\.0\.1:9/)
  })

  test('a model that is loading is waited for, and that is said', async () => {
    const clock = new HastyClock()
    const loading = refusal(503, { error: 'Model is currently loading', estimated_time: 20 })
    const { result, progress, router } = await classify({ ...loading, times: 2 }, { clock })
    expect(result).toMatchObject({ ok: true, value: { label: 'cat' } })
    expect(clock.waits).toEqual([20_000, 20_000])
    expect(progress.filter(({ kind }) => kind === 'load')).toHaveLength(2)
    expect(router.requests.filter(({ method }) => method === 'POST')).toHaveLength(3)
  })

  test('one that keeps silent is let go when told, and its socket is closed', async () => {
    const models = named(classifier)
    const { call, sample, router } = await openRemoteBench({ models })
    router.faults.push({ match: atModel, kind: 'silence' })
    const image = await sample('images/scene-01.png')
    const controller = new AbortController()
    const { signal } = controller
    const calling = call('image-classification', { image }, { model: Object.keys(models)[0], signal })
    await until(() => router.requests.some(({ method }) => method === 'POST'))
    controller.abort()
    expect((await calling).result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    await until(() => router.hungUp === 1)
  })

  test('a closed backend lets go of what runs, and takes nothing more', async () => {
    const models = named(classifier)
    const { call, sample, router, backend } = await openRemoteBench({ models })
    router.faults.push({ match: atModel, kind: 'silence' })
    const image = await sample('images/scene-01.png')
    const fields = { model: Object.keys(models)[0] }
    const calling = call('image-classification', { image }, fields)
    await until(() => router.requests.some(({ method }) => method === 'POST'))
    await backend.close()
    await backend.close()
    expect((await calling).result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect((await call('image-classification', { image }, fields)).result).toMatchObject({ ok: false })
  })
})

describe('The token', () => {
  test.each([400, 401, 403, 404, 429, 500])(
    'that a server sends back with %i is in no error',
    async (status) => {
      const { error } = await classify({ match: atModel, kind: 'echo', status })
      expect(error?.message).toContain('I was told Bearer [redacted]')
    },
  )

  test('that a server sends back as an answer is taken out of it', async () => {
    const as = (said: string) => [{ label: said, score: 1 }]
    const { result } = await classify({ match: atModel, kind: 'echo', status: 200, as })
    expect(result).toMatchObject({ ok: true, value: { label: 'Bearer [redacted]' } })
  })

  test('of any form is taken out, also one that looks like none', async () => {
    const { error } = await classify(
      { match: /./, kind: 'echo', status: 500 },
      { env: { HF_TOKEN: 'plain-old-secret' } },
    )
    expect(error?.message).not.toContain('plain-old-secret')
    expect(error?.message).toContain('[redacted]')
  })

  test.each([301, 302, 303, 307, 308])(
    'does not follow a redirect (%i) to another host, nor does the input',
    async (status) => {
      const elsewhere = await openRemoteBench()
      const location = `${elsewhere.router.filesUrl}/files/0`
      const { error } = await classify({ match: atModel, kind: 'redirect', status, location })
      expect(error).toMatchObject({ code: 'PROVIDER_BAD_REPLY' })
      expect(error?.message).toContain('neither token nor input are sent there')
      expect(elsewhere.router.requests).toEqual([])
    },
  )

  test('follows a redirect within the host', async () => {
    const models = named(classifier)
    const [model = ''] = Object.keys(models)
    const { call, sample, router } = await openRemoteBench({ models })
    const location = '/hf-inference/models/acme/classifier'
    router.faults.push({ match: atModel, times: 1, kind: 'redirect', status: 308, location })
    const { result } = await call(
      'image-classification',
      { image: await sample('images/scene-01.png') },
      { model },
    )
    expect(result).toMatchObject({ ok: true, value: { label: 'cat' } })
  })

  test('that is missing is the first thing a server says', async () => {
    const { error } = await classify(undefined, { env: { HF_TOKEN: '' } })
    expect(error).toMatchObject({ code: 'PROVIDER_AUTH' })
  })
})
