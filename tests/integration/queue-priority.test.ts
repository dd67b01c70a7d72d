import { Queue } from 'bullmq'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConnection } from '../../src/queue/connection.js'
import { type LaneConsumer, openLaneConsumer } from '../../src/queue/lane-consumer.js'
import { countLanes } from '../../src/queue/lane-counts.js'
import { letAgedIn, raiseSteps, stepPriority } from '../../src/queue/lane-priority.js'
import type { Priority } from '../../src/queue/run-queues.js'
import { createQueuePlace } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const lane = 'lane~test'

describe.skipIf(noRedis)('In a lane', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let connection: QueueConnection
  let queue: Queue
  let consumer: LaneConsumer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    connection = await place.connect()
    queue = new Queue(lane, { connection: connection.redis, prefix: place.namespace })
    consumer = await openLaneConsumer({
      connection,
      lane,
      lockMs: 30_000,
      workerId: 'w',
      onStalled: () => {},
      onError: () => {},
    })
    place.closeLater(() => queue.close())
    place.closeLater(() => consumer.close())
  })
  afterEach(() => place.close())

  const add = async (
    priority: Priority,
    ids: readonly string[],
    timestamp = Math.round(connection.now()),
  ) => {
    for (const jobId of ids) await queue.add('x', {}, { jobId, timestamp, ...stepPriority[priority] })
  }
  const take = async (count: number) => {
    const ids: string[] = []
    for (let n = 0; n < count; n += 1) for (const { job } of await consumer.take(1)) ids.push(job.id ?? '')
    return ids
  }
  const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`)

  it('steps that somebody waits for go before steps of batches, and both are counted', async () => {
    await add('batch', ['b0', 'b1'], 1_000)
    await add('interactive', ['i0', 'i1'])
    expect((await countLanes(connection, [lane])).get(lane)).toEqual({
      waiting: 4,
      active: 0,
      oldestAtMs: 1_000,
    })
    expect(await take(4)).toEqual(['i0', 'i1', 'b0', 'b1'])
  })

  it('a step of a batch goes first once an interactive run needs it too', async () => {
    await add('batch', ['b0', 'b1', 'b2'])
    await add('interactive', ['b1'])
    await raiseSteps(connection, lane, ['b1'])
    expect(await take(3)).toEqual(['b1', 'b0', 'b2'])
  })

  it('a step of a batch that was left waiting lets at most eight others go before it, one at a time', async () => {
    await add('batch', ['b0', 'b1'], 1_000)
    await add('batch', ['young'])
    await add('interactive', numbered('i', 20))
    const look = () => letAgedIn(connection, [lane], { ageingMs: 30_000 })
    await look()
    await look()
    expect(await take(9)).toEqual([...numbered('i', 8), 'b0'])
    await look()
    expect(await take(9)).toEqual([...numbered('i', 16).slice(8), 'b1'])
    await look()
    expect(await take(5)).toEqual([...numbered('i', 20).slice(16), 'young'])
  })
})
