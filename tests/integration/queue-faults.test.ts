import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConnection } from '../../src/queue/connection.js'
import { queueOverview } from '../../src/queue/overview.js'
import { createRunStore } from '../../src/queue/run-store.js'
import { askFor, createFleet, ends, type Fleet, planOf } from '../support/queue-fleet.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

/** `npm run chaos` makes outages as long as real ones. */
const long = process.env.CHAOS_LONG === '1'
const labels = (count: number, name = 'label') => Array.from({ length: count }, (_, n) => `${name} ${n}`)
const hourMs = 3_600_000

describe.skipIf(noRedis)('The queue goes on', () => {
  let redis: TestRedis
  let fleet: Fleet
  let gate: string
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    fleet = await createFleet(redis.url)
    gate = join(fleet.place.env.SWITCHYARD_CACHE_DIR, 'gate')
  })
  afterEach(() => fleet.close())

  /** Every run is answered once, with what it asked for, by as many model calls as there are steps. */
  async function expectAllAnsweredOnce(
    asked: readonly string[],
    results: readonly { runId: string; status: string; answer: string }[],
  ) {
    for (const [n, { runId, status, answer }] of results.entries()) {
      expect({ status, answer }).toEqual({
        status: 'answered',
        answer: expect.stringContaining(`"${asked[n]}"`),
      })
      expect(await ends(fleet.connection, runId)).toBe(1)
    }
    expect(results).toHaveLength(asked.length)
    expect(await fleet.calls()).toBe(asked.length)
    expect(await fleet.again()).toEqual([])
  }

  it('when Redis is killed in the midst of work and comes back', { timeout: 120_000 }, async () => {
    const env = { TEST_LOCK_MS: '10000' }
    for (const role of ['driver', 'driver', 'worker', 'worker'] as const) fleet.start(role, env)
    await fleet.workers(2)
    const asked = labels(60)
    const results = askFor(fleet.client, fleet.picture, asked)
    for (const moment of [10, 30]) {
      await until(async () => (await fleet.calls()) >= moment)
      await redis.restart()
    }
    await expectAllAnsweredOnce(asked, await results)
  })

  it('when Redis stands still for longer than jobs are held', { timeout: 180_000 }, async () => {
    const env = { TEST_LOCK_MS: '1000', TEST_GATE: gate }
    for (const role of ['driver', 'worker', 'worker'] as const) fleet.start(role, env)
    await fleet.workers(2)
    const asked = labels(30)
    const results = askFor(fleet.client, fleet.picture, asked)
    // Both hold a micro-batch.
    await until(async () => (await fleet.callers()) === 2)
    redis.pause()
    await outage(long ? 20_000 : 2_500)
    redis.resume()
    await until(async () => (await queueOverview(fleet.connection)).runs.active > 0)
    await writeFile(gate, '')
    await expectAllAnsweredOnce(asked, await results)
  })

  it('when a worker stands still: another does its jobs, and it answers nothing again', {
    timeout: 120_000,
  }, async () => {
    fleet.start('driver')
    const sleeper = fleet.start('worker', { TEST_GATE: gate })
    await fleet.workers(1)
    const asked = labels(2)
    const results = askFor(fleet.client, fleet.picture, asked)
    await until(async () => (await fleet.calls()) > 0)
    sleeper.kill('SIGSTOP')
    const held = await fleet.calls()
    fleet.start('worker')
    const done = await results
    const before = await Promise.all(
      done.map(({ runId }) => fleet.connection.redis.getBuffer(fleet.connection.keys.runResult(runId))),
    )
    await writeFile(gate, '')
    sleeper.kill('SIGCONT')
    // It notices that its jobs are others' by now, and takes new ones.
    await until(() => /Missing (key|lock)/.test(fleet.said(sleeper)))
    const after = await Promise.all(
      done.map(({ runId }) => fleet.connection.redis.getBuffer(fleet.connection.keys.runResult(runId))),
    )
    expect(after).toEqual(before)
    for (const { runId, status } of done) {
      expect(status).toBe('answered')
      expect(await ends(fleet.connection, runId)).toBe(1)
    }
    expect(await fleet.calls()).toBe(held + 2)
    const { lanes } = await queueOverview(fleet.connection)
    expect(lanes.map(({ waiting, active }) => waiting + active)).toEqual(lanes.map(() => 0))
  })

  it('when clocks are an hour wrong, in both directions', { timeout: 120_000 }, async () => {
    const behind = { TEST_CLOCK_OFFSET_MS: `${-hourMs}`, TEST_GATE: gate }
    const ahead = { TEST_CLOCK_OFFSET_MS: `${hourMs}`, TEST_GATE: gate }
    fleet.start('driver', ahead)
    fleet.start('driver', behind)
    fleet.start('worker', ahead)
    fleet.start('worker', behind)
    await fleet.workers(2)
    const asked = labels(40)
    const results = askFor(fleet.client, fleet.picture, asked)
    await until(async () => (await fleet.callers()) === 2)
    const { workers, lanes } = await queueOverview(fleet.connection)
    expect(workers.map(({ alive }) => alive)).toEqual([true, true])
    const waiting = lanes.filter((lane) => lane.waiting > 0)
    expect(waiting.length).toBeGreaterThan(0)
    for (const { oldestMs = Number.NaN } of waiting) {
      expect(oldestMs).toBeGreaterThanOrEqual(0)
      expect(oldestMs).toBeLessThan(600_000)
    }
    await writeFile(gate, '')
    const done = await results
    await expectAllAnsweredOnce(asked, done)
    for (const { runId } of done) {
      const { events } = await createRunStore(fleet.connection).eventsAfter(runId, '-')
      for (const { atMs } of events) expect(atMs).toBeLessThan(600_000)
    }
  })

  it('when Redis gets full in the midst of work, once there is room again', {
    timeout: 120_000,
  }, async () => {
    const env = { TEST_LOCK_MS: '1000' }
    for (const role of ['driver', 'worker', 'worker'] as const) fleet.start(role, env)
    await fleet.workers(2)
    const asked = labels(60)
    const results = askFor(fleet.client, fleet.picture, asked)
    await until(async () => (await fleet.calls()) >= 10)
    const refused = await full(fleet.connection, async (refusals) => {
      // Locks have run out by now, and everyone has been refused again and again.
      const before = await refusals()
      await until(async () => (await refusals()) >= before + 30)
      return refusals
    })
    console.log(await refused())
    const done = await results
    for (const [n, { runId, status, answer }] of done.entries()) {
      expect({ status, answer }).toEqual({
        status: 'answered',
        answer: expect.stringContaining(`"${asked[n]}"`),
      })
      expect(await ends(fleet.connection, runId)).toBe(1)
    }
    console.log(await fleet.calls(), await fleet.again(), fleet.allSaid())
  })

  it('tells a submitter what to do when Redis is full, and takes the run once there is room', async () => {
    const { redis: commands } = fleet.connection
    await commands.config('SET', 'maxmemory-policy', 'noeviction')
    await commands.config('SET', 'maxmemory', '1')
    const request = { text: 'Look.', media: [fleet.picture], plan: planOf('no room') }
    try {
      await expect(fleet.client.submitRun(request)).rejects.toMatchObject({
        code: 'STORE_FULL',
        retryable: true,
        message: expect.stringMatching(/no memory left .*Submit again.*CONFIG SET maxmemory/),
      })
    } finally {
      await commands.config('SET', 'maxmemory', '0')
    }
    expect(await fleet.client.submitRun(request)).toBeTruthy()
  })
})

/** Redis has no memory left while this works. It is told how to count what Redis has refused for that. */
async function full<T>(
  { redis }: QueueConnection,
  work: (refusals: () => Promise<number>) => Promise<T>,
): Promise<T> {
  const refusals = async () =>
    Number(/errorstat_OOM:count=(\d+)/.exec(await redis.info('errorstats'))?.[1] ?? 0)
  await redis.config('SET', 'maxmemory-policy', 'noeviction')
  await redis.config('SET', 'maxmemory', '1')
  try {
    return await work(refusals)
  } finally {
    await redis.config('SET', 'maxmemory', '0')
  }
}

/** The one time that has to pass: how long the outage lasts is what is tested. */
const outage = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
