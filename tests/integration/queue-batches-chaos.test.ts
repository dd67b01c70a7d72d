import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from '../../src/batch/result-line.js'
import { createBatchClient } from '../../src/queue/batches/batch-client.js'
import { endedOf } from '../../src/queue/batches/batch-status.js'
import { createBatchStore } from '../../src/queue/batches/batch-store.js'
import { type Cli, createCli, picture, samples } from '../support/cli.js'
import { createQueuePlace, until } from '../support/queue-place.js'
import { queueProgram } from '../support/queue-program.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

describe.skipIf(noRedis)('The books of a batch', () => {
  let redis: TestRedis
  let cli: Cli
  beforeAll(async () => {
    redis = await startRedis()
    cli = await createCli()
  })
  afterAll(async () => {
    await cli?.dispose()
    await redis?.stop()
  })

  it('give a job one outcome whatever is claimed, begun, ended, retried and stopped in which order', {
    timeout: 120_000,
  }, async () => {
    const place = await createQueuePlace(redis.url)
    const store = createBatchStore(await place.connect())
    const jobs = 4
    const job = fc.nat(jobs - 1)
    const attempt = fc.integer({ min: 1, max: 3 })
    const outcome = fc.constantFrom(
      'answered' as const,
      'partly' as const,
      'failed' as const,
      'cancelled' as const,
    )
    const action = fc.oneof(
      fc.record({ do: fc.constant('claim' as const), most: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant('begin' as const), job, attempt }),
      fc.record({ do: fc.constant('end' as const), job, attempt, outcome }),
      fc.record({ do: fc.constant('lost' as const), job, attempt }),
      fc.record({ do: fc.constant('retry' as const) }),
      fc.record({ do: fc.constant('grant' as const) }),
      fc.record({ do: fc.constant('stop' as const) }),
      fc.record({ do: fc.constant('endWaiting' as const) }),
    )
    let n = 0
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        n += 1
        const id = `b${n}`
        const common = { name: 'x', submitter: `s${n}`, priority: 'batch' as const, keepMs: 60_000 }
        await store.create({ id, ...common, ...(n % 2 && { maxCostUsd: 1 }) })
        const page = Array.from({ length: jobs }, (_, at) => ({ customId: `${at}`, text: 'x', media: [] }))
        expect(await store.append(id, { first: 0, jobs: page })).toBe(jobs)
        await store.seal(id)
        const ends = new Set<string>()
        for (const step of actions) {
          if (step.do === 'claim') await store.claim('batch', { window: 1000, most: step.most })
          else if (step.do === 'begin') await store.begin({ batchId: id, ...step })
          else if (step.do === 'lost') await store.lost({ batchId: id, ...step })
          else if (step.do === 'stop') await store.stop(id, 'cancelled')
          else if (step.do === 'endWaiting') await store.endWaiting(id, 2)
          else if (step.do === 'grant') await store.grant(id, { usd: undefined })
          else if (step.do === 'retry')
            await store.retry(id, await store.results(id, '-', { most: 100 }), { deadlineAtMs: undefined })
          else {
            const name = `${step.job} ${step.attempt}`
            const counted = await store.end(
              { batchId: id, ...step },
              { outcome: step.outcome, line: {}, cacheHits: 0, costUsd: 0.6 },
            )
            // No attempt ends twice.
            if (counted) expect(ends.has(name)).toBe(false)
            if (counted) ends.add(name)
          }
          const status = await store.status(id)
          const results = await store.results(id, '-', { most: 100 })
          expect(status?.costUsd).toBeCloseTo(0.6 * ends.size, 9)
          if (status?.state === 'spent')
            expect(await store.claim('batch', { window: 1000, most: 9 })).toEqual([])
          if (!status) throw new Error('The batch is gone.')
          expect(new Set(results.map((result) => result.job)).size).toBe(results.length)
          expect(endedOf(status)).toBe(results.length)
          for (const kind of ['answered', 'partly', 'failed', 'cancelled'] as const)
            expect(status[kind]).toBe(results.filter((result) => result.outcome === kind).length)
          expect(Math.min(status.waiting, status.active)).toBeGreaterThanOrEqual(0)
          expect(status.state === 'ended').toBe(results.length === jobs)
        }
      }),
      { numRuns: 150 },
    )
    await place.close()
  })

  it('hold one result a job while drivers and workers are killed', { timeout: 180_000 }, async () => {
    const place = await createQueuePlace(redis.url)
    const dir = await mkdtemp(join(tmpdir(), 'switchyard-batches-chaos-'))
    const processes = new Set<ChildProcess>()
    const start = (role: string): ChildProcess => {
      const started = spawn(process.execPath, [queueProgram, role, redis.url, place.namespace], {
        env: place.env,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      processes.add(started)
      return started
    }
    try {
      const victims = ['driver', 'driver', 'worker'].map((role) => ({ role, process: start(role) }))
      const parts = await place.parts()
      const connection = await place.connect()
      const client = createBatchClient({ connection })
      place.closeLater(() => client.close())
      const jobs = join(dir, 'jobs.jsonl')
      const total = 240
      const line = (n: number) => ({
        custom_id: `${n}`,
        body: {
          text: 'Look.',
          media: [picture(6)],
          plan: {
            steps: [
              {
                id: 's1',
                tool: 'zero-shot-image-classification',
                input: { image: '$image1', labels: [`label ${n}`, 'other'] },
              },
            ],
          },
        },
      })
      await writeFile(jobs, Array.from({ length: total }, (_, n) => `${JSON.stringify(line(n))}\n`).join(''))
      const { id } = await client.submitBatch({ jobs, ingest: parts.ingest })
      for (let kill = 1; kill <= 6; kill += 1) {
        await until(async () => endedOf(await client.batchStatus(id)) >= (kill * total) / 9)
        const victim = victims[kill % victims.length]
        if (!victim) continue
        victim.process.kill('SIGKILL')
        victim.process = start(victim.role)
      }
      const found: string[] = []
      for await (const { line: result } of client.batchResults(id, { follow: true })) {
        found.push(result.custom_id ?? '')
        expect(answerOf(result)?.answer).toContain(`label ${result.custom_id}`)
      }
      expect(found).toHaveLength(total)
      expect(new Set(found).size).toBe(total)
      expect(await client.batchStatus(id)).toMatchObject({
        state: 'ended',
        total,
        answered: total,
        active: 0,
      })
    } finally {
      for (const one of processes) one.kill('SIGKILL')
      await place.close()
      await rm(dir, { recursive: true, force: true })
    }
  })

  it('come to the same results on the command line as a batch without a queue', {
    timeout: 180_000,
  }, async () => {
    const at = ['--redis', redis.url, '--namespace', 'cli']
    const jobs = samples('jobs.jsonl')
    const submitted = await cli.run(['batch', 'submit', '--profile', 'demo', jobs, ...at, '--quiet'])
    expect(submitted).toMatchObject({ exitCode: 0, stderr: '' })
    const id = submitted.stdout.trim()
    const listed = await cli.run(['batch', 'status', ...at])
    expect(listed.stdout).toContain(id)
    const out = join(cli.home, 'submitted.jsonl')
    const before = await cli.run(['batch', 'results', id, '--out', out, ...at])
    expect(before.stdout).toContain('0 of 22 jobs done')

    const worker = () =>
      cli.start(['worker', '--profile', 'demo', ...at, '--memory', '500MB', '--concurrency', '1'])
    const driver = cli.start(['worker', '--profile', 'demo', ...at, '--concurrency', '0', '--runs', '4'])
    const workers = [worker(), worker(), driver]
    const followed = await cli.run(['batch', 'results', id, '--out', out, '--follow', ...at])
    expect(followed.stdout).toContain('22 of 22 jobs done, 22 answered')
    expect(followed.exitCode).toBe(0)
    const queue = await cli.run(['queue', ...at])
    expect(queue.stdout.match(/ working/g)).toHaveLength(3)
    expect(queue.stdout).toContain(`:${driver.pid}`)
    const again = await cli.run(['batch', 'results', id, '--out', out, ...at])
    expect(again.stdout).toContain('0 new in')
    const status = await cli.run(['batch', 'status', id, '--json', ...at])
    expect(JSON.parse(status.stdout)).toMatchObject({ state: 'ended', total: 22, answered: 22 })
    for (const started of workers) started.kill('SIGTERM')
    await Promise.all(workers)

    const inline = join(cli.home, 'inline.jsonl')
    await cli.run(['batch', 'run', '--profile', 'demo', jobs, '--out', inline, '--no-cache'])
    expect(await answersIn(out)).toEqual(await answersIn(inline))
  })
})

async function answersIn(path: string) {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines
    .map((line) => JSON.parse(line))
    .map(({ custom_id, response }) => ({
      custom_id,
      answer: response?.body.answer,
      status: response?.body.status,
    }))
    .sort((a, b) => String(a.custom_id).localeCompare(String(b.custom_id)))
}
