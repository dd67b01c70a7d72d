import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stepKey } from '../../src/executors/step-key.js'
import { createLaneJobs } from '../../src/queue/bullmq/lane-jobs.js'
import { laneOf } from '../../src/queue/lanes/lane.js'
import { beginSteps } from '../../src/queue/lanes/step-waiters.js'
import { isPutAside, RunningSteps } from '../../src/queue/worker/step-cost.js'
import { askFor, createFleet, type Fleet } from '../support/queue-fleet.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { big, createStepPlace, quietly, type StepPlace, step, upper } from '../support/step-place.js'

const lane = laneOf(big).name
/** `npm run chaos` sets more. */
const kills = Math.min(12, Number(process.env.CHAOS_KILLS ?? 4))
const seeds = process.env.CHAOS_LONG === '1' ? [1, 2, 3] : [1]
const keyOf = (text: string) => stepKey({ tool: upper.id, candidate: big, input: { text } })

describe('A step', () => {
  it('is put aside for what it did alone, whatever happened beside it', () => {
    expect(isPutAside({ alone: 0, together: 50 }, 3)).toBe(false)
    expect(isPutAside({ alone: 2, together: 50 }, 3)).toBe(false)
    expect(isPutAside({ alone: 3, together: 0 }, 3)).toBe(true)
  })

  it('ran alone only when nothing else ran in the process from its beginning to its end', () => {
    const running = new RunningSteps()
    const one = running.begin()
    expect(one.how).toBe('alone')
    const other = running.begin()
    other.end()
    expect([one.how, other.how]).toEqual(['together', 'together'])
    one.end()
    expect(running.begin().how).toBe('alone')
  })
})

describe.skipIf(noRedis)('When workers die', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  describe('holding steps', () => {
    let place: StepPlace
    beforeEach(async () => {
      place = await createStepPlace(redis.url)
    })
    afterEach(() => place.close())

    const texts = Array.from({ length: 8 }, (_, n) => `text ${n}`)
    const replies = (count: number) => Array.from({ length: count }, () => ({ text: 'X' }))

    async function waiting() {
      const executor = await place.executor()
      const results = Promise.all(texts.map((text) => executor.execute(step(text), quietly)))
      await until(async () => (await counts()).waiting === texts.length)
      return () => results
    }
    const counts = async () => {
      const { waiting = 0, active = 0 } =
        (await createLaneJobs(place.connection).count([lane])).get(lane) ?? {}
      return { waiting, active }
    }
    /** A process that takes all steps, begins them and is never heard of again; another finds them. */
    async function dieWithAll(workerId: string, finds: number) {
      const options = { lane, lockMs: 50, workerId, onStalled: () => {}, onError: () => {} }
      const dying = await createLaneJobs(place.connection).openConsumer(options)
      const held = await dying.take(texts.length)
      expect(held).toHaveLength(texts.length)
      const begun = await beginSteps(
        place.connection,
        held.map(({ job, token }) => ({ key: job.id ?? '', token })),
        { keepMs: 60_000 },
      )
      await dying.close()
      expect(begun.map(({ cost }) => cost)).toEqual(texts.map(() => ({ alone: 0, together: finds })))
      const finder = await createLaneJobs(place.connection).openConsumer({ ...options, workerId: 'finder' })
      await until(async () => (await counts()).waiting === texts.length)
      await finder.close()
    }

    it('those that had not begun, or ran beside others, are all done, however many died', async () => {
      const results = await waiting()
      await dieWithAll('dead-1', 0)
      await dieWithAll('dead-2', 1)
      await dieWithAll('dead-3', 1)
      await dieWithAll('dead-4', 1)
      const { backend } = await place.worker({ big: replies(8) })
      for (const result of await results()) expect(result.ok).toBe(true)
      expect(backend.calls).toHaveLength(8)
    })

    it('those that have a result are not put aside, whatever they cost', async () => {
      const results = await waiting()
      const { redis: commands, keys } = place.connection
      for (const text of texts) {
        for (const dead of ['a:1', 'b:1', 'c:1']) await commands.hset(keys.cost(keyOf(text)), dead, 'alone')
        await commands.set(keys.result(keyOf(text)), '{"text":"THERE"}')
      }
      const { backend } = await place.worker({ big: [] })
      for (const result of await results())
        expect(result).toMatchObject({ value: { output: { text: 'THERE' } } })
      expect(backend.calls).toEqual([])
    })

    it('nothing is held against the steps of one that was only taken for dead', async () => {
      const results = await waiting()
      const { redis: commands, keys, namespace } = place.connection
      let finish = () => {}
      const gate = new Promise<void>((resolve) => {
        finish = resolve
      })
      const gated = Array.from({ length: 8 }, () => () => gate.then(() => ({ text: 'X' })))
      const { backend, errors } = await place.worker({ big: gated }, { lockMs: 60_000 })
      await until(() => backend.calls.length === 8)
      // As after a Redis that was away for longer than a lock.
      const queue = `${namespace}:${lane}`
      for (const text of texts)
        await commands
          .multi()
          .del(`${queue}:${keyOf(text)}:lock`)
          .lrem(`${queue}:active`, 1, keyOf(text))
          .lpush(`${queue}:wait`, keyOf(text))
          .exec()
      const another = await createLaneJobs(place.connection).openConsumer({
        ...{ lane, lockMs: 60_000, workerId: 'another', onStalled: () => {}, onError: () => {} },
      })
      const held = await another.take(8)
      const tries = held.map(({ job, token }) => ({ key: job.id ?? '', token }))
      await beginSteps(place.connection, tries, { keepMs: 60_000 })
      const costs = () => Promise.all(texts.map((text) => commands.hlen(keys.cost(keyOf(text)))))
      expect(await costs()).toEqual(texts.map(() => 1))
      finish()
      await until(() => errors.length === 8)
      for (const result of await results()) expect(result.ok).toBe(true)
      await until(async () => (await costs()).every((count) => count === 0))
      await another.close()
    })
  })

  describe('at any moment, by kill -9', () => {
    let fleet: Fleet
    beforeEach(async () => {
      fleet = await createFleet(redis.url)
    })
    afterEach(() => fleet.close())

    it.each(seeds)(
      'no innocent step is put aside, and one that ends each process is (seed %i)',
      // Every kill costs a lock and the start of a process.
      { timeout: 60_000 + 20_000 * kills },
      async (seed) => {
        const random = createRandom(seed)
        const labels = Array.from({ length: 12 * kills }, (_, n) => `label ${n}`)
        fleet.start('driver')
        let over = false
        const env = { TEST_STRIKES: '3', TEST_BATCH: '8', TEST_LOCK_MS: '200' }
        let worker = fleet.start('worker', env)
        const keepUp = () => {
          if (over) return
          worker = fleet.start('worker', env)
          worker.once('exit', keepUp)
        }
        worker.once('exit', keepUp)
        try {
          const asked = [...labels.slice(0, 9), 'poison', ...labels.slice(9)]
          const results = askFor(fleet.client, fleet.picture, asked)
          for (let kill = 0; kill < kills; kill += 1) {
            // At a moment of the work, not of the clock.
            const moment = (await fleet.calls()) + 2 + Math.floor(8 * random())
            await until(async () => (await fleet.calls()) >= moment)
            worker.kill('SIGKILL')
          }
          for (const [n, { status, answer }] of (await results).entries())
            if (asked[n] === 'poison')
              expect(answer).toMatch(/has ended \d+ processes and is not tried again for a day/)
            else expect({ status, answer }).toMatchObject({ status: 'answered' })
        } finally {
          over = true
        }
      },
    )
  })
})

/** Mulberry32: the same moments for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
