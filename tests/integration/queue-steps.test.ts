import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../src/agent/events.js'
import { SwitchyardError } from '../../src/core/errors.js'
import { stepKey } from '../../src/executors/step-key.js'
import { laneOf } from '../../src/queue/lanes/lane.js'
import { queueOverview } from '../../src/queue/worker/overview.js'
import { listWorkers } from '../../src/queue/worker/worker-watch.js'
import { candidateOf, type Reply } from '../support/fake-backend.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { big, createStepPlace, quietly, type StepPlace, step, upper } from '../support/step-place.js'

const small = candidateOf('small')
const crash = () => new SwitchyardError('HOST_CRASHED', 'The host has died.', { retryable: true })

describe.skipIf(noRedis)('Steps on the queue', () => {
  let redis: TestRedis
  const places: StepPlace[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  afterEach(async () => {
    for (const one of places.splice(0)) await one.close()
  })

  async function place(options?: Parameters<typeof createStepPlace>[1]): Promise<StepPlace> {
    const one = await createStepPlace(redis.url, options)
    places.push(one)
    return one
  }

  it('are computed by a worker, and remembered for everyone', async () => {
    const queue = await place()
    const { backend } = await queue.worker({ big: [{ text: 'ONE' }] })
    const first = await (await queue.executor()).execute(step('one'), quietly)
    const second = await (await queue.executor()).execute(step('one'), quietly)

    expect(first).toMatchObject({ ok: true, value: { output: { text: 'ONE' }, cacheHit: false } })
    expect(second).toMatchObject({ ok: true, value: { output: { text: 'ONE' }, cacheHit: true } })
    expect(backend.unused).toEqual([])
  })

  it('run on a model that they name if it is in the catalogue, and otherwise say how to get it there', async () => {
    const listed = candidateOf('owner/listed')
    const queue = await place({ candidates: [big, listed] })
    const { backend } = await queue.worker({ 'owner/listed': [{ text: 'ONE' }] })
    const executor = await queue.executor()
    const done = await executor.execute({ ...step('one'), model: 'owner/listed' }, quietly)
    const refused = await executor.execute({ ...step('one'), model: 'owner/other' }, quietly)

    expect(done).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
    expect(backend.unused).toEqual([])
    expect(refused).toMatchObject({ ok: false, error: { error: { code: 'NO_ROUTE' } } })
    const message = refused.ok ? '' : refused.error.error.message
    expect(message).toMatch(/owner\/other.*in none.*Add it to a catalogue file/)
  })

  it('wait for a worker that comes later', async () => {
    const queue = await place()
    const executor = await queue.executor()
    const result = executor.execute(step('one'), quietly)
    await queue.worker({ big: [{ text: 'ONE' }] })
    expect(await result).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
  })

  it('are computed once when two processes ask for the same at once', async () => {
    const queue = await place()
    let finish = () => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { backend } = await queue.worker({
      big: [
        async () => {
          await gate
          return { text: 'ONE' }
        },
      ],
    })
    const executors = [await queue.executor(), await queue.executor()]
    const results = executors.map((executor) => executor.execute(step('one'), quietly))
    await until(async () => backend.calls.length === 1)
    finish()
    for (const result of await Promise.all(results)) expect(result).toMatchObject({ ok: true })
    expect(backend.calls).toHaveLength(1)
  })

  it('tell of their progress', async () => {
    const queue = await place()
    const executor = await queue.executor()
    await queue.worker({
      big: [
        async ({ onProgress }) => {
          onProgress({ kind: 'load', model: 'big' })
          return { text: 'ONE' }
        },
      ],
    })
    const events: RunEventBody[] = []
    await executor.execute(step('one'), { ...quietly, emit: (event) => events.push(event) })
    expect(events.map(({ type }) => type)).toEqual(['step-routed', 'model-load'])
  })

  it('are tried again after a passing failure, and by the next candidate after a lasting one', async () => {
    const queue = await place({ candidates: [big, small] })
    const { backend } = await queue.worker({
      big: [
        new SwitchyardError('PROVIDER_LIMIT', 'Not now.', { retryable: true }),
        new SwitchyardError('MODEL_BROKEN', 'Never.'),
      ],
      small: [{ text: 'small one' }],
    })
    const executor = await queue.executor()
    const result = await executor.execute(step('one'), quietly)
    expect(result).toMatchObject({ ok: true, value: { output: { text: 'small one' } } })
    if (result.ok)
      expect(
        result.value.attempts.map(({ candidate, error }) => [candidate.split('@')[0], error?.code]),
      ).toEqual([
        ['local:big', 'PROVIDER_LIMIT'],
        ['local:big', 'MODEL_BROKEN'],
        ['local:small', undefined],
      ])
    expect(backend.unused).toEqual([])
    const { lanes } = await queueOverview(queue.connection)
    expect(
      Object.fromEntries(lanes.map(({ id, done, failed }) => [id.split('@')[0], { done, failed }])),
    ).toEqual({
      'local:big': { done: 0, failed: 2 },
      'local:small': { done: 1, failed: 0 },
    })
  })

  it('leave the lane when cancelled before a worker came', async () => {
    const queue = await place()
    const executor = await queue.executor()
    const controller = new AbortController()
    const result = executor.execute(step('one'), { ...quietly, signal: controller.signal })
    const waiting = `${queue.connection.namespace}:${laneOf(big).name}:wait`
    await until(async () => (await queue.connection.redis.llen(waiting)) === 1)
    controller.abort()
    expect(await result).toMatchObject({ ok: false, error: { error: { code: 'CANCELLED' } } })
    await until(async () => (await queue.connection.redis.llen(waiting)) === 0)
  })

  it('stop in the worker when cancelled while they run, unless someone else waits too', async () => {
    const queue = await place()
    const stopped: string[] = []
    const untilStopped: Reply = ({ input, signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          stopped.push(String(input.text))
          resolve(new SwitchyardError('CANCELLED', 'Cancelled.'))
        })
        if (input.text === 'shared') stopShared = () => resolve({ text: 'SHARED' })
      })
    let stopShared = () => {}
    const { backend } = await queue.worker({ big: [untilStopped, untilStopped] }, { concurrency: 2 })
    const [one, other] = [await queue.executor(), await queue.executor()]
    const controller = new AbortController()
    const cancelled = { ...quietly, signal: controller.signal }
    const alone = one.execute(step('alone'), cancelled)
    const mine = one.execute(step('shared'), cancelled)
    const theirs = other.execute(step('shared'), quietly)
    await until(async () => backend.calls.length === 2)
    const { redis: client, keys } = queue.connection
    const shared = stepKey({ tool: upper.id, candidate: big, input: { text: 'shared' } })
    await until(async () => (await client.scard(keys.waiters(shared))) === 2)
    controller.abort()
    expect(await alone).toMatchObject({ ok: false })
    expect(await mine).toMatchObject({ ok: false })
    await until(async () => stopped.length === 1)
    stopShared()
    expect(await theirs).toMatchObject({ ok: true, value: { output: { text: 'SHARED' } } })
    expect(stopped).toEqual(['alone'])
  })

  it('are put aside when they end process after process, and others go on', async () => {
    const queue = await place()
    const { backend } = await queue.worker({
      big: Array.from(
        { length: 5 },
        () =>
          async ({ input }) =>
            input.text === 'poison' ? crash() : { text: 'OK' },
      ),
    })
    const executor = await queue.executor()
    const poisoned = await executor.execute(step('poison'), quietly)
    expect(poisoned).toMatchObject({
      ok: false,
      error: { error: { code: 'HOST_CRASHED', details: { quarantined: true, strikes: 3 } } },
    })
    const again = await (await queue.executor()).execute(step('poison', 'another run'), quietly)
    expect(again).toMatchObject({ ok: false, error: { error: { details: { quarantined: true } } } })
    expect(backend.calls.filter(({ input }) => input.text === 'poison')).toHaveLength(3)
    expect(await executor.execute(step('fine'), quietly)).toMatchObject({ ok: true })
  })

  it('go back to the lane when their worker has to leave, and another worker does them', async () => {
    const queue = await place()
    const executor = await queue.executor()
    const leaving = await queue.worker({
      big: [
        ({ signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => resolve(new SwitchyardError('CANCELLED', 'Cancelled.')))
          }),
      ],
    })
    const result = executor.execute(step('one'), quietly)
    await until(async () => leaving.backend.calls.length === 1)
    await leaving.worker.close()
    expect((await listWorkers(queue.connection)).map(({ id }) => id)).toEqual([])
    await queue.worker({ big: [{ text: 'ONE' }] })
    expect(await result).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
  })

  it('are left alone by a worker whose catalogue says otherwise', async () => {
    const queue = await place()
    const executor = await queue.executor()
    const otherCatalog = { candidates: () => [{ ...big, options: { window: 5 } }] }
    const stranger = await queue.worker({ big: [] }, { catalog: otherCatalog })
    const result = executor.execute(step('one'), quietly)
    await queue.worker({ big: [{ text: 'ONE' }] })
    expect(await result).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
    expect(stranger.backend.calls).toEqual([])
  })

  it('outlive a Redis that is killed and started again', async () => {
    const queue = await place()
    const [executor, other] = [await queue.executor(), await queue.executor()]
    let finish = () => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { backend } = await queue.worker({
      big: [
        async () => {
          await gate
          return { text: 'ONE' }
        },
        { text: 'TWO' },
      ],
    })
    const running = executor.execute(step('one'), quietly)
    await until(() => backend.calls.length === 1)
    await redis.restart()
    const later = other.execute(step('two'), quietly)
    finish()
    expect(await running).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
    expect(await later).toMatchObject({ ok: true, value: { output: { text: 'TWO' } } })
    expect(backend.calls).toHaveLength(2)
  })

  it('come in micro-batches no larger than the bound', async () => {
    const queue = await place()
    const executor = await queue.executor()
    let running = 0
    let most = 0
    const results = Array.from({ length: 10 }, (_, n) => executor.execute(step(`${n}`), quietly))
    const waiting = `${queue.connection.namespace}:${laneOf(big).name}:wait`
    await until(async () => (await queue.connection.redis.llen(waiting)) === 10)
    await queue.worker(
      {
        big: Array.from({ length: 10 }, () => async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setImmediate(resolve))
          running -= 1
          return { text: 'x' }
        }),
      },
      { maxBatch: 4 },
    )
    for (const result of await Promise.all(results)) expect(result.ok).toBe(true)
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
  })
})
