import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import type { Plan } from '../../src/plan/plan.js'
import { createBatchClient } from '../../src/queue/batches/batch-client.js'
import { writeBatchResults } from '../../src/queue/batches/results-file.js'
import { createQueueExecutor } from '../../src/queue/lanes/queue-executor.js'
import type { QueueConnection } from '../../src/queue/redis/connection.js'
import { queueVersion } from '../../src/queue/redis/messages.js'
import { startRunDriver } from '../../src/queue/runs/run-driver.js'
import { createRunStore } from '../../src/queue/runs/run-store.js'
import { queueOverview } from '../../src/queue/worker/overview.js'
import { startWorker } from '../../src/queue/worker/worker.js'
import { samples } from '../support/cli.js'
import { FakeBackend } from '../support/fake-backend.js'
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
    const lockMs = 1_000
    const env = { TEST_LOCK_MS: `${lockMs}`, TEST_GATE: gate }
    for (const role of ['driver', 'worker', 'worker'] as const) fleet.start(role, env)
    await fleet.workers(2)
    const asked = labels(30)
    const results = askFor(fleet.client, fleet.picture, asked)
    // Both hold a micro-batch.
    await until(async () => (await fleet.callers()) === 2)
    redis.pause()
    await clockAt(Date.now() + (long ? 20_000 : lockMs))
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
    await until(() => /Another worker has taken/.test(fleet.said(sleeper)))
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
    const lanesWaiting = async () =>
      (await queueOverview(fleet.connection)).lanes.filter((lane) => lane.waiting > 0)
    // The first steps are taken before the drivers have handed in the others.
    await until(async () => (await lanesWaiting()).length > 0)
    const { workers } = await queueOverview(fleet.connection)
    expect(workers.map(({ alive }) => alive)).toEqual([true, true])
    const waiting = await lanesWaiting()
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

  it('when Redis is full in the midst of work, for longer than jobs are held, and has room again', {
    timeout: 120_000,
  }, async () => {
    const env = { TEST_LOCK_MS: '1000', TEST_GATE: gate }
    for (const role of ['driver', 'worker', 'worker'] as const) fleet.start(role, env)
    await fleet.workers(2)
    const asked = labels(60)
    const results = askFor(fleet.client, fleet.picture, asked)
    await until(async () => (await fleet.callers()) === 2)
    await until(async () => (await queueOverview(fleet.connection)).runs.waiting >= 50)
    const held = await fleet.calls()
    const { refused, seconds } = await whileRedisIsFull(fleet.connection, async (refusals) => {
      const since = await refusals()
      const started = performance.now()
      // Runs can't be renewed, but steps are held on.
      const locks = (of: string) => fleet.connection.redis.keys(`${fleet.place.namespace}:${of}~*:lock`)
      await until(async () => (await locks('runs')).length === 0)
      expect(await locks('lane')).toHaveLength(held)
      await writeFile(gate, '')
      const before = await refusals()
      await until(async () => (await refusals()) >= before + 20)
      return {
        refused: (await refusals()) - since,
        seconds: (performance.now() - started) / 1000,
      }
    })
    for (const [n, { runId, status, answer }] of (await results).entries()) {
      expect({ status, answer }).toEqual({
        status: 'answered',
        answer: expect.stringContaining(`"${asked[n]}"`),
      })
      expect(await ends(fleet.connection, runId)).toBe(1)
    }
    expect(await fleet.calls()).toBe(asked.length)
    expect(refused / seconds).toBeLessThan(200)
  })

  it('with a batch when Redis was full in the midst of it, and says so to who submits another', {
    timeout: 120_000,
  }, async () => {
    const env = { TEST_GATE: gate }
    for (const role of ['driver', 'worker'] as const) fleet.start(role, env)
    const { batches, submit, results } = batchesOf(fleet)
    const asked = labels(100)
    const id = await submit(asked)
    await until(async () => (await fleet.calls()) > 0)
    await whileRedisIsFull(fleet.connection, async (refusals) => {
      const before = await refusals()
      await writeFile(gate, '')
      await expect(submit(['another'])).rejects.toMatchObject({ code: 'STORE_FULL', retryable: true })
      await until(async () => (await refusals()) >= before + 10)
    })
    const done: string[] = []
    for await (const { line, outcome } of results(id)) {
      expect(outcome).toBe('answered')
      done.push(line.custom_id ?? '')
    }
    expect(done.sort()).toEqual([...asked].sort())
    expect(await batches.batchStatus(id)).toMatchObject({ state: 'ended', total: 100, answered: 100 })
    const another = await submit(['another'])
    for await (const { outcome } of results(another)) expect(outcome).toBe('answered')
  })

  it('with the other jobs of a batch, one of which ends every process that tries it', {
    timeout: 120_000,
  }, async () => {
    fleet.start('driver')
    const env = { TEST_STRIKES: '3' }
    const keepUp = () =>
      void fleet.start('worker', env).once('exit', (_code, signal) => {
        // Not the end of the test.
        if (!over && signal === 'SIGKILL') keepUp()
      })
    let over = false
    keepUp()
    const { batches, submit, results } = batchesOf(fleet)
    try {
      const asked = [...labels(5, 'before'), 'poison', ...labels(5, 'after')]
      const id = await submit(asked)
      const out = join(fleet.place.env.SWITCHYARD_CACHE_DIR, 'results.jsonl')
      await writeBatchResults({
        batchId: id,
        out,
        results: results(id),
        signal: new AbortController().signal,
      })
      const lines = (await readFile(out, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
      expect(lines.map((line) => line.custom_id).sort()).toEqual([...asked].sort())
      for (const line of lines)
        if (line.custom_id === 'poison')
          expect(JSON.stringify(line)).toMatch(/has ended 3 processes and is not tried again for a day/)
        else expect(line.response.body).toMatchObject({ status: 'answered' })
      expect(await batches.batchStatus(id)).toMatchObject({ state: 'ended', answered: 10, failed: 1 })
    } finally {
      over = true
    }
  })

  it('with results after the disk that they are written to was full', { timeout: 120_000 }, async () => {
    fleet.start('driver')
    fleet.start('worker')
    const { submit, results } = batchesOf(fleet)
    const asked = labels(6)
    const id = await submit(asked)
    for await (const _ of results(id));
    const out = join(fleet.place.env.SWITCHYARD_CACHE_DIR, 'results.jsonl')
    const error = { code: 'TIMEOUT', message: 'x'.repeat(65_300) }
    const other = `${JSON.stringify({ id: 'r', custom_id: 'other', response: null, error })}\n`
    await writeFile(out, other)
    const { connection, place } = fleet
    const write = (limit: string) =>
      execa(
        'bash',
        [
          ...['-c', `${limit} exec "$@"`, 'bash', process.execPath, join(packageRoot, 'dist/cli/main.js')],
          ...[
            'batch',
            'results',
            id,
            '--out',
            out,
            '--redis',
            redis.url,
            '--namespace',
            connection.namespace,
          ],
        ],
        { reject: false, extendEnv: false, env: place.env },
      )
    // No file may grow past 64 kB: some 100 bytes are left.
    const full = await write('ulimit -f 64;')
    expect(full.stderr).toMatch(/error: There is no room left for .*results\.jsonl.*same command/)
    expect(full.exitCode).toBe(1)
    expect(await readFile(out, 'utf8')).toBe(other)
    expect((await write('')).exitCode).toBe(0)
    const lines = (await readFile(out, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map((line) => line.custom_id).sort()).toEqual([...asked, 'other'].sort())
  })

  it('past jobs of a newer version, and leaves them for processes of that version', async () => {
    const { connection } = fleet
    const name = `runs~v${queueVersion + 1}`
    const newer = new Queue(name, { connection: connection.redis, prefix: connection.namespace })
    fleet.place.closeLater(() => newer.close())
    await newer.add(
      'run',
      { version: queueVersion + 1, wish: 'what nobody here can read' },
      { jobId: 'newer' },
    )
    fleet.start('driver')
    fleet.start('worker')
    await expectAllAnsweredOnce(['label'], await askFor(fleet.client, fleet.picture, ['label']))
    expect((await newer.getJob('newer'))?.data).toMatchObject({ wish: 'what nobody here can read' })
    expect(await newer.getWaitingCount()).toBe(1)
    const program = join(packageRoot, 'dist/cli/main.js')
    const worker = execa(
      process.execPath,
      [program, 'worker', '--profile', 'demo', '--redis', redis.url, '--namespace', connection.namespace],
      { reject: false, extendEnv: false, env: fleet.place.env },
    )
    let said = ''
    worker.stderr?.on('data', (text) => {
      said += text
    })
    await until(() => said.includes(`whose queue has version ${queueVersion + 1}`))
    expect(said).toMatch(/1 runs? waits? here .* leaves .* alone\. Start workers of that version/)
    worker.kill('SIGTERM')
    await worker
  })

  it('when the catalogue has changed since a run was submitted: by that of its driver, or says what is missing', async () => {
    const { connection, parts, picture, client, place } = fleet
    const tool = 'zero-shot-image-classification'
    const [known] = parts.catalog.candidates(tool)
    if (!known) throw new Error('no model')
    const plan = (model?: string): Plan => ({
      steps: planOf('label').steps.map((step) => ({ ...step, ...(model && { model }) })),
    })
    const request = { text: 'Look.', media: [picture] }
    // A worker of the catalogue that both were submitted under is there, and stays idle.
    fleet.start('worker')
    await fleet.workers(1)
    const free = await client.submitRun({ ...request, plan: plan() })
    const bound = await client.submitRun({ ...request, plan: plan(known.model) })
    const moved = { ...known, model: 'owner/newer' }
    const catalog = { ...parts.catalog, candidates: (id: string) => (id === tool ? [moved] : []) }
    const shared = { connection, registry: parts.registry, catalog }
    const worker = await startWorker({
      ...shared,
      backend: new FakeBackend({
        'owner/newer': [{ label: 'label', score: 1, labels: [{ label: 'label', score: 1 }] }],
      }),
      device: 'test',
      version: '0',
      memoryBytes: 1e9,
    })
    place.closeLater(() => worker.close())
    const executor = await createQueueExecutor({ ...shared, profile: parts.profile, hasToken: false })
    place.closeLater(() => executor.close())
    const driver = await startRunDriver({ connection, parts: { ...parts, catalog }, executor })
    place.closeLater(() => driver.close())

    const answered = await client.waitForRun(free)
    expect(answered.status).toBe('answered')
    expect(answered.steps[0]?.calls[0]?.attempts[0]?.candidate).toContain('owner/newer')
    const refused = await client.waitForRun(bound)
    expect(refused.status).toBe('failed')
    expect(JSON.stringify(refused.steps[0])).toMatch(/NO_ROUTE/)
    expect(refused.answer).toContain(known.model)
    expect(await fleet.calls()).toBe(0)
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
        message: expect.stringMatching(/no memory left .*Try again.*CONFIG SET maxmemory/),
      })
    } finally {
      await commands.config('SET', 'maxmemory', '0')
    }
    expect(await fleet.client.submitRun(request)).toBeTruthy()
  })
})

/** Redis has no memory left while this works. It is told how to count what Redis has refused for that. */
async function whileRedisIsFull<T>(
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

/** Batches for a fleet, of jobs that each need one model call. */
function batchesOf({ connection, parts, place }: Fleet) {
  const batches = createBatchClient({ connection })
  place.closeLater(() => batches.close())
  return {
    batches,
    async submit(asked: readonly string[]): Promise<string> {
      const jobs = join(place.env.SWITCHYARD_CACHE_DIR, 'jobs.jsonl')
      const lines = asked.map((label) => ({
        custom_id: label,
        body: { text: 'Look.', media: [samples('images/scene-06.png')], plan: planOf(label) },
      }))
      await writeFile(jobs, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      return (await batches.submitBatch({ jobs, ingest: parts.ingest })).id
    },
    results: (id: string) => batches.batchResults(id, { follow: true, checkMs: 200 }),
  }
}

/**
 * Until the clock, by which Redis ends locks, is past a moment. A Redis that stands still can't be asked whether they have
 * ended: none was renewed after it stopped.
 */
const clockAt = (ms: number) => until(() => Date.now() > ms)
