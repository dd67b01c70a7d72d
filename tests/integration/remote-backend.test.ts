import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { RunEventBody } from '../../src/agent/events.js'
import type { BackendProgress } from '../../src/backends/backend.js'
import { type Candidate, candidateSchema } from '../../src/config/candidate.js'
import { createInlineExecutor } from '../../src/executors/inline.js'
import { loadTool } from '../../src/tools/registry.js'
import type { ServedModel } from '../support/fake-router.js'
import { HastyClock } from '../support/manual-clock.js'
import { until } from '../support/queue-place.js'
import { openRemoteBench, token } from '../support/remote-bench.js'
import { toolBox } from '../support/test-tools.js'

type Bench = Awaited<ReturnType<typeof openRemoteBench>>

const labels = [{ label: 'cat', score: 0.9 }]
const served = (model: string, fields: Partial<ServedModel> = {}): Record<string, ServedModel> => ({
  [model]: {
    task: 'image-classification',
    providers: { 'hf-inference': model },
    answer: () => ({ json: labels }),
    ...fields,
  },
})

describe('A call at a provider', () => {
  test('asks the Hub who serves the model, then the router, as the owner of the token', async () => {
    const { call, sample, router } = await openRemoteBench({ models: served('acme/plain') })
    const image = await sample('images/scene-01.png')
    await call('image-classification', { image }, { model: 'acme/plain' })
    expect(router.requests).toMatchObject([
      { method: 'GET', path: '/api/models/acme/plain?expand[]=inferenceProviderMapping' },
      {
        method: 'POST',
        path: '/hf-inference/models/acme/plain',
        contentType: 'image/png',
        billTo: undefined,
      },
    ])
    expect(router.requests.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${token}`,
      `Bearer ${token}`,
    ])
    expect(router.requests[1]?.body).toHaveLength(image.bytes)
  })

  test('is paid for by the organization that the catalogue names', async () => {
    const { call, sample, router } = await openRemoteBench({ models: served('acme/billed') })
    const image = await sample('images/scene-01.png')
    await call('image-classification', { image }, { model: 'acme/billed', billTo: 'acme-research' })
    expect(router.requests[1]).toMatchObject({ method: 'POST', billTo: 'acme-research' })
  })

  test('says what the server says that it used, once', async () => {
    const { call, router } = await openRemoteBench({
      models: {
        ...served('acme/short', {
          task: 'summarization',
          answer: () => ({ json: [{ summary_text: 'Cats.' }] }),
        }),
        ...served('acme/chat', { task: 'conversational', answer: () => ({ json: 'A cat.' }) }),
      },
    })
    router.computeSeconds = 0.25
    const text = 'Cats sleep a lot. '.repeat(300)
    const summed = await call('summarization', { text }, { model: 'acme/short' })
    expect(summed.progress.filter(({ kind }) => kind === 'usage')).toEqual([{ kind: 'usage', seconds: 0.5 }])
    router.computeSeconds = undefined
    const chat = await call('text-generation', { text }, { model: 'acme/chat' })
    expect(chat.progress.at(-1)).toEqual({ kind: 'usage', inputTokens: 1, outputTokens: 1 })
  })

  test('leaves the fetch of everybody else alone, meanwhile and afterwards', async () => {
    const before = globalThis.fetch
    const { call, sample, router } = await openRemoteBench({ models: served('acme/fetch') })
    let release = () => {}
    const slow = new Promise<void>((resolve) => {
      release = resolve
    })
    router.faults.push({ match: /hf-inference/, kind: 'slow', until: slow })
    const image = await sample('images/scene-01.png')
    const calling = call('image-classification', { image }, { model: 'acme/fetch' })
    await until(() => router.requests.length === 2)
    // Somebody else's request to the real Hub would not end up at the fake one.
    const data = await (await fetch('data:text/plain,mine')).text()
    const own = await fetch(`${router.filesUrl}/files/7`, { headers: { authorization: 'mine' } })
    expect([data, own.status, router.requests.at(-1)?.authorization]).toEqual(['mine', 404, 'mine'])
    release()
    expect((await calling).result.ok).toBe(true)
    expect(globalThis.fetch).toBe(before)
  })
})

describe('A provider with a queue', () => {
  const upscaler = async (bench: () => Bench, model: string): Promise<Record<string, ServedModel>> => ({
    [model]: {
      task: 'image-to-image',
      providers: { 'fal-ai': `fal-ai/${model}` },
      answer: async () => {
        const { store, sample } = bench()
        const { digest } = await sample('images/scene-02.jpg')
        return { bytes: await readFile(await store.path(digest)), type: 'image/jpeg' }
      },
    },
  })

  async function enlarge(model: string, media: Record<string, unknown>) {
    let bench: Bench | undefined
    const models = await upscaler(() => bench ?? fail(), model)
    bench = await openRemoteBench({ models, media })
    const image = await bench.sample('images/scene-01.png')
    const { result } = await bench.call('image-to-image', { image }, { model, provider: 'fal-ai' })
    return { ...bench, result }
  }
  const fail = () => {
    throw new Error('too early')
  }

  test('is looked after until it is done; its result, on another host, is fetched without the token', async () => {
    const { result, router, sample } = await enlarge('acme/upscaler', { allowPrivateAddresses: true })
    const expected = await sample('images/scene-02.jpg')
    expect(result).toMatchObject({ ok: true, value: { image: { digest: expected.digest } } })
    expect(router.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)).toEqual([
      'GET /api/models/acme/upscaler',
      'POST /fal-ai/fal-ai/acme/upscaler',
      'GET /fal-ai/fal-ai/acme/upscaler/requests/request-0/status',
      'GET /fal-ai/fal-ai/acme/upscaler/requests/request-0/status',
      'GET /fal-ai/fal-ai/acme/upscaler/requests/request-0',
      'GET /files/0',
    ])
    const authorizations = router.requests.map(({ authorization }) => authorization)
    expect(authorizations.slice(0, 5).every((one) => one === `Bearer ${token}`)).toBe(true)
    expect(authorizations[5]).toBeUndefined()
  })

  test('can’t have a result fetched from within the own network', async () => {
    const { result, router } = await enlarge('acme/inside', {})
    expect(result).toMatchObject({ ok: false, error: { code: 'PROVIDER_BAD_REPLY' } })
    expect(result.ok || result.error.message).toContain('loopback')
    expect(router.requests.some(({ server }) => server === 'files')).toBe(false)
  })
})

test('More calls than `remote.concurrency` wait for their turn, and say so', async () => {
  const { call, sample, router } = await openRemoteBench({
    models: served('acme/busy'),
    remote: { concurrency: 2 },
  })
  let release = () => {}
  const slow = new Promise<void>((resolve) => {
    release = resolve
  })
  router.faults.push({ match: /hf-inference/, kind: 'slow', until: slow })
  const image = await sample('images/scene-01.png')
  const fields = { model: 'acme/busy', provider: 'hf-inference' }
  const posts = () => router.requests.filter(({ method }) => method === 'POST').length
  const first = [1, 2].map(() => call('image-classification', { image }, fields))
  await until(() => posts() === 2)
  const progress: BackendProgress[] = []
  const third = call('image-classification', { image }, { ...fields, progress })
  await until(() => progress.length > 0)
  expect(posts()).toBe(2)
  release()
  const all = await Promise.all([...first, third])
  expect(all.map(({ result }) => result.ok)).toEqual([true, true, true])
  expect(all.map(({ progress }) => progress.map(({ kind }) => kind))).toEqual([
    ['started'],
    ['started'],
    ['queued', 'started'],
  ])
})

describe('A step whose candidates are remote', () => {
  async function execute(
    bench: Bench,
    fields: Record<string, unknown>[],
    settings: { timeoutMs?: number; clock?: HastyClock } = {},
  ) {
    const { profile, backend, sample } = bench
    const tool = await loadTool('image-classification')
    if (!tool) throw new Error('no tool')
    const candidates: Candidate[] = fields.map((one) =>
      candidateSchema.parse({ backend: 'hugging-face', provider: 'hf-inference', ...one }),
    )
    const executor = createInlineExecutor({
      registry: toolBox(tool),
      catalog: { candidates: () => candidates },
      profile: { ...profile, steps: { ...profile.steps, ...settings } },
      backends: [backend],
      hasToken: true,
      random: () => 0,
      ...(settings.clock && { clock: settings.clock }),
    })
    const input = tool.input.parse({ image: await sample('images/scene-01.png') })
    const step = { runId: 'r', stepId: 's1', tool: tool.id, input }
    const events: RunEventBody[] = []
    const { signal } = new AbortController()
    const run = async () => executor.execute(step, { signal, emit: (event) => events.push(event) })
    return { run, events }
  }

  test('waits for as long as a server asks, then tries again', async () => {
    const bench = await openRemoteBench({ models: served('acme/limited') })
    const clock = new HastyClock()
    const headers = { 'retry-after': '3' }
    bench.router.faults.push({ match: /hf-inf/, times: 1, kind: 'status', status: 429, headers })
    const { run, events } = await execute(bench, [{ model: 'acme/limited' }], { clock })
    const result = await run()
    expect(result).toMatchObject({ ok: true, value: { output: { label: 'cat' } } })
    expect(clock.waits).toEqual([3000])
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'step-retried', nextMove: expect.stringContaining('in 3.0 s') }),
    )
  })

  test('does not wait for an hour: the next candidate does it', async () => {
    const bench = await openRemoteBench({ models: { ...served('acme/hour'), ...served('acme/second') } })
    const clock = new HastyClock()
    const headers = { 'retry-after': '3600' }
    bench.router.faults.push({ match: /models\/acme\/hour$/, kind: 'status', status: 429, headers })
    const { run } = await execute(bench, [{ model: 'acme/hour' }, { model: 'acme/second' }], { clock })
    const result = await run()
    expect(result).toMatchObject({
      ok: true,
      value: { attempts: [{ error: { code: 'PROVIDER_LIMIT' } }, {}] },
    })
    expect(clock.waits).toEqual([])
  })

  test('ends at its time limit, and with it the connection', async () => {
    const bench = await openRemoteBench({ models: served('acme/mute') })
    bench.router.faults.push({ match: /hf-inf/, kind: 'silence' })
    const { run } = await execute(bench, [{ model: 'acme/mute' }], { timeoutMs: 1000 })
    const result = await run()
    expect(result).toMatchObject({ ok: false, error: { error: { code: 'TIMEOUT' } } })
    expect(result.ok || result.error.error.message).toContain('longer than 1 s (steps.timeoutMs)')
    await until(() => bench.router.hungUp === 1)
  })

  test('leaves a provider that fails again and again alone for a while, but not for inputs that it does not take', async () => {
    const bench = await openRemoteBench({ models: served('acme/broken') })
    const fault = { match: /hf-inf/, kind: 'status', status: 422 } as const
    bench.router.faults.push({ ...fault, times: 4 }, { ...fault, status: 402 })
    const { run } = await execute(bench, [{ model: 'acme/broken' }])
    const codes: string[] = []
    for (let tries = 0; tries < 8; tries += 1) {
      const result = await run()
      codes.push(result.ok ? 'ok' : result.error.error.code)
    }
    expect(codes).toEqual([
      ...Array<string>(4).fill('PROVIDER_REJECTED'),
      ...Array<string>(3).fill('PROVIDER_PAYMENT'),
      'NO_ROUTE',
    ])
  })

  test('emits nothing that holds the token, whatever a server says', async () => {
    const bench = await openRemoteBench({ models: served('acme/parrot') })
    bench.router.faults.push({ match: /hf-inf/, kind: 'echo', status: 500 })
    const { run, events } = await execute(bench, [{ model: 'acme/parrot' }], { clock: new HastyClock() })
    const result = await run()
    const told = JSON.stringify([events, result])
    expect(told).toContain('[redacted]')
    expect(told).not.toContain(token)
  })
})
