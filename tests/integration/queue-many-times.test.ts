import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLaneJobs } from '../../src/queue/bullmq/lane-jobs.js'
import { runManyTimes } from '../../src/queue/bullmq/run-many-times.js'
import type { QueueConnection } from '../../src/queue/redis/connection.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const lane = 'lane~test'

describe.skipIf(noRedis)('Scripts called for many jobs at once', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let connection: QueueConnection
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    connection = await place.connect()
  })
  afterEach(() => place.close())

  /** How many scripts Redis has run for whoever. */
  const scriptsRun = async () =>
    [...(await connection.redis.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)]
      .map(([, calls]) => Number(calls))
      .reduce((sum, calls) => sum + calls, 0)

  it('give each call its own reply or error, whatever varies between them', async () => {
    const script = runManyTimes(
      `
      if ARGV[1] == 'fail' then return redis.error_reply('asked to') end
      if ARGV[1] == 'crash' then return nothing.here end
      if ARGV[1] == 'none' then return nil end
      redis.call('SET', KEYS[1], ARGV[1])
      return { KEYS[1], ARGV[1], ARGV[2], #ARGV }`,
      1,
    )
    const key = (name: string) => `${place.namespace}:${name}`
    const same = Buffer.from('same')
    const replies = await script(connection.redis, [
      [key('a'), 'one', same],
      [key('b'), 'two', Buffer.from('same')],
      [key('b'), 'fail', same],
      [key('b'), 'crash', same],
      [key('c'), 'none', same],
      [key('d'), 'one', Buffer.from('other')],
      [key('e'), 5, undefined],
      [key('f'), 'longer', 'than', 'the others'],
    ])
    expect(replies[0]).toEqual([key('a'), 'one', 'same', 2])
    expect(replies[1]).toEqual([key('b'), 'two', 'same', 2])
    expect(replies[2]).toMatchObject({ message: expect.stringContaining('asked to') })
    expect(replies[3]).toBeInstanceOf(Error)
    expect(replies[4] ?? undefined).toBeUndefined()
    expect(replies[5]).toEqual([key('d'), 'one', 'other', 2])
    expect(replies[6]).toEqual([key('e'), '5', '', 2])
    expect(replies[7]).toEqual([key('f'), 'longer', 'than', 3])
    expect(await connection.redis.get(key('b'))).toBe('two')
  })

  it('are the same when nothing varies', async () => {
    const script = runManyTimes(`return redis.call('INCR', KEYS[1])`, 1)
    const call = [`${place.namespace}:count`]
    expect(
      await script(
        connection.redis,
        [call, call, call].map((one) => [...one]),
      ),
    ).toEqual([1, 2, 3])
  })

  it('carry jobs through a lane in order, and tell only the one whose job was lost', async () => {
    const lanes = createLaneJobs(connection)
    const options = { lane, lockMs: 30_000, onStalled: () => {}, onError: () => {} }
    const consumer = await lanes.openConsumer({ ...options, workerId: 'w' })
    place.closeLater(() => consumer.close())
    const keys = Array.from({ length: 100 }, (_, n) => `step-${n}`)
    const ranBefore = await scriptsRun()

    await lanes.add(
      lane,
      keys.map((key) => ({ key, tool: 'ocr', data: `{"n":"${key}"}` })),
      { timestamp: 1, priority: 'interactive' },
    )
    // Once more: a step that is in the lane is not added again.
    const again = { key: 'step-1', tool: 'ocr', data: '{"n":"again"}' }
    await lanes.add(lane, [again], { timestamp: 2, priority: 'batch' })
    const held = await consumer.take(120)
    expect(held.map(({ job }) => job.id)).toEqual(keys)
    expect(held.map(({ job }) => job.data)).toEqual(keys.map((key) => ({ n: key })))
    expect(held[0]?.job).toMatchObject({ name: 'ocr', timestamp: 1, stalledCounter: 0 })

    const [lost] = held
    if (!lost) throw new Error('Nothing was taken.')
    await connection.redis.set(`${place.namespace}:${lane}:${lost.job.id}:lock`, 'someone else')
    const output = { text: 'done' }
    const steps = held.map(({ job, token }) => ({ key: `${job.id}`, lane, token, output, computed: true }))
    const stillHeld = await lanes.settle(steps, { keepMs: 60_000 })
    expect(stillHeld).toEqual(keys.map((_, n) => n !== 0))
    expect((await lanes.count([lane])).get(lane)).toMatchObject({ waiting: 0, active: 1 })
    expect((await scriptsRun()) - ranBefore).toBeLessThan(20)

    // Of a step that is settled only its result is left: BullMQ keeps nothing of its job.
    const left = await connection.redis.keys(`${place.namespace}:*step-42*`)
    expect(left).toEqual([connection.keys.result('step-42')])
    expect(await connection.redis.get(connection.keys.result('step-42'))).toBe(JSON.stringify(output))
    expect(await connection.redis.lrange(`${place.namespace}:${lane}:active`, 0, -1)).toEqual([lost.job.id])
    expect(await connection.redis.hgetall(connection.keys.laneDone)).toEqual({ [lane]: '99' })
  })
})
