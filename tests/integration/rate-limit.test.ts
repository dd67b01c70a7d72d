import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BackendProgress } from '../../src/backends/backend.js'
import { type RateLimitOptions, withRateLimit } from '../../src/backends/rate-limit.js'
import { SwitchyardError } from '../../src/core/errors.js'
import type { QueueConnection } from '../../src/queue/redis/connection.js'
import { tool } from '../../src/tools/tasks/text/text-classification.js'
import { candidateOf, FakeBackend, type Reply } from '../support/fake-backend.js'
import { HastyClock } from '../support/manual-clock.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const signal = new AbortController().signal
const remote = (provider: string) => candidateOf('owner/model', { backend: 'hugging-face', provider })
const answer: Reply = { labels: [] }
const busy = new SwitchyardError('PROVIDER_LIMIT', 'Too many.', {
  retryable: true,
  details: { retryAfterMs: 7_000 },
})

function limited(replies: Reply[], options: RateLimitOptions) {
  const backend = withRateLimit(new FakeBackend({ 'owner/model': replies }, { id: 'hugging-face' }), options)
  const progress: BackendProgress['kind'][] = []
  return {
    progress,
    call: (provider = 'fal-ai', stop = signal) =>
      backend.call(
        { tool, candidate: remote(provider), input: { text: 'x' } },
        { signal: stop, onProgress: ({ kind }) => progress.push(kind) },
      ),
  }
}

describe('The rate of calls to a provider', () => {
  const limits = { 'fal-ai': { calls: 2, perSeconds: 60 } }

  it('lets calls wait that are too many, and says that they are queued', async () => {
    const { call, progress } = limited([answer, answer, answer], { limits })
    await call()
    await call()
    expect(progress).toEqual([])
    const stop = new AbortController()
    const third = call('fal-ai', stop.signal)
    await expect.poll(() => progress).toEqual(['queued'])
    stop.abort()
    const result = await third
    expect(result).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })

  it('goes on when the window is over', async () => {
    const { call, progress } = limited([answer, answer, answer], {
      limits: { 'fal-ai': { calls: 2, perSeconds: 1 } },
    })
    const results = await Promise.all([call(), call(), call()])
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(progress).toContain('queued')
  })

  it('is counted for each provider by itself, and not where none was set', async () => {
    const { call, progress } = limited(new Array(9).fill(answer), { limits })
    await Promise.all([call(), call(), ...new Array(7).fill('groq').map((who: string) => call(who))])
    expect(progress).toEqual([])
  })
})

describe.skipIf(noRedis)('The rate of calls of several processes', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
  })
  afterEach(() => place.close())

  const through = ({ redis: client, keys }: QueueConnection) => ({ client, keyPrefix: keys.rateLimit })

  it('is one rate, whoever calls', async () => {
    const limits = { 'fal-ai': { calls: 3, perSeconds: 3_600 } }
    const drivers = await Promise.all(
      [1, 2].map(async () =>
        limited([answer, answer, answer], { limits, redis: through(await place.connect()) }),
      ),
    )
    const stop = new AbortController()
    let done = 0
    const calls = drivers.flatMap(({ call }) =>
      [1, 2, 3].map(() => call('fal-ai', stop.signal).then(({ ok }) => (ok ? done++ : undefined))),
    )
    await expect.poll(() => drivers.flatMap(({ progress }) => progress)).toHaveLength(3)
    expect(done).toBe(3)
    stop.abort()
    await Promise.all(calls)
    expect(done).toBe(3)
  })

  it('makes everyone wait when the provider asks one of them to', async () => {
    const clock = new HastyClock()
    const one = limited([busy], { limits: {}, redis: through(await place.connect()) })
    const other = limited([answer], { limits: {}, redis: through(await place.connect()), clock })
    expect(await one.call()).toMatchObject({ ok: false, error: { code: 'PROVIDER_LIMIT' } })

    const waiting = new AbortController()
    const call = other.call('fal-ai', waiting.signal)
    await expect.poll(() => clock.waits.length).toBeGreaterThan(0)
    expect(clock.waits[0]).toBeGreaterThan(1_000)
    expect(clock.waits[0]).toBeLessThanOrEqual(7_000)
    waiting.abort()
    expect((await call).ok).toBe(false)
  })
})
