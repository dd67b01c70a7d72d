import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgentParts } from '../../src/agent/assemble.js'
import type { ResultLine } from '../../src/batch/result-line.js'
import { type BatchOptions, runBatch } from '../../src/batch/run-batch.js'
import { SwitchyardError } from '../../src/core/errors.js'
import { batchIdOf, createQueueBatchAgent } from '../../src/queue/batches/batch-agent.js'
import { runQueues } from '../../src/queue/bullmq/run-queues.js'
import { openQueue } from '../../src/queue/redis/connection.js'
import { type RunDriverOptions, startRunDriver } from '../../src/queue/runs/run-driver.js'
import { type Cli, createCli, picture, samples } from '../support/cli.js'
import { FakeExecutor } from '../support/fake-executor.js'
import { createQueuePlace, never, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }

describe.skipIf(noRedis)('A batch through the queue', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let parts: AgentParts
  let dir: string
  let jobs: string
  let out: string
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    parts = await place.parts()
    dir = await mkdtemp(join(tmpdir(), 'switchyard-queue-batch-'))
    jobs = join(dir, 'jobs.jsonl')
    out = join(dir, 'results.jsonl')
  })
  afterEach(async () => {
    await place.close()
    await rm(dir, { recursive: true, force: true })
  })

  async function driver(executor: FakeExecutor, options: Partial<RunDriverOptions> = {}) {
    const connection = await place.connect()
    const started = await startRunDriver({ connection, parts, executor, lockMs: 300, ...options })
    place.closeLater(() => started.close())
    return started
  }
  async function run(options: Partial<BatchOptions> = {}) {
    const { retryFailed } = options
    const batchId = await batchIdOf(out)
    const connection = await place.connect()
    const agent = createQueueBatchAgent({ connection, parts, batchId, retryFailed, checkMs: 200 })
    try {
      return await runBatch({ agent, jobs, out, ...options })
    } finally {
      await agent.close()
    }
  }
  const write = (...ids: string[]) =>
    writeFile(
      jobs,
      ids
        .map((custom_id) => ({ custom_id, body: { text: custom_id, media: [picture(1)], plan } }))
        .map((job) => `${JSON.stringify(job)}\n`)
        .join(''),
    )
  const results = async (): Promise<ResultLine[]> =>
    (await readFile(out, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  const seeing = () => new FakeExecutor(async () => ({ text: 'a red square' }))

  it('writes the result of each job, once', async () => {
    const executor = seeing()
    await driver(executor)
    await write('a', 'b', 'c')
    expect(await run()).toMatchObject({ status: 'done', total: 3, answered: 3 })
    const lines = await results()
    expect(lines.map(({ custom_id }) => custom_id).sort()).toEqual(['a', 'b', 'c'])
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3)
    for (const { id, response } of lines) {
      expect(response?.request_id).toBe(id)
      expect(response?.body.answer).toContain('a red square')
    }
    expect(executor.started).toHaveLength(3)
  })

  it('finds runs that were finished while nobody waited, instead of submitting them again', async () => {
    const executor = seeing()
    await driver(executor)
    await write('a', 'b')
    await run()
    const before = await results()
    // As a submitter leaves it that is killed before it has written anything.
    await rm(out)
    expect(await run()).toMatchObject({ answered: 2, kept: 0 })
    const byId = (lines: ResultLine[]) => new Map(lines.map((line) => [line.custom_id, line]))
    expect(byId(await results())).toEqual(byId(before))
    expect(executor.started).toHaveLength(2)
  })

  it('does what another job asks, though it has the same id', async () => {
    const executor = seeing()
    await driver(executor)
    await write('a')
    await run()
    await rm(out)
    await writeFile(jobs, JSON.stringify({ custom_id: 'a', body: { text: 'a', media: [picture(3)], plan } }))
    expect(await run()).toMatchObject({ answered: 1 })
    expect(executor.started).toHaveLength(2)
  })

  it('cancels what runs when it is stopped, writes nothing for it, and does it when started again', async () => {
    const hanging = new FakeExecutor(async (_step, signal) => never(signal))
    const first = await driver(hanging)
    await write('a', 'b')
    const controller = new AbortController()
    const stopped = run({ signal: controller.signal })
    await until(() => hanging.running === 2)
    controller.abort()
    expect(await stopped).toMatchObject({ status: 'interrupted', answered: 0, failed: 0 })
    await until(() => hanging.running === 0)
    expect(await readFile(out, 'utf8')).toBe('')

    await first.close()
    await driver(seeing())
    expect(await run()).toMatchObject({ status: 'done', answered: 2, failed: 0 })
  })

  it('started again at once, outlives a cancellation that its driver was still about to hear of', async () => {
    await writeFile(jobs, JSON.stringify({ custom_id: 'a', body: { text: 'a', media: [picture(1)] } }))
    let hear = () => {}
    const heard = new Promise<void>((resolve) => {
      hear = resolve
    })
    let plans = 0
    const planner: AgentParts['planner'] = {
      plan: async () => {
        plans += 1
        if (plans === 1) await heard
        return { ok: true, value: { plan, by: 'rules', notes: [], llmCalls: 0 } }
      },
    }
    await driver(seeing(), { parts: { ...parts, planner }, lockMs: 30_000 })
    const { redis: commands, keys } = await place.connect()
    const controller = new AbortController()
    const stopped = run({ signal: controller.signal })
    await until(() => plans === 1)
    controller.abort()
    expect(await stopped).toMatchObject({ status: 'interrupted' })

    const again = run()
    await until(async () => {
      const channels = await commands.pubsub('CHANNELS', keys.runNews('*'))
      return Array.isArray(channels) && channels.length > 0
    })
    hear()
    expect(await again).toMatchObject({ status: 'done', answered: 1, failed: 0 })
    expect(plans).toBe(2)
  })

  it('does failures again with retryFailed, and only those', async () => {
    let broken = true
    const executor = new FakeExecutor(async () =>
      broken ? new SwitchyardError('NO_ROUTE', 'No model.') : { text: 'a square' },
    )
    await driver(executor)
    await write('a', 'b')
    expect(await run()).toMatchObject({ failed: 2 })
    broken = false
    expect(await run()).toMatchObject({ failed: 2, kept: 2 })
    expect(await run({ retryFailed: true })).toMatchObject({ answered: 2, failed: 0 })
    expect(executor.started).toHaveLength(4)
    expect(await run({ retryFailed: true })).toMatchObject({ answered: 2, kept: 2 })
    expect(executor.started).toHaveLength(4)
  })
})

describe.skipIf(noRedis)('switchyard batch run --redis', () => {
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

  it('answers all samples with two workers as it does without a queue', { timeout: 120_000 }, async () => {
    const worker = () =>
      cli.start([
        'worker',
        '--profile',
        'demo',
        '--redis',
        redis.url,
        '--memory',
        '500MB',
        '--concurrency',
        '1',
      ])
    const workers = [worker(), worker()]
    const batch = async (name: string, ...flags: string[]) => {
      const out = join(cli.home, name)
      const ran = await cli.run([
        'batch',
        'run',
        '--profile',
        'demo',
        samples('jobs.jsonl'),
        '--out',
        out,
        ...flags,
      ])
      const lines: ResultLine[] = (await readFile(out, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
      const answers = lines.map(({ custom_id, response }) => ({
        custom_id,
        answer: response?.body.answer,
        status: response?.body.status,
        outputs: response?.body.steps.map(({ tool, output }) => ({ tool, output })),
      }))
      answers.sort((a, b) => String(a.custom_id).localeCompare(String(b.custom_id)))
      return { ...ran, answers }
    }
    const queued = await batch('queued.jsonl', '--redis', redis.url)
    expect(queued.stdout).toContain('22 of 22 jobs done, 22 answered')
    expect(queued.exitCode).toBe(0)
    for (const started of workers) started.kill('SIGTERM')
    await Promise.all(workers)
    const inline = await batch('inline.jsonl', '--no-cache')
    expect(queued.answers).toEqual(inline.answers)
    expect(await cli.leftovers()).toEqual([])
  })

  it('killed and started again, submits nothing twice', { timeout: 120_000 }, async () => {
    const at = ['--redis', redis.url, '--namespace', 'killed']
    const out = join(cli.home, 'killed.jsonl')
    const command = ['batch', 'run', '--profile', 'demo', samples('jobs.jsonl'), '--out', out, ...at]
    const connection = await openQueue({ url: redis.url, namespace: 'killed' })
    const keys = async (kind: string) => (await connection.redis.keys(`killed:${kind}:*`)).sort()
    const killed = cli.start(command)
    await until(async () => (await connection.redis.llen(`killed:${runQueues.batch}:wait`)) === 22)
    killed.kill('SIGKILL')
    await killed
    expect(await readFile(out, 'utf8')).toBe('')

    const worker = cli.start(['worker', '--profile', 'demo', ...at, '--memory', '500MB'])
    await until(async () => (await keys('run-result')).length === 22)
    const before = await keys('run-result')
    const again = await cli.run(command)
    expect(again.stdout).toContain('22 of 22 jobs done, 22 answered')
    expect(await keys('run-result')).toEqual(before)
    worker.kill('SIGTERM')
    await worker
    await connection.close()
  })

  it('says what to do when no Redis is there', async () => {
    const { stderr, exitCode } = await cli.run([
      ...['batch', 'run', '--profile', 'demo', samples('jobs.jsonl')],
      ...['--out', join(cli.home, 'none.jsonl'), '--redis', 'redis://127.0.0.1:1'],
    ])
    expect(stderr).toContain('No Redis answers')
    expect(exitCode).toBe(2)
  })
})
