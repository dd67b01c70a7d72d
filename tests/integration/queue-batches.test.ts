import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgentParts } from '../../src/agent/assemble.js'
import { answerOf } from '../../src/batch/result-line.js'
import { SwitchyardError } from '../../src/core/errors.js'
import { err } from '../../src/core/result.js'
import type { Executor } from '../../src/executors/executor.js'
import { type BatchClient, createBatchClient } from '../../src/queue/batches/batch-client.js'
import type { BatchResult } from '../../src/queue/batches/batch-results.js'
import { createBatchStore } from '../../src/queue/batches/batch-store.js'
import { writeBatchResults } from '../../src/queue/batches/results-file.js'
import type { SubmitBatchOptions } from '../../src/queue/batches/submit-batch.js'
import { runQueues } from '../../src/queue/bullmq/run-queues.js'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { type RunDriverOptions, startRunDriver } from '../../src/queue/runs/run-driver.js'
import { picture } from '../support/cli.js'
import { FakeExecutor } from '../support/fake-executor.js'
import { createQueuePlace, never, until } from '../support/queue-place.js'
import { queueProgram } from '../support/queue-program.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }

describe.skipIf(noRedis)('A submitted batch', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let parts: AgentParts
  let client: BatchClient
  let dir: string
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    parts = await place.parts()
    client = createBatchClient({ connection: await place.connect() })
    place.closeLater(() => client.close())
    dir = await mkdtemp(join(tmpdir(), 'switchyard-queue-batches-'))
  })
  afterEach(async () => {
    await place.close()
    await rm(dir, { recursive: true, force: true })
  })

  async function driver(executor: Executor, options: Partial<RunDriverOptions> = {}) {
    const connection = await place.connect()
    const started = await startRunDriver({
      connection,
      parts,
      executor,
      lockMs: 300,
      sweepMs: 100,
      ...options,
    })
    place.closeLater(() => started.close())
    return started
  }
  /** A file of jobs; each is a picture to look at, or whatever else a line is. */
  async function file(name: string, lines: readonly (string | object)[]): Promise<string> {
    const path = join(dir, name)
    const job = (id: string) => ({ custom_id: id, body: { text: id, media: [picture(1)], plan } })
    const text = lines.map((line) => `${JSON.stringify(typeof line === 'string' ? job(line) : line)}\n`)
    await writeFile(path, text.join(''))
    return path
  }
  const ids = (count: number, prefix = 'j') => Array.from({ length: count }, (_, n) => `${prefix}${n}`)
  const submit = (jobs: string, options: Partial<SubmitBatchOptions> = {}) =>
    client.submitBatch({ jobs, ingest: parts.ingest, ...options })
  async function resultsOf(id: string, follow = true): Promise<BatchResult[]> {
    const found: BatchResult[] = []
    for await (const result of client.batchResults(id, { follow, checkMs: 100 })) found.push(result)
    return found
  }
  const idsOf = (results: readonly BatchResult[]) => results.map(({ line }) => line.custom_id ?? '').sort()
  const seeing = () => new FakeExecutor(async () => ({ text: 'a red square' }))
  const hanging = () => new FakeExecutor(async (_step, signal) => never(signal))

  it('is answered without its submitter: one result a job, in numbers that add up', async () => {
    const { id, total } = await submit(await file('jobs.jsonl', ids(250)))
    expect(total).toBe(250)
    expect(await client.batchStatus(id)).toMatchObject({ state: 'running', waiting: 250, active: 0 })
    await driver(seeing())
    const results = await resultsOf(id)
    expect(idsOf(results)).toEqual(ids(250).sort())
    expect(results[0] && answerOf(results[0].line)?.answer).toContain('a red square')
    expect(new Set(results.map(({ line }) => line.id)).size).toBe(250)
    expect(await client.batchStatus(id)).toMatchObject({
      state: 'ended',
      total: 250,
      waiting: 0,
      active: 0,
      answered: 250,
      failed: 0,
    })
    expect(await resultsOf(id, false)).toEqual(results)
  })

  it('reports lines and media that are no use, and runs the others', async () => {
    const jobs = await file('jobs.jsonl', [
      'good',
      { custom_id: 'good', body: { text: 'twice' } },
      { custom_id: 'lost', body: { text: 'x', media: ['nowhere.png'] } },
      { nonsense: true },
    ])
    await driver(seeing())
    const { id } = await submit(jobs)
    const results = await resultsOf(id)
    const errors = results.map(({ line }) => [line.custom_id, line.error?.code, line.error?.line])
    expect(errors.sort()).toEqual([
      [null, 'INVALID_REQUEST', 2],
      [null, 'INVALID_REQUEST', 4],
      ['good', undefined, undefined],
      ['lost', 'MEDIA_NOT_FOUND', undefined],
    ])
    expect(await client.batchStatus(id)).toMatchObject({ total: 4, answered: 1, failed: 3, state: 'ended' })
    expect(await client.retryBatch(id)).toBe(0)
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended' })
  })

  it('is one batch however often it is submitted, and goes on where an upload stopped', async () => {
    const jobs = await file('jobs.jsonl', ids(350))
    const controller = new AbortController()
    const stopped = submit(jobs, {
      signal: controller.signal,
      onProgress: ({ uploaded }) => uploaded >= 100 && controller.abort(),
    })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    const [left] = await client.listBatches()
    expect(left).toMatchObject({ state: 'uploading', total: 100 })

    const [one, other] = await Promise.all([submit(jobs), submit(jobs)])
    expect(one.id).toBe(left?.id)
    expect(other).toEqual(one)
    expect(await submit(jobs)).toEqual({ id: one.id, total: 350, before: true })
    expect((await submit(jobs, { name: 'another' })).id).not.toBe(one.id)
    await driver(seeing())
    expect(idsOf(await resultsOf(one.id))).toEqual(ids(350).sort())
  })

  it('takes up only a window of the queue, whatever its size', async () => {
    const executor = hanging()
    await driver(executor, { window: 5 })
    const { id } = await submit(await file('jobs.jsonl', ids(120)))
    await until(async () => (await client.batchStatus(id)).active === 5)
    const { redis: commands, namespace } = await place.connect()
    const held = await commands.keys(`${namespace}:${runQueues.batch}:b*`)
    expect(held.filter((key) => !key.endsWith(':lock'))).toHaveLength(5)
  })

  it('cancelled, ends each job it has once, stops what runs and keeps what was answered', async () => {
    const hang = hanging()
    const first = new FakeExecutor(async (step, signal) =>
      first.started.length <= 10 ? { text: 'a square' } : hang.execute(step, { signal }).then(() => ({})),
    )
    await driver(first, { window: 5 })
    const { id } = await submit(await file('jobs.jsonl', ids(700)))
    await until(async () => (await client.batchStatus(id)).active === 5)
    await client.cancelBatch(id)
    const results = await resultsOf(id)
    expect(idsOf(results)).toEqual(ids(700).sort())
    const status = await client.batchStatus(id)
    expect(status).toMatchObject({ state: 'ended', total: 700, waiting: 0, active: 0, failed: 0 })
    expect(status.cancelled + status.answered).toBe(700)
    expect(status.cancelled).toBeGreaterThan(600)
    const codes = results.map(({ outcome, line }) => [outcome, line.error?.code])
    expect(codes).toContainEqual(['cancelled', 'CANCELLED'])
    await until(() => hang.running === 0)
    await client.cancelBatch(id)
    expect(await client.batchStatus(id)).toEqual(status)
  })

  it('is cancelled without any driver, and may be answered after all', async () => {
    const { id } = await submit(await file('jobs.jsonl', ids(30)))
    await client.cancelBatch(id)
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', cancelled: 30 })
    await driver(seeing())
    expect(await client.retryBatch(id, { which: 'partly' })).toBe(0)
    expect(await client.retryBatch(id)).toBe(30)
    expect((await resultsOf(id)).map(({ outcome }) => outcome)).toEqual(Array(30).fill('answered'))
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', cancelled: 0, answered: 30 })
  })

  it('retried, does again what failed; then only the new attempt counts', async () => {
    let broken = true
    await driver(
      new FakeExecutor(async () => (broken ? new SwitchyardError('NO_ROUTE', 'No.') : { text: 'a square' })),
    )
    const { id } = await submit(await file('jobs.jsonl', ids(40)))
    expect((await resultsOf(id)).map(({ outcome }) => outcome)).toEqual(Array(40).fill('failed'))
    broken = false
    expect(await client.retryBatch(id, { which: 'failed' })).toBe(40)
    const results = await resultsOf(id)
    expect(idsOf(results)).toEqual(ids(40).sort())
    expect(new Set(results.map(({ attempt, outcome }) => `${attempt} ${outcome}`))).toEqual(
      new Set(['2 answered']),
    )
    // What a driver says that was cut off during the first attempt comes too late.
    const store = createBatchStore(await place.connect())
    const late = { batchId: id, job: 0, attempt: 1 }
    expect(await store.begin(late)).toBe('over')
    expect(await store.end(late, { outcome: 'failed', line: {}, cacheHits: 0 })).toBe(false)
    expect(await store.end({ ...late, attempt: 2 }, { outcome: 'failed', line: {}, cacheHits: 0 })).toBe(
      false,
    )
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', total: 40, answered: 40, failed: 0 })
    expect(await resultsOf(id, false)).toEqual(results)
  })

  it('has one line a job in a results file, the newest, whenever it was retried', async () => {
    let broken = true
    await driver(
      new FakeExecutor(async () => (broken ? new SwitchyardError('NO_ROUTE', 'No.') : { text: 'a square' })),
    )
    const { id } = await submit(await file('jobs.jsonl', ids(12)))
    const out = join(dir, 'results.jsonl')
    const write = (follow = true, signal = new AbortController().signal) =>
      writeBatchResults({
        batchId: id,
        results: client.batchResults(id, { follow, signal, checkMs: 100 }),
        out,
        signal,
      })
    const lines = async () => (await readFile(out, 'utf8')).trimEnd().split('\n')
    const attempts = async () =>
      new Set((await lines()).map((line) => String(JSON.parse(line).id).split('~').at(-1)))
    // Of another batch: stays where it is.
    const stranger = JSON.stringify({
      id: 'r',
      custom_id: 'other',
      response: null,
      error: { code: 'X', message: '' },
    })
    await writeFile(out, `${stranger}\n`)
    expect(await write()).toBe(12)
    expect(await attempts()).toEqual(new Set(['r', '1']))

    broken = false
    expect(await client.retryBatch(id)).toBe(12)
    expect(await write()).toBe(12)
    expect(await lines()).toHaveLength(13)
    expect(await attempts()).toEqual(new Set(['r', '2']))

    // A writer that was killed before it took the older line out.
    const [, newest = ''] = await lines()
    await writeFile(out, `${newest.replaceAll('~2"', '~1"')}\n${newest}\n`)
    expect(await attempts()).toEqual(new Set(['1', '2']))
    expect(await write(false)).toBe(11)
    expect(await lines()).toHaveLength(12)
    expect(await attempts()).toEqual(new Set(['2']))
    expect(await write(false)).toBe(0)
  })

  it('has one line a job in a results file that is written while jobs are retried', async () => {
    let answers = 0
    await driver(
      new FakeExecutor(async () => {
        answers += 1
        return answers % 2 ? new SwitchyardError('NO_ROUTE', 'No.') : { text: 'a square' }
      }),
      { concurrency: 2 },
    )
    const { id } = await submit(await file('jobs.jsonl', ids(60)))
    const out = join(dir, 'results.jsonl')
    const { signal } = new AbortController()
    const results = client.batchResults(id, { follow: true, checkMs: 50 })
    const written = writeBatchResults({ batchId: id, results, out, signal })
    let retried = 0
    await until(async () => {
      retried += await client.retryBatch(id, { which: 'failed' })
      return (await client.batchStatus(id)).answered === 60
    })
    expect(retried).toBeGreaterThan(0)
    await written
    await writeBatchResults({ batchId: id, results: client.batchResults(id), out, signal })
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).custom_id).sort()).toEqual(ids(60).sort())
    expect(lines.every((line) => JSON.parse(line).response?.body.status === 'answered')).toBe(true)
  })

  it('fails what a driver had that was killed before the deadline passed', async () => {
    const start = (): ChildProcess => {
      const args = [queueProgram, 'driver', redis.url, place.namespace]
      const started = spawn(process.execPath, args, {
        env: place.env,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      place.closeLater(async () => started.kill('SIGKILL'))
      return started
    }
    const isActive = (id: string) => async () => (await client.batchStatus(id)).active === 10
    const victim = start()
    // Nobody serves the lanes: runs wait there, and it drives ten of them at once.
    const first = await submit(await file('first.jsonl', ids(10)))
    await until(isActive(first.id))
    await client.cancelBatch(first.id)
    await resultsOf(first.id)

    const { id } = await submit(await file('jobs.jsonl', ids(25)), { deadlineMs: 8_000 })
    await until(isActive(id))
    victim.kill('SIGKILL')
    await once(victim, 'exit')
    const { deadlineAtMs = 0 } = await client.batchStatus(id)
    const { now } = await place.connect()
    await until(() => now() > deadlineAtMs)
    expect(await client.batchStatus(id)).toMatchObject({ state: 'running', active: 10, failed: 0 })
    start()
    const results = await resultsOf(id)
    expect(idsOf(results)).toEqual(ids(25).sort())
    expect(new Set(results.map(({ line }) => line.error?.code))).toEqual(new Set(['DEADLINE_EXCEEDED']))
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', failed: 25, active: 0, waiting: 0 })
  })

  it('fails what is not answered before its deadline, waiting or running', async () => {
    const executor = hanging()
    await driver(executor, { window: 3 })
    const { id } = await submit(await file('jobs.jsonl', ids(20)), { deadlineMs: 1_500 })
    const results = await resultsOf(id)
    expect(idsOf(results)).toEqual(ids(20).sort())
    expect(new Set(results.map(({ line }) => line.error?.code))).toEqual(new Set(['DEADLINE_EXCEEDED']))
    expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', failed: 20, active: 0, waiting: 0 })
    await until(() => executor.running === 0)
  })

  describe('with a budget', () => {
    /** Runs steps that cost so much each, and asks before. */
    function paid(costUsd: number | undefined): Executor {
      const executor = seeing()
      return {
        concurrency: 4,
        async execute(step, run) {
          const leave = run.spending?.begin('paid', costUsd)
          if (leave && !leave.ok) return err({ error: leave.error, attempts: [] })
          const outcome = await executor.execute(step, run)
          leave?.value.end({ seconds: 0, ...(costUsd !== undefined && { costUsd }) })
          return outcome
        },
        close: () => executor.close(),
      }
    }

    it('starts no more jobs once they have cost that much, counts what was under way, and goes on with money', async () => {
      const concurrency = 3
      await driver(paid(0.1), { concurrency })
      const { id } = await submit(await file('jobs.jsonl', ids(100)), { maxCostUsd: 1 })
      const results = await resultsOf(id)
      expect(results.length).toBeGreaterThanOrEqual(10)
      expect(results.length).toBeLessThan(10 + concurrency)
      const status = await client.batchStatus(id)
      expect(status).toMatchObject({
        state: 'spent',
        active: 0,
        answered: results.length,
        waiting: 100 - results.length,
        maxCostUsd: 1,
      })
      expect(status.costUsd).toBeCloseTo(results.length / 10, 9)

      // As much again, then enough for the rest.
      expect(await client.retryBatch(id)).toBe(100 - results.length)
      const more = await resultsOf(id)
      expect(more.length).toBeGreaterThanOrEqual(results.length + 10)
      expect(more.length).toBeLessThan(results.length + 10 + concurrency)
      await client.retryBatch(id, { maxCostUsd: 50 })
      expect(idsOf(await resultsOf(id))).toEqual(ids(100).sort())
      const end = await client.batchStatus(id)
      expect(end).toMatchObject({ state: 'ended', answered: 100 })
      expect(end.costUsd).toBeCloseTo(10, 9)
    })

    it('of nothing does what is free', async () => {
      await driver(paid(0))
      const { id } = await submit(await file('jobs.jsonl', ids(5)), { maxCostUsd: 0 })
      expect((await resultsOf(id)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('answered'))
      expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', costUsd: 0, maxCostUsd: 0 })
    })

    it('calls nothing whose price is unknown, and no single job costs more than all may', async () => {
      for (const [costUsd, reason] of [
        [undefined, 'no known price'],
        [2, 'would cost about $2.00'],
      ] as const) {
        const started = await driver(paid(costUsd))
        const { id } = await submit(await file('jobs.jsonl', ids(2)), { maxCostUsd: 1, name: reason })
        const results = await resultsOf(id)
        expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
        expect(JSON.stringify(results[0]?.line)).toContain(reason)
        expect(await client.batchStatus(id)).toMatchObject({ state: 'ended', costUsd: 0 })
        await started.close()
      }
    })

    it('that is spent ends at its deadline, and can be cancelled', async () => {
      await driver(paid(0.1), { concurrency: 1 })
      const overdue = await submit(await file('a.jsonl', ids(20)), { maxCostUsd: 0.1, deadlineMs: 6_000 })
      const cancelled = await submit(await file('b.jsonl', ids(20)), { maxCostUsd: 0.1 })
      for (const { id } of [overdue, cancelled])
        await until(async () => (await client.batchStatus(id)).state !== 'running')
      await client.cancelBatch(cancelled.id)
      expect(idsOf(await resultsOf(cancelled.id))).toHaveLength(20)
      expect(await client.batchStatus(cancelled.id)).toMatchObject({
        state: 'ended',
        answered: 1,
        cancelled: 19,
      })
      await until(async () => (await client.batchStatus(overdue.id)).state === 'ended')
      expect(await client.batchStatus(overdue.id)).toMatchObject({ answered: 1, failed: 19 })
    })

    it('of no amount is refused', async () => {
      const jobs = await file('jobs.jsonl', ids(1))
      for (const maxCostUsd of [-1, Number.NaN, Number.POSITIVE_INFINITY])
        await expect(submit(jobs, { maxCostUsd })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    })
  })

  it('goes on when a feeder died between taking jobs and putting them into the queue', async () => {
    const connection = await place.connect()
    const { id } = await submit(await file('jobs.jsonl', ids(8)))
    const store = createBatchStore(connection)
    expect(await store.claim('batch', { window: 64, most: 8 })).toHaveLength(8)
    // As if that had been long ago.
    const [key = ''] = await connection.redis.keys(`${place.namespace}:batch-held:batch:*`)
    for (const member of await connection.redis.zrange(key, '0', '-1'))
      await connection.redis.zadd(key, 1, member)
    await driver(seeing())
    expect(idsOf(await resultsOf(id))).toEqual(ids(8).sort())
  })

  it('leaves others their turn, however large it is', async () => {
    const order: string[] = []
    const executor = new FakeExecutor(async ({ runId }) => {
      order.push(runId.split('~')[0] ?? '')
      return { text: 'a square' }
    })
    const large = await submit(await file('large.jsonl', ids(400, 'l')), { submitter: 'ann' })
    const small = await submit(await file('small.jsonl', ids(4, 's')), { submitter: 'bob' })
    await driver(executor, { window: 4, concurrency: 2 })
    await resultsOf(small.id)
    const last = order.lastIndexOf(small.id)
    expect(last).toBeLessThan(40)
    await resultsOf(large.id)
    expect(order.filter((id) => id === large.id)).toHaveLength(400)
  })

  it('does not keep runs waiting that somebody waits for', async () => {
    await driver(hanging(), { window: 50, concurrency: 2 })
    const { id } = await submit(await file('jobs.jsonl', ids(50)))
    await until(async () => (await client.batchStatus(id)).active === 2)
    const runs = createRunClient({ connection: await place.connect(), checkMs: 200 })
    place.closeLater(() => runs.close())
    // Has no steps, so nothing can hang.
    const runId = await runs.submitRun({ text: '' })
    await expect(runs.waitForRun(runId)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await client.batchStatus(id)).toMatchObject({ active: 2, answered: 0 })
  })

  it('is forgotten some time after its end', async () => {
    await driver(seeing())
    const { id } = await submit(await file('jobs.jsonl', ids(3)), { keepMs: 60_000 })
    await resultsOf(id)
    const { redis: commands, namespace } = await place.connect()
    const kept = (await commands.keys(`${namespace}:batch*${id}*`)).filter((key) => !key.includes('~v'))
    expect(kept.length).toBeGreaterThan(3)
    for (const key of kept) {
      const ms = await commands.pttl(key)
      expect(ms).toBeGreaterThan(0)
      expect(ms).toBeLessThanOrEqual(60_000)
    }
    await commands.del(...kept)
    await expect(client.batchStatus(id)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await client.listBatches()).toEqual([])
  })

  it('of 20,000 jobs takes little memory to submit', { timeout: 120_000 }, async () => {
    const jobs = ids(20_000).map((custom_id) => ({ custom_id, body: { text: `Say ${'x'.repeat(1_000)}` } }))
    const path = await file('many.jsonl', jobs)
    jobs.length = 0
    let most = 0
    const before = process.memoryUsage().rss
    const { total } = await submit(path, {
      onProgress: () => {
        most = Math.max(most, process.memoryUsage().rss - before)
      },
    })
    expect(total).toBe(20_000)
    expect(most).toBeLessThan(250e6)
  })

  it('that nobody finished leaves its submitter the whole window once it is forgotten', async () => {
    const first = await driver(hanging(), { window: 2 })
    const { id } = await submit(await file('forgotten.jsonl', ids(5)), { submitter: 'me' })
    await until(() => first.active === 2)
    await first.close()
    const { redis: commands, keys } = await place.connect()
    await commands.del([`${keys.batch}:${id}`, ...(await commands.keys(`${keys.batch}-*:${id}`))])
    // It was a month ago.
    const held = `${keys.batch}-held:batch:me`
    for (const member of await commands.zrange(held, '0', '-1')) await commands.zadd(held, '0', member)
    await driver(seeing(), { window: 2 })
    const next = await submit(await file('next.jsonl', ids(3)), { submitter: 'me' })
    expect(idsOf(await resultsOf(next.id))).toEqual(ids(3))
    expect(await commands.exists(held)).toBe(0)
  })
})
