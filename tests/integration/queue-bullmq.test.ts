import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as bullmq from 'bullmq'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { stepKey } from '../../src/executors/step-key.js'
import { BatchingRedis } from '../../src/queue/bullmq/batching-redis.js'
import type { LaneConsumer } from '../../src/queue/bullmq/lane-consumer.js'
import { createLaneJobs } from '../../src/queue/bullmq/lane-jobs.js'
import { type BullmqInside, findPrivateNames, judgeNames } from '../../src/queue/bullmq/private-names.js'
import { type NewRunJob, openRunQueues, runQueues } from '../../src/queue/bullmq/run-queues.js'
import { laneOf } from '../../src/queue/lanes/lane.js'
import { openQueue, type QueueConnection } from '../../src/queue/redis/connection.js'
import { queueVersion } from '../../src/queue/redis/messages.js'
import { createQueuePlace, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { big, createStepPlace, quietly, step, upper } from '../support/step-place.js'

const lane = 'lane~test'

describe.skipIf(noRedis)('Our part of a queue and BullMQ', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())

  describe.each([
    { way: 'by scripts of our own', plainBullmq: false },
    { way: 'by its documented calls alone', plainBullmq: true },
  ])('$way', ({ plainBullmq }) => {
    let place: Awaited<ReturnType<typeof createQueuePlace>>
    let connection: QueueConnection
    let queue: bullmq.Queue
    let consumer: LaneConsumer
    beforeEach(async () => {
      place = await createQueuePlace(redis.url)
      connection = await openQueue({ url: redis.url, namespace: place.namespace, plainBullmq })
      place.closeLater(() => connection.close())
      queue = new bullmq.Queue(lane, { connection: connection.redis, prefix: place.namespace })
      place.closeLater(() => queue.close())
      consumer = await createLaneJobs(connection).openConsumer({
        lane,
        lockMs: 30_000,
        workerId: 'w',
        onStalled: () => {},
        onError: () => {},
      })
      place.closeLater(() => consumer.close())
    })
    afterEach(() => place.close())

    const settle = (held: { job: { id?: string | undefined }; token: string }[]) =>
      createLaneJobs(connection).settle(
        held.map(({ job, token }) => ({
          key: job.id ?? '',
          lane,
          token,
          output: { text: 'done' },
          computed: true,
        })),
        { keepMs: 60_000 },
      )

    it('agree on jobs that BullMQ adds: ours takes and settles them, BullMQ counts them', async () => {
      const { qualifiedName } = queue
      expect(qualifiedName).toBe(`${place.namespace}:${lane}`)
      await queue.addBulk(
        ['a', 'b', 'c'].map((jobId) => ({ name: 'ocr', data: { n: jobId }, opts: { jobId } })),
      )
      await queue.add('ocr', { n: 'd' }, { jobId: 'd', priority: 1 })
      expect((await createLaneJobs(connection).count([lane])).get(lane)).toMatchObject({
        waiting: 4,
        interactive: 3,
        active: 0,
      })
      const held = await consumer.take(4)
      expect(held.map(({ job }) => job.id)).toEqual(['a', 'b', 'c', 'd'])
      expect(held.map(({ job }) => job.data)).toEqual(['a', 'b', 'c', 'd'].map((n) => ({ n })))
      expect(await queue.getJobCounts()).toMatchObject({ active: 4, waiting: 0, prioritized: 0 })
      expect(await (await queue.getJob('a'))?.getState()).toBe('active')
      expect(await consumer.renew(held)).toEqual([])

      const [back, failed, ...done] = held
      if (!back || !failed) throw new Error('Nothing was taken.')
      expect(await settle(done)).toEqual([true, true])
      await consumer.giveBack(back)
      await consumer.fail(failed, new Error('It did not work.'))
      expect(await queue.getJobCounts()).toMatchObject({ active: 0, waiting: 1, completed: 0, failed: 0 })
      expect(await queue.getJob('c')).toBeUndefined()
      expect(await connection.redis.get(connection.keys.result('c'))).toBe('{"text":"done"}')
      expect(await connection.redis.hget(connection.keys.laneDone, lane)).toBe('2')
      // Nothing of a settled job is left that BullMQ would stumble upon.
      expect(await connection.redis.keys(`${place.namespace}:${lane}:c*`)).toEqual([])
    })

    it('agree on jobs that ours adds: BullMQ reads, takes and ends them, and tells of it', async () => {
      const lanes = createLaneJobs(connection)
      const events = new bullmq.QueueEvents(lane, {
        connection: { url: redis.url, maxRetriesPerRequest: null },
        prefix: place.namespace,
      })
      place.closeLater(() => events.close())
      await events.waitUntilReady()
      const heard: string[] = []
      events.on('waiting', ({ jobId }) => heard.push(`waiting ${jobId}`))
      events.on('completed', ({ jobId }) => heard.push(`completed ${jobId}`))
      const timestamp = Math.round(connection.now())
      const job = (key: string) => ({ key, tool: 'ocr', data: JSON.stringify({ n: key }) })
      await lanes.add(lane, [job('late'), job('later')], { timestamp, priority: 'batch' })
      await lanes.add(lane, [job('soon')], { timestamp, priority: 'interactive' })
      await lanes.add(lane, [job('soon')], { timestamp, priority: 'batch' })
      expect(await queue.getJobCounts()).toMatchObject({ waiting: 1, prioritized: 2 })
      expect((await queue.getJob('late'))?.data).toEqual({ n: 'late' })
      expect(await lanes.find(['late', 'nowhere'].map((key) => ({ lane, key })))).toEqual([true, false])
      await lanes.raise(lane, ['later'])
      expect(await queue.getJobCounts()).toMatchObject({ waiting: 2, prioritized: 1 })

      const done: string[] = []
      const worker = new bullmq.Worker(
        lane,
        async ({ id = '' }) => {
          done.push(id)
          return 'fine'
        },
        { connection: { url: redis.url, maxRetriesPerRequest: null }, prefix: place.namespace },
      )
      place.closeLater(() => worker.close())
      await until(() => done.length === 3 && heard.filter((one) => one.startsWith('completed')).length === 3)
      expect(new Set(done.slice(0, 2))).toEqual(new Set(['soon', 'later']))
      expect(done[2]).toBe('late')
      expect(heard).toContain('waiting soon')
    })

    it('lose a job to whoever takes it when its holder is silent, and hear so', async () => {
      await queue.add('ocr', {}, { jobId: 'a' })
      const [held] = await consumer.take(1)
      if (!held) throw new Error('Nothing was taken.')
      await connection.redis.set(`${place.namespace}:${lane}:a:lock`, 'someone else')
      expect(await consumer.renew([held])).toEqual(['a'])
      expect(await settle([held])).toEqual([false])
      expect(await queue.getJobCounts()).toMatchObject({ active: 1 })
    })

    it('let a step of a batch in that was left waiting', async () => {
      const lanes = createLaneJobs(connection)
      const job = (key: string) => ({ key, tool: 'ocr', data: '{}' })
      await lanes.add(lane, [job('aged')], { timestamp: 1_000, priority: 'batch' })
      await lanes.add(lane, [job('one')], { timestamp: 2_000, priority: 'interactive' })
      expect((await lanes.count([lane])).get(lane)?.oldestAtMs).toBe(1_000)
      await lanes.letAgedIn([lane], { ageingMs: 30_000 })
      expect((await lanes.count([lane])).get(lane)).toMatchObject({ waiting: 2, interactive: 2 })
      expect(await lanes.remove(lane, 'one')).toBe(true)
      expect((await consumer.take(2)).map((held) => held.job.id)).toEqual(['aged'])
    })

    it('carry steps from an executor to a worker and back', async () => {
      const steps = await createStepPlace(redis.url)
      const own = () => openQueue({ url: redis.url, namespace: steps.connection.namespace, plainBullmq })
      const [mine, theirs] = [await own(), await own()]
      place.closeLater(() => Promise.all([mine.close(), theirs.close()]))
      place.closeLater(() => steps.close())
      const replies = Array.from({ length: 20 }, () => async (call: { input: Record<string, unknown> }) => ({
        text: String(call.input.text).toUpperCase(),
      }))
      const { backend } = await steps.worker({ big: replies }, { connection: theirs })
      const executor = await steps.executor({ connection: mine })
      const texts = Array.from({ length: 20 }, (_, n) => `text ${n}`)
      const results = await Promise.all(texts.map((text) => executor.execute(step(text), quietly)))
      expect(results.map((result) => result.ok && result.value.output)).toEqual(
        texts.map((text) => ({ text: text.toUpperCase() })),
      )
      expect(backend.calls).toHaveLength(20)
      const key = stepKey({ tool: upper.id, candidate: big, input: { text: 'text 0' } })
      expect(await mine.redis.exists(mine.keys.cost(key), mine.keys.runner(key))).toBe(0)
      const { name } = laneOf(big)
      expect((await createLaneJobs(mine).count([name])).get(name)).toMatchObject({ waiting: 0, active: 0 })
    })
  })

  it('refuses several runs at once, and leaves the process alone, where a key of their queue is another thing', async () => {
    const place = await createQueuePlace(redis.url)
    const connection = await place.connect()
    const queues = openRunQueues(connection)
    place.closeLater(() => queues.close())
    const wait = `${place.namespace}:${runQueues.batch}:wait`
    const runs = ['one', 'two'].map(
      (runId): NewRunJob => ({
        runId,
        data: { version: queueVersion, text: runId, media: [] },
        timestamp: 1,
      }),
    )
    await connection.redis.set(wait, 'of another')
    await expect(queues.add('batch', runs)).rejects.toThrow('WRONGTYPE')
    await connection.redis.del(wait)
    await queues.add('batch', runs)
    expect(await connection.redis.llen(wait)).toBe(2)
    await place.close()
  })

  it('has all the names that we rely on; without any one of them, only documented calls are used', async () => {
    const client = new BatchingRedis(redis.url, { maxRetriesPerRequest: null })
    expect(await findPrivateNames(client, 'names')).toEqual({ isKnown: true, missing: [] })
    const inside: BullmqInside = {
      exports: bullmq,
      backend: { addJob: () => {}, moveToActive: () => {} },
      toKey: (type) => type,
      scripts: client.definitions ?? new Map(),
    }
    expect(judgeNames(inside).isKnown).toBe(true)
    const without: [Partial<BullmqInside>, string][] = [
      [{ exports: { ...bullmq, createRedisBackend: undefined } }, 'createRedisBackend'],
      [{ backend: { addJob: () => {} } }, 'backend.moveToActive'],
      [{ toKey: (type) => (type === 'active' ? 'running' : type) }, ':active'],
      [{ scripts: new Map([['moveToActive:9', "':lock' ':logs'"]]) }, 'addStandardJob'],
      [{ scripts: new Map([...inside.scripts.keys()].map((name) => [name, ''])) }, ':lock'],
    ]
    for (const [change, name] of without) {
      const facts = judgeNames({ ...inside, ...change })
      expect(facts.isKnown).toBe(false)
      expect(facts.missing).toContain(name)
    }
    client.disconnect()
  })
})

describe('What knows BullMQ', () => {
  const source = join(packageRoot, 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(source, file)).isFile(),
  )
  const elsewhere = files.filter((file) => !file.startsWith(join('queue', 'bullmq')))

  it('lies in one folder: its package, its keys and its scripts are named nowhere else', () => {
    const names =
      /from 'bullmq'|import\('bullmq'\)|:(wait|active|prioritized|stalled|lock|logs)\b['"`]|\b(addStandardJob|moveToActive|moveToFinished)[:(]/
    expect(elsewhere.filter((file) => names.test(readFileSync(join(source, file), 'utf8')))).toEqual([])
  })

  it('is pinned to one version', () => {
    const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
    expect(dependencies.bullmq).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('has every script as a file that says what its keys, arguments and reply are, in the package too', () => {
    const scripts = files.filter((file) => file.endsWith('.lua') && !/includes|bullmq/.test(file))
    expect(scripts.length).toBeGreaterThan(20)
    for (const file of scripts) {
      const text = readFileSync(join(source, file), 'utf8')
      expect(text, file).toMatch(/^--\[\[\n.*(KEYS|ARGV)\[?.*Reply: .*\n\]\]/s)
      expect(readFileSync(join(packageRoot, 'dist', file), 'utf8'), file).toBe(text)
    }
    expect(files.filter((file) => /redis\.call\(/.test(file))).toEqual([])
  })
})
