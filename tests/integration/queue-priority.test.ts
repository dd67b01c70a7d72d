import { Queue } from 'bullmq'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { profileSchema } from '../../src/config/profile.js'
import type { LaneConsumer } from '../../src/queue/bullmq/lane-consumer.js'
import { createLaneJobs } from '../../src/queue/bullmq/lane-jobs.js'
import { bullPriority } from '../../src/queue/bullmq/lane-jobs-contract.js'
import { laneOf } from '../../src/queue/lanes/lane.js'
import { createQueueExecutor } from '../../src/queue/lanes/queue-executor.js'
import type { QueueConnection } from '../../src/queue/redis/connection.js'
import type { Priority } from '../../src/queue/runs/priority.js'
import { startWorker } from '../../src/queue/worker/worker.js'
import { defineTool } from '../../src/tools/tool.js'
import { candidateOf, FakeBackend } from '../support/fake-backend.js'
import { createQueuePlace, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { testTools } from '../support/test-tools.js'

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
    consumer = await createLaneJobs(connection).openConsumer({
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
    for (const jobId of ids) await queue.add('x', {}, { jobId, timestamp, ...bullPriority[priority] })
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
    expect((await createLaneJobs(connection).count([lane])).get(lane)).toEqual({
      waiting: 4,
      interactive: 2,
      active: 0,
      oldestAtMs: 1_000,
    })
    expect(await take(4)).toEqual(['i0', 'i1', 'b0', 'b1'])
  })

  it('a step of a batch goes first once an interactive run needs it too', async () => {
    await add('batch', ['b0', 'b1', 'b2'])
    await add('interactive', ['b1'])
    await createLaneJobs(connection).raise(lane, ['b1'])
    expect(await take(3)).toEqual(['b1', 'b0', 'b2'])
  })

  it('a step of a batch that was left waiting lets at most eight others go before it, one at a time', async () => {
    await add('batch', ['b0', 'b1'], 1_000)
    await add('batch', ['young'])
    await add('interactive', numbered('i', 20))
    const look = () => createLaneJobs(connection).letAgedIn([lane], { ageingMs: 30_000 })
    await look()
    await look()
    expect(await take(9)).toEqual([...numbered('i', 8), 'b0'])
    await look()
    expect(await take(9)).toEqual([...numbered('i', 16).slice(8), 'b1'])
    await look()
    expect(await take(5)).toEqual([...numbered('i', 20).slice(16), 'young'])
  })
})

describe.skipIf(noRedis)('Between lanes', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  it('a step that somebody waits for does not wait for the work that batches have for a loaded model', async () => {
    const place = await createQueuePlace(redis.url)
    const { upper } = testTools
    const other = defineTool({ ...upper, id: 'other' })
    const tools = [upper, other]
    // Memory for one of them.
    const candidates = {
      [upper.id]: [candidateOf('warm', { memory: 6e8 })],
      other: [candidateOf('cold', { memory: 6e8 })],
    }
    const registry = { get: (id: string) => tools.find((tool) => tool.id === id), list: () => tools }
    const catalog = { candidates: (tool: string) => candidates[tool] ?? [] }
    const profile = profileSchema.parse({ name: 'test', description: '', sources: ['hub'] })
    const executor = async (priority: Priority) => {
      const connection = await place.connect()
      const made = await createQueueExecutor({
        connection,
        registry,
        catalog,
        profile,
        hasToken: false,
        priority,
      })
      place.closeLater(() => made.close())
      return (tool: string, text: string) =>
        made.execute(
          { runId: 'r', stepId: 's1', tool, input: { text } },
          { signal: new AbortController().signal, emit: () => {} },
        )
    }
    const [batch, interactive] = [await executor('batch'), await executor('interactive')]
    const { redis: commands } = await place.connect()
    const waiting = (model: string, kind: string, count: 'llen' | 'zcard') =>
      commands[count](`${place.namespace}:${laneOf(candidateOf(model, { memory: 6e8 })).name}:${kind}`)

    let finish = () => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const jobs = 60
    const backend = new FakeBackend(
      { warm: Array(jobs).fill(() => gate.then(() => ({ text: 'x' }))), cold: [{ text: 'y' }] },
      { states: { cold: { readiness: 'cached' } } },
    )
    const steps = Array.from({ length: jobs }, (_, n) => batch(upper.id, `${n}`))
    await until(async () => (await waiting('warm', 'prioritized', 'zcard')) === jobs)
    const worker = await startWorker({
      connection: await place.connect(),
      backend,
      registry,
      catalog,
      device: 'test',
      version: '0',
      memoryBytes: 1e9,
      maxBatch: 1,
      ageingMs: 600_000,
    })
    place.closeLater(() => worker.close())
    await until(() => backend.calls.length === 1)
    const asked = interactive('other', 'now')
    await until(async () => (await waiting('cold', 'wait', 'llen')) === 1)
    finish()
    expect(await asked).toMatchObject({ ok: true, value: { output: { text: 'y' } } })
    for (const step of await Promise.all(steps)) expect(step.ok).toBe(true)
    // Next, unless the news of it took its time.
    expect(backend.calls.findIndex(({ candidate }) => candidate.includes('cold'))).toBeLessThan(jobs / 2)
    await place.close()
  })
})
