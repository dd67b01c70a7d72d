import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../src/core/errors.js'
import { stepKey } from '../../src/executors/step-key.js'
import { createLaneJobs } from '../../src/queue/bullmq/lane-jobs.js'
import { laneOf } from '../../src/queue/lanes/lane.js'
import { tellWorkers } from '../../src/queue/lanes/lane-news.js'
import { beginSteps, hearNews, joinWaiters } from '../../src/queue/lanes/step-waiters.js'
import { giveBack } from '../../src/queue/worker/step-job.js'
import type { Reply } from '../support/fake-backend.js'
import { mediaRecord } from '../support/media-records.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { big, createStepPlace, quietly, type StepPlace, step, upper } from '../support/step-place.js'

const keyOf = (text: string) => stepKey({ tool: upper.id, candidate: big, input: { text } })
const lane = laneOf(big).name

describe.skipIf(noRedis)('Jobs that a worker holds', () => {
  let redis: TestRedis
  let place: StepPlace
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createStepPlace(redis.url)
  })
  afterEach(() => place.close())

  const queue = () => `${place.connection.namespace}:${lane}`
  /** Steps in the lane, before any worker is there. */
  async function inLane(...texts: string[]) {
    const executor = await place.executor()
    const results = texts.map((text) => executor.execute(step(text), quietly))
    await until(async () => (await place.connection.redis.llen(`${queue()}:wait`)) === texts.length)
    return () => Promise.all(results)
  }

  it('need no connection of their own, however many lanes there are', async () => {
    const { connection } = place
    const count = async () => `${await connection.redis.client('LIST')}`.trim().split('\n').length
    const before = await count()
    const nothing = () => {}
    const options = { lockMs: 60_000, workerId: 'w', onStalled: nothing, onError: nothing }
    const lanes = ['lane~a', 'lane~b', 'lane~c']
    const consumers = await Promise.all(
      lanes.map((lane) => createLaneJobs(connection).openConsumer({ ...options, lane })),
    )
    expect(await count()).toBe(before)
    await Promise.all(consumers.map((consumer) => consumer.close()))
    expect(await connection.redis.ping()).toBe('PONG')
  })

  it.each(['result', 'waiters', 'cost', 'runner'] as const)(
    'are done though something else has written the %s of one of them',
    async (kind) => {
      const results = await inLane('one', 'two')
      const { redis: commands, keys } = place.connection
      const key = keys[kind](keyOf('two'))
      await commands.del(key)
      await commands.xadd(key, '*', 'of', 'another')
      const { errors } = await place.worker({ big: [{ text: 'ONE' }, { text: 'TWO' }] })
      if (kind === 'waiters') {
        // Nobody can be told, but the result is there for whoever looks.
        await until(async () => (await commands.exists(keys.result(keyOf('two')))) === 1)
        await commands.del(key)
      }
      expect((await results()).map(({ ok }) => ok)).toEqual([true, true])
      expect(errors).toEqual([])
    },
  )

  it.each(['wait', 'active', 'prioritized', 'stalled', 'meta', 'marker'])(
    'are done by the same worker once a wrong value is gone that the lane had as %s when it started',
    async (kind) => {
      const { redis: commands, keys } = place.connection
      const foreign = `${queue()}:${kind}`
      await commands.xadd(foreign, '*', 'of', 'another')
      await commands.set(keys.workers, 'of another')
      const { errors, worker } = await place.worker({ big: [{ text: 'ONE' }] }, { lookMs: 20 })
      if (kind !== 'meta' && kind !== 'marker' && kind !== 'stalled')
        await until(() => errors.some(({ message }) => message.includes(`${queue()}:*`)))
      expect(errors[0]?.message).toContain(keys.workers)
      await commands.del(foreign, keys.workers)
      const executor = await place.executor()
      expect(await executor.execute(step('one'), quietly)).toMatchObject({ ok: true })
      await worker.close()
    },
  )

  it('are finished by a result whose media nobody can look for at the moment', async () => {
    const results = await inLane('one', 'two')
    const { redis: commands, keys } = place.connection
    const image = mediaRecord('image')
    await commands.set(keys.result(keyOf('two')), JSON.stringify({ text: 'TWO', image }))
    const hasMedia = () => Promise.reject(new Error('The share is away.'))
    const { backend } = await place.worker({ big: [{ text: 'ONE' }] }, { results: { hasMedia } })
    expect(await results()).toMatchObject([
      { ok: true, value: { output: { text: 'ONE' } } },
      { ok: true, value: { output: { text: 'TWO' } } },
    ])
    expect(backend.calls).toHaveLength(1)
  })

  it('are held on while Redis is full, also when the hold of one has run out', async () => {
    void (await inLane('one', 'two'))
    const { connection } = place
    const nothing = () => {}
    const options = { lane, lockMs: 60_000, workerId: 'w', onStalled: nothing, onError: nothing }
    const consumer = await createLaneJobs(connection).openConsumer(options)
    try {
      const held = await consumer.take(2)
      const locks = held.map(({ job }) => `${queue()}:${job.id}:lock`)
      await connection.redis.del(locks[0] ?? '')
      await connection.redis.config('SET', 'maxmemory', '1')
      expect(await consumer.renew(held)).toEqual([])
      expect(await connection.redis.mget(locks)).toEqual(held.map(({ token }) => token))
    } finally {
      await connection.redis.config('SET', 'maxmemory', '0')
      await consumer.close()
    }
  })

  it('are done with their step, also when the hold has run out and nobody has taken them', async () => {
    let finish = () => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const gated: Reply = async () => {
      await gate
      return { text: 'ONE' }
    }
    const results = await inLane('one')
    const { backend, worker, errors } = await place.worker({ big: [gated] }, { lockMs: 60_000 })
    await until(() => backend.calls.length === 1)
    await place.connection.redis.del(`${queue()}:${keyOf('one')}:lock`)
    finish()
    expect(await results()).toMatchObject([{ ok: true }])
    await worker.close()
    expect(errors).toEqual([])
    expect(await place.connection.redis.llen(`${queue()}:active`)).toBe(0)
  })

  it('go back at once when they come while it is already leaving', async () => {
    const untilStopped: Reply = ({ signal }) =>
      new Promise((resolve) => {
        const stop = () => resolve(new SwitchyardError('CANCELLED', 'Cancelled.'))
        if (signal.aborted) stop()
        signal.addEventListener('abort', stop)
      })
    const connection = await place.open()
    const { worker } = await place.worker({ big: [untilStopped] }, { connection, drainMs: 1, lookMs: 60_000 })
    // It hears of the job first, and asks for it before it is told to leave.
    const left = new Promise<void>((resolve) => {
      void connection.hub.subscribe(connection.keys.laneAdded, () => resolve(worker.close()))
    })
    const executor = await place.executor()
    const result = executor.execute(step('one'), quietly)
    await left
    expect(await place.connection.redis.llen(`${queue()}:wait`)).toBe(1)
    await place.worker({ big: [{ text: 'ONE' }] })
    expect(await result).toMatchObject({ ok: true, value: { output: { text: 'ONE' } } })
  })

  it('have the worker to themselves when they may have ended another, so that nothing else is put aside for it', async () => {
    const running = new Map<unknown, () => void>()
    const beside: unknown[][] = []
    const gated: Reply = async ({ input }) => {
      await new Promise<void>((resolve) => running.set(input.text, resolve))
      running.delete(input.text)
      beside.push([input.text, ...running.keys()])
      return { text: 'X' }
    }
    const { redis: commands, keys } = place.connection
    await commands.hset(keys.cost(keyOf('suspect')), 'dead', 'together')
    await place.worker({ big: [gated, gated, gated] }, { concurrency: 2, lookMs: 50 })
    const executor = await place.executor()
    const active = async () => commands.llen(`${queue()}:active`)
    const first = executor.execute(step('first'), quietly)
    await until(() => running.has('first'))
    const suspect = executor.execute(step('suspect'), quietly)
    await until(async () => (await active()) === 2)
    const last = executor.execute(step('last'), quietly)
    running.get('first')?.()
    await until(async () => running.has('suspect') && (await active()) === 2)
    running.get('suspect')?.()
    await until(() => running.has('last'))
    running.get('last')?.()
    for (const { ok } of await Promise.all([first, suspect, last])) expect(ok).toBe(true)
    expect(beside).toEqual([['first'], ['suspect'], ['last']])
  })

  it('wait again before another starts them, for who waits for them too', async () => {
    await inLane('one')
    const { connection } = place
    const heard: string[] = []
    const stop = await hearNews(connection, 'listener', (_, message) => {
      if (message.kind === 'progress') heard.push(message.progress.kind)
    })
    await joinWaiters(connection, 'listener', [keyOf('one')])
    const nothing = () => {}
    const options = { lane, lockMs: 60_000, workerId: 'w', onStalled: nothing, onError: nothing }
    const consumer = await createLaneJobs(connection).openConsumer(options)
    try {
      const [held] = await consumer.take(1)
      if (!held) throw new Error('Nothing was there.')
      const quickAnother = async () => {
        await consumer.giveBack(held)
        await beginSteps(connection, [{ key: keyOf('one'), token: 't' }], { keepMs: 60_000 })
      }
      await giveBack(held, { lane, consumer: { ...consumer, giveBack: quickAnother } }, connection)
      await until(() => heard.length === 2)
      expect(heard).toEqual(['queued', 'started'])
    } finally {
      await consumer.close()
      await stop()
    }
  })

  it('that it will not do now are there for others at once', async () => {
    let finish = () => {}
    const gated: Reply = ({ input }) =>
      input.text === 'long'
        ? new Promise((resolve) => {
            finish = () => resolve({ text: 'X' })
          })
        : Promise.resolve({ text: 'X' })
    const results = await inLane('long', 'suspect', 'other suspect')
    const { redis: commands, keys } = place.connection
    for (const text of ['suspect', 'other suspect'])
      await commands.hset(keys.cost(keyOf(text)), 'dead', 'together')
    const busy = await place.worker({ big: [gated, gated] })
    await until(() => busy.backend.calls.length === 1)
    const free = await place.worker({ big: [gated] })
    await until(() => free.backend.calls.length === 1)
    expect(busy.backend.calls).toHaveLength(1)
    finish()
    expect((await results()).map(({ ok }) => ok)).toEqual([true, true, true])
  })

  it('are still held when it lost one, took it again, and is done with it for the first time', async () => {
    const finish: (() => void)[] = []
    const gated: Reply = () => new Promise((resolve) => finish.push(() => resolve({ text: 'ONE' })))
    const results = await inLane('one')
    const { backend, errors } = await place.worker({ big: [gated, gated] }, { concurrency: 2 })
    await until(() => backend.calls.length === 1)
    const lock = `${queue()}:${keyOf('one')}:lock`
    const { redis: commands } = place.connection
    // As for a worker that stood still.
    await commands
      .multi()
      .del(lock)
      .lrem(`${queue()}:active`, 1, keyOf('one'))
      .lpush(`${queue()}:wait`, keyOf('one'))
      .exec()
    await tellWorkers(place.connection, { lane, jobs: 1, interactive: 1 })
    await until(() => backend.calls.length === 2)
    finish[0]?.()
    await until(() => errors.some(({ message }) => message.includes('Another worker has taken')))
    await commands.pexpire(lock, 250)
    await until(async () => {
      const left = await commands.pttl(lock)
      expect(left).not.toBe(-2)
      return left > 250
    })
    finish[1]?.()
    expect(await results()).toMatchObject([{ ok: true }])
  })
})
