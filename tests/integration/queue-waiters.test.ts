import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { BackendProgress } from '../../src/backends/backend.js'
import { stepKey } from '../../src/executors/step-key.js'
import { createLaneJobs } from '../../src/queue/bullmq/lane-jobs.js'
import { laneOf } from '../../src/queue/lanes/lane.js'
import { createQueueBackend, type QueueBackend } from '../../src/queue/lanes/queue-backend.js'
import { createResultStore } from '../../src/queue/lanes/result-store.js'
import { beginSteps, tellWaiters } from '../../src/queue/lanes/step-waiters.js'
import { watchWorkers } from '../../src/queue/worker/worker-watch.js'
import { mediaRecord } from '../support/media-records.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'
import { big, createStepPlace, type StepPlace, upper } from '../support/step-place.js'

const keyOf = (text: string) => stepKey({ tool: upper.id, candidate: big, input: { text } })

const lane = laneOf(big).name

describe.skipIf(noRedis)('Who waits for a step on the queue', () => {
  let redis: TestRedis
  let place: StepPlace
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createStepPlace(redis.url)
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
    await place.close()
  })

  /** It looks after lost messages so rarely that a test would not see it. */
  async function backend(hasMedia = async () => true) {
    const connection = await place.open()
    const workers = await watchWorkers(connection)
    const results = createResultStore(connection, { hasMedia })
    const made = createQueueBackend({ connection, results, workers, checkMs: 3_600_000 })
    closing.push(async () => {
      await made.close()
      workers.close()
    })
    return { connection, ...made }
  }
  const call = (
    from: QueueBackend,
    text: string,
    signal = new AbortController().signal,
    onProgress: (progress: BackendProgress) => void = () => {},
  ) => from.call({ tool: upper, candidate: big, input: { text }, key: keyOf(text) }, { signal, onProgress })
  const jobs = () => place.connection.redis.llen(`${place.connection.namespace}:${lane}:wait`)
  /** As a worker does. */
  const settle = (text: string) =>
    createLaneJobs(place.connection).settle(
      [{ key: keyOf(text), lane, token: '', output: { text }, computed: true }],
      {
        keepMs: 60_000,
      },
    )

  it('learns of its end also when that came while a result that was looked for with it was still read', async () => {
    const { redis: commands, keys } = place.connection
    const withMedia = JSON.stringify({ text: 'one', image: mediaRecord('image') })
    await commands.set(keys.result(keyOf('one')), withMedia)
    let reading = () => {}
    let go = (_: boolean) => {}
    const read = new Promise<void>((resolve) => {
      reading = resolve
    })
    const asked = await backend(() => {
      reading()
      return new Promise((resolve) => {
        go = resolve
      })
    })
    const found = Promise.all([asked.find(keyOf('one')), asked.find(keyOf('two'))])
    await read
    const [channel = ''] = z.array(z.string()).parse(await commands.pubsub('CHANNELS', keys.news('*')))
    const heard = new Promise<void>((resolve) => {
      void asked.connection.hub.subscribe(channel, () => setImmediate(() => setImmediate(resolve)))
    })
    await settle('two')
    await heard
    go(true)
    expect(await found).toEqual([JSON.parse(withMedia), undefined])
    expect(await call(asked, 'two')).toEqual({ ok: true, value: { text: 'two' } })
  })

  it('is told again of a step whose last call was just withdrawn when it was called anew', async () => {
    const asked = await backend()
    const controller = new AbortController()
    const first = call(asked, 'one', controller.signal)
    await until(async () => (await jobs()) === 1)
    await asked.find(keyOf('one'))
    controller.abort()
    expect(await first).toMatchObject({ ok: false })
    const second = call(asked, 'one')
    await until(async () => (await jobs()) === 1)
    await settle('one')
    expect(await second).toEqual({ ok: true, value: { text: 'one' } })
  })

  it('learns that it waits again where its job was taken back by someone else', async () => {
    const asked = await backend()
    const heard: string[] = []
    const { signal } = new AbortController()
    const result = call(asked, 'one', signal, ({ kind }) => heard.push(kind))
    await until(async () => (await jobs()) === 1)
    await beginSteps(place.connection, [{ key: keyOf('one'), token: 't' }], { keepMs: 60_000 })
    const { redis: commands, namespace } = place.connection
    await commands.del(`${namespace}:${lane}:wait`, `${namespace}:${lane}:${keyOf('one')}`)
    await tellWaiters(place.connection, keyOf('one'), { kind: 'gone' })
    await until(async () => (await jobs()) === 1)
    expect(heard).toEqual(['queued', 'started', 'queued'])
    await settle('one')
    expect(await result).toEqual({ ok: true, value: { text: 'one' } })
  })
})
