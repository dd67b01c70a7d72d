import { describe, expect, test, vi } from 'vitest'
import type { BackendProgress } from '../../../../../src/backends/backend.js'
import { createHostPool, type HostPoolOptions } from '../../../../../src/backends/local/pool/host-pool.js'
import type { PoolCall } from '../../../../../src/backends/local/pool/pool-job.js'
import { type FakeHost, fakeHosts } from '../../../../support/fake-hosts.js'

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

function poolOf(options: Partial<HostPoolOptions> = {}) {
  const { hosts, start } = fakeHosts()
  const pool = createHostPool({
    hosts: 1,
    memoryBytes: 1000,
    recycleBytes: 1000,
    configuration: {
      type: 'configure',
      mediaDir: '/media',
      storeBytes: 1,
      maxPixels: 1,
      maxSeconds: 1,
      device: 'cpu',
      threads: 1,
    },
    start,
    ...options,
  })
  const progress: BackendProgress[] = []
  const submit = (n: number, call: Partial<PoolCall> = {}, signal = new AbortController().signal) =>
    pool.submit(callOf(n, call), { signal, onProgress: (one) => progress.push(one) })
  const nth = (at: number): FakeHost => {
    const host = hosts[at]
    if (!host) throw new Error(`Host ${at} was not started.`)
    return host
  }
  return { pool, hosts, submit, nth, progress }
}

const modelOf = (name: string) => ({
  ...{ key: name, name, pipeline: 'task', path: `/${name}` },
  ...{ source: 'hub' as const, dtype: 'q8' as const },
})
const callOf = (n: number, rest: Partial<PoolCall> = {}): PoolCall => ({
  tool: 'tool',
  model: modelOf('a'),
  modelBytes: 10,
  maxBatch: 8,
  early: false,
  options: {},
  input: { n },
  ...rest,
})

describe('calls', () => {
  test('start a host only when the first one comes, and keep the process alive only while they run', async () => {
    const { hosts, submit, nth, pool } = poolOf()
    expect(hosts).toEqual([])
    const pending = submit(1)
    await turn()
    expect(nth(0).held).toBe(true)
    expect(pool.status()).toMatchObject([{ busy: true, models: ['a'] }])
    nth(0).finish()

    expect(await pending).toEqual({ ok: true, value: { n: 1 } })
    expect(nth(0).held).toBe(false)
  })

  test('that wait together run as one batch, each with its own result', async () => {
    const { submit, nth } = poolOf()
    const pending = Promise.all([submit(1), submit(2), submit(3)])
    await turn()
    expect(nth(0).runs.map(({ inputs }) => inputs)).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }]])
    nth(0).finish({
      outcomes: [
        { ok: true, value: { was: 1 } },
        { ok: false, error: { code: 'UNSUPPORTED_MEDIA', message: 'No picture.', retryable: false } },
        { ok: true, value: { was: 3 } },
      ],
    })

    expect(await pending).toMatchObject([
      { ok: true, value: { was: 1 } },
      { ok: false, error: { code: 'UNSUPPORTED_MEDIA' } },
      { ok: true, value: { was: 3 } },
    ])
  })

  test('with other options run apart', async () => {
    const { submit, nth } = poolOf()
    void submit(1)
    void submit(2, { options: { windowSeconds: 6 } })
    await turn()
    expect(nth(0).runs.map(({ inputs }) => inputs)).toEqual([[{ n: 1 }]])
    nth(0).finish()
    await turn()
    expect(nth(0).runs.map(({ inputs }) => inputs)).toEqual([[{ n: 1 }], [{ n: 2 }]])
  })

  test('hear of the loading of the model and of their own progress', async () => {
    const { submit, nth, progress, pool } = poolOf()
    void submit(1)
    await turn()
    const batch = nth(0).runs[0]?.batch ?? 0
    nth(0).reply({ type: 'loading', batch })
    expect(pool.isLoaded('a')).toBe(false)
    nth(0).reply({ type: 'loaded', batch })
    expect(pool.isLoaded('a')).toBe(true)
    nth(0).reply({ type: 'progress', batch, index: 0, fraction: 0.5 })

    expect(progress).toEqual([
      { kind: 'queued' },
      { kind: 'started' },
      { kind: 'load', model: 'a' },
      { kind: 'loaded', model: 'a' },
      { kind: 'inference', fraction: 0.5 },
    ])
  })

  test('that wait for a host are started only when it takes them', async () => {
    const { submit, nth, progress } = poolOf()
    void submit(1, { maxBatch: 1 })
    void submit(2, { maxBatch: 1 })
    await turn()
    expect(progress).toEqual([{ kind: 'queued' }, { kind: 'queued' }, { kind: 'started' }])
    nth(0).finish()
    await turn()
    expect(progress.at(-1)).toEqual({ kind: 'started' })
    expect(progress).toHaveLength(4)
  })

  test('of a model without room evict the least recently used one', async () => {
    const { submit, nth, pool } = poolOf({ memoryBytes: 25 })
    for (const name of ['a', 'b', 'c']) {
      void submit(1, { model: modelOf(name) })
      await turn()
      nth(0).finish()
    }
    expect(nth(0).runs.map(({ unload }) => unload)).toEqual([[], [], ['a']])
    expect(['a', 'b', 'c'].map((key) => pool.isLoaded(key))).toEqual([false, true, true])
  })
})

describe('a crash', () => {
  test('fails the calls of that host as retryable, with how it ended, and no others', async () => {
    const { submit, nth, hosts } = poolOf({ hosts: 2 })
    const crashing = submit(1, { model: modelOf('a') })
    const other = submit(2, { model: modelOf('b') })
    await turn()
    nth(0).die('SIGSEGV', null, 'last words')
    nth(1).finish()

    const failed = await crashing
    expect(failed).toMatchObject({ ok: false, error: { code: 'HOST_CRASHED', retryable: true } })
    if (!failed.ok) {
      expect(failed.error.message).toContain('SIGSEGV')
      expect(failed.error.details).toMatchObject({ model: 'a', lastOutput: 'last words' })
    }
    expect(await other).toMatchObject({ ok: true })

    const next = submit(3)
    const beside = submit(4, { model: modelOf('b') })
    await turn()
    expect(hosts).toHaveLength(3)
    nth(1).finish()
    nth(2).finish()
    expect([await next, await beside]).toMatchObject([{ ok: true }, { ok: true }])
  })

  test('of a batch makes its calls run apart the next time, until one succeeds', async () => {
    const { submit, nth } = poolOf()
    const crashed = Promise.all([submit(1), submit(2)])
    await turn()
    nth(0).die()
    await crashed
    for (const n of [1, 2, 3]) void submit(n)
    await turn()
    expect(nth(1).runs.at(-1)?.inputs).toEqual([{ n: 1 }])
    nth(1).finish()
    await turn()
    expect(nth(1).runs.at(-1)?.inputs).toEqual([{ n: 2 }, { n: 3 }])
  })

  test('while loading, three times in a row, means that the model is broken', async () => {
    const { submit, nth } = poolOf()
    const codes: (string | undefined)[] = []
    for (const at of [0, 1, 2]) {
      const pending = submit(1)
      await turn()
      nth(at).reply({ type: 'loading', batch: nth(at).runs[0]?.batch ?? 0 })
      nth(at).die('SIGABRT')
      const result = await pending
      codes.push(result.ok ? undefined : `${result.error.code} ${result.error.retryable}`)
    }
    expect(codes).toEqual(['HOST_CRASHED true', 'HOST_CRASHED true', 'MODEL_BROKEN false'])
  })

  test.each([
    { signal: 'SIGKILL', output: '', says: 'too little memory' },
    { signal: null, output: 'RangeError: Out of memory: Cannot allocate', says: 'too little memory' },
    {
      signal: null,
      output: "terminate called after throwing an instance of 'std::bad_alloc'",
      says: 'memory',
    },
    { signal: 'SIGSEGV', output: '', says: 'switchyard models verify' },
  ] as const)('while loading, again and again, by $signal $output, is laid at $says', async (death) => {
    const { submit, nth } = poolOf()
    let message = ''
    for (const at of [0, 1, 2]) {
      const pending = submit(1)
      await turn()
      nth(at).reply({ type: 'loading', batch: nth(at).runs[0]?.batch ?? 0 })
      nth(at).die(death.signal, null, death.output)
      const result = await pending
      message = result.ok ? '' : result.error.message
    }
    expect(message).toContain('3 times in a row')
    expect(message).toContain(death.says)
  })
})

describe('a call that may be begun early', () => {
  const early = { early: true, maxBatch: 1 }
  const inputs = (host: FakeHost) => host.runs.map((run) => run.inputs.map(({ n }) => n))

  /** A pool of one host that has loaded model a and runs call 0. */
  async function busyPool(options: Partial<HostPoolOptions> = {}) {
    const made = poolOf(options)
    const running = made.submit(0, early)
    await turn()
    const batch = made.nth(0).runs[0]?.batch ?? 0
    made.nth(0).reply({ type: 'loading', batch })
    made.nth(0).reply({ type: 'loaded', batch })
    return { ...made, running }
  }

  test('goes to the host before it has answered the one before, and is started when it has', async () => {
    const { submit, nth, progress, running } = await busyPool()
    const started = () => progress.filter(({ kind }) => kind === 'started').length
    const next = submit(1, early)
    void submit(2, early)
    await turn()
    expect(inputs(nth(0))).toEqual([[0], [1]])
    expect(started()).toBe(1)
    nth(0).finish()
    expect(await running).toEqual({ ok: true, value: { n: 0 } })
    await turn()
    expect(inputs(nth(0))).toEqual([[0], [1], [2]])
    expect(started()).toBe(2)
    expect(nth(0).held).toBe(true)
    nth(0).finish()
    nth(0).finish()
    expect(await next).toEqual({ ok: true, value: { n: 1 } })
    expect(nth(0).held).toBe(false)
  })

  test('waits while the model is loaded, behind what was there before, and where tools did not ask for it', async () => {
    const { submit, nth } = poolOf()
    void submit(0, early)
    void submit(1, early)
    await turn()
    expect(inputs(nth(0))).toEqual([[0]])

    const busy = await busyPool()
    void busy.submit(1, { ...early, model: modelOf('b') })
    void busy.submit(2, early)
    await turn()
    expect(inputs(busy.nth(0))).toEqual([[0]])

    const other = await busyPool()
    void other.submit(1, { maxBatch: 1 })
    await turn()
    expect(inputs(other.nth(0))).toEqual([[0]])
  })

  test('is not to blame for the crash of the one before, and runs on another host before what came later', async () => {
    const { submit, nth, running } = await busyPool()
    const next = submit(1, early)
    await turn()
    void submit(2, early)
    nth(0).die()
    expect(await running).toMatchObject({ ok: false, error: { code: 'HOST_CRASHED' } })
    await turn()
    expect(inputs(nth(1))).toEqual([[1]])
    nth(1).finish()
    expect(await next).toEqual({ ok: true, value: { n: 1 } })
  })

  test('is to blame for a crash after the one before was answered', async () => {
    const { submit, nth, running } = await busyPool()
    const next = submit(1, early)
    await turn()
    nth(0).finish()
    nth(0).die()
    expect([await running, await next]).toMatchObject([
      { ok: true },
      { ok: false, error: { code: 'HOST_CRASHED' } },
    ])
  })

  test('is kept from a host whose last call of the model crashed, until one is through', async () => {
    const { submit, nth, running } = await busyPool()
    nth(0).die()
    await running
    void submit(1, early)
    void submit(2, early)
    await turn()
    const batch = nth(1).runs[0]?.batch ?? 0
    nth(1).reply({ type: 'loaded', batch })
    void submit(3, early)
    await turn()
    expect(inputs(nth(1))).toEqual([[1]])
    nth(1).finish()
    await turn()
    expect(inputs(nth(1))).toEqual([[1], [2], [3]])
  })

  test('runs on another host where this one is replaced', async () => {
    const { submit, nth } = await busyPool({ recycleBytes: 500 })
    const next = submit(1, early)
    await turn()
    nth(0).finish({ rssBytes: 501 })
    expect(nth(0).stopped).toBe(true)
    expect(nth(0).held).toBe(true)
    await turn()
    nth(1).finish()
    expect(await next).toEqual({ ok: true, value: { n: 1 } })
  })

  test('can be cancelled there, and is given time to end only once it runs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { submit, nth } = await busyPool({ cancelGraceMs: 2000 })
      const stop = new AbortController()
      const next = submit(1, early, stop.signal)
      await turn()
      stop.abort()
      expect(await next).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
      expect(nth(0).requests.at(-1)).toMatchObject({ type: 'cancel', batch: nth(0).runs[1]?.batch })
      vi.advanceTimersByTime(5000)
      expect(nth(0).killed).toBe(false)
      nth(0).finish()
      vi.advanceTimersByTime(2000)
      expect(nth(0).killed).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('is cancelled when the pool is closed', async () => {
    const { submit, pool, nth } = await busyPool()
    const next = submit(1, early)
    await turn()
    const closed = pool.close()
    nth(0).finish()
    expect(nth(0).held).toBe(true)
    await closed
    expect(await next).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })
})

describe('cancelling', () => {
  test('drops a waiting call at once', async () => {
    const { submit, nth } = poolOf()
    const running = submit(1)
    await turn()
    const stop = new AbortController()
    const waiting = submit(2, { model: modelOf('b') }, stop.signal)
    stop.abort()

    expect(await waiting).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    nth(0).finish()
    await running
    await turn()
    expect(nth(0).runs).toHaveLength(1)
  })

  test('answers for a running call at once, and kills the host when it does not come to an end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { submit, nth, hosts } = poolOf({ cancelGraceMs: 2000 })
      const stop = new AbortController()
      const running = submit(1, {}, stop.signal)
      await turn()
      stop.abort()
      expect(await running).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
      expect(nth(0).requests.at(-1)).toMatchObject({ type: 'cancel', index: 0 })
      vi.advanceTimersByTime(1999)
      expect(nth(0).killed).toBe(false)
      vi.advanceTimersByTime(1)
      expect(nth(0).killed).toBe(true)

      void submit(2)
      await turn()
      expect(hosts).toHaveLength(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test('one call of a batch leaves the others running', async () => {
    const { submit, nth } = poolOf({ cancelGraceMs: 0 })
    const stop = new AbortController()
    const left = submit(1, {}, stop.signal)
    const stayed = submit(2)
    await turn()
    stop.abort()
    await left
    await turn()
    nth(0).finish()

    expect(await stayed).toEqual({ ok: true, value: { n: 2 } })
    expect(nth(0).killed).toBe(false)
  })
})

describe('a host', () => {
  test('is replaced once idle when its memory has grown too far', async () => {
    const { submit, nth, hosts } = poolOf({ recycleBytes: 500 })
    void submit(1)
    await turn()
    nth(0).finish({ rssBytes: 501 })
    expect(nth(0).stopped).toBe(true)
    void submit(2)
    await turn()
    expect(hosts).toHaveLength(2)
  })

  test('is replaced after a model failed to load in it, so that a repaired one is read anew', async () => {
    const { submit, nth, hosts, pool } = poolOf()
    const pending = submit(1)
    await turn()
    nth(0).finish({
      loadFailed: true,
      outcomes: [{ ok: false, error: { code: 'MODEL_BROKEN', message: 'Damaged.', retryable: false } }],
    })
    expect(await pending).toMatchObject({ ok: false, error: { code: 'MODEL_BROKEN' } })
    expect(pool.isLoaded('a')).toBe(false)
    void submit(2)
    await turn()
    expect(hosts).toHaveLength(2)
  })
})

test('closing cancels what waits and what runs, ends all hosts, and takes no more calls', async () => {
  const { submit, nth, pool } = poolOf()
  const running = submit(1)
  await turn()
  const waiting = submit(2)
  await Promise.all([pool.close(), pool.close()])

  expect([await running, await waiting, await submit(3)]).toMatchObject(
    Array.from({ length: 3 }, () => ({ ok: false, error: { code: 'CANCELLED' } })),
  )
  expect(nth(0).stopped).toBe(true)
  expect(pool.status()).toEqual([])
})
