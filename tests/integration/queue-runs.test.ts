import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgentParts } from '../../src/agent/assemble.js'
import type { RunEvent } from '../../src/agent/events.js'
import { candidateId } from '../../src/config/candidate.js'
import { SwitchyardError } from '../../src/core/errors.js'
import type { Executor } from '../../src/executors/executor.js'
import type { Media } from '../../src/media/media.js'
import type { Plan } from '../../src/plan/plan.js'
import type { Planned } from '../../src/plan/planned.js'
import { runQueues } from '../../src/queue/bullmq/run-queues.js'
import { createRunClient, type RunClient } from '../../src/queue/runs/run-client.js'
import { type RunDriverOptions, startRunDriver } from '../../src/queue/runs/run-driver.js'
import { createRunStore } from '../../src/queue/runs/run-store.js'
import { queueOverview } from '../../src/queue/worker/overview.js'
import { samples } from '../support/cli.js'
import { candidateOf } from '../support/fake-backend.js'
import { FakeExecutor } from '../support/fake-executor.js'
import { createQueuePlace, never, until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

/** Two steps, the second needs the first. */
const plan: Plan = {
  steps: [
    { id: 's1', tool: 'image-to-text', input: { image: '$image1' } },
    { id: 's2', tool: 'summarization', input: { text: '$s1.text' } },
  ],
}
const outputs: Record<string, Record<string, unknown>> = {
  'image-to-text': { text: 'a red square' },
  summarization: { text: 'a square' },
}

describe.skipIf(noRedis)('Runs on the queue', () => {
  let redis: TestRedis
  let place: Awaited<ReturnType<typeof createQueuePlace>>
  let parts: AgentParts
  let picture: Media
  let client: RunClient
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis?.stop())
  beforeEach(async () => {
    place = await createQueuePlace(redis.url)
    parts = await place.parts()
    picture = await place.ingest(parts, 'images/scene-01.png')
    client = createRunClient({ connection: await place.connect(), checkMs: 200 })
    place.closeLater(() => client.close())
  })
  afterEach(() => place.close())

  async function driver(executor: Executor, options: Partial<RunDriverOptions> = {}) {
    const connection = await place.connect()
    const started = await startRunDriver({ connection, parts, executor, lockMs: 300, ...options })
    place.closeLater(() => started.close())
    return started
  }
  const answering = () => new FakeExecutor(async ({ tool }) => outputs[tool] ?? {})
  const request = () => ({ text: 'What is it?', media: [picture], plan })

  it('are answered, with their events in order and the record an agent would give', async () => {
    await driver(answering())
    const runId = await client.submitRun(request())
    const events: RunEvent[] = []
    const result = await client.waitForRun(runId, { onEvent: (event) => events.push(event) })

    expect(result).toMatchObject({ runId, status: 'answered', text: 'What is it?' })
    expect(result.steps.map(({ id, status }) => [id, status])).toEqual([
      ['s1', 'done'],
      ['s2', 'done'],
    ])
    expect(result.answer).toContain('a square')
    expect(events.map(({ type }) => type)).toEqual([
      'run-started',
      'media-ingested',
      'plan-created',
      'step-started',
      'step-finished',
      'step-started',
      'step-finished',
      ...events.filter(({ type }) => type === 'answer-delta').map(({ type }) => type),
      'run-finished',
    ])
    const said = events.flatMap((event) => (event.type === 'answer-delta' ? [event.text] : []))
    expect(said.join('')).toBe(result.answer)
  })

  it('name what they made, and a client that knows the store has the files', async () => {
    const made = await place.ingest(parts, 'images/scene-02.jpg')
    await driver(new FakeExecutor(async ({ tool }) => ({ ...outputs[tool], mask: made })))
    const runId = await client.submitRun(request())
    const [named] = (await client.waitForRun(runId)).outputs
    expect(JSON.parse(JSON.stringify(named))).toEqual({ step: 's1', field: 'mask', media: made })
    await expect(named?.bytes()).rejects.toThrow(/outputs: agent\.parts/)
    const knowing = createRunClient({ connection: await place.connect(), outputs: parts })
    place.closeLater(() => knowing.close())
    const [output] = (await knowing.waitForRun(runId)).outputs
    const bytes = await readFile(samples('images/scene-02.jpg'))
    expect(await output?.bytes()).toEqual(bytes)
    expect(await readFile((await output?.path()) ?? '')).toEqual(bytes)
    expect(Buffer.concat((await output?.stream().toArray()) ?? [])).toEqual(bytes)
  })

  it('tell late and repeated readers the same', async () => {
    await driver(answering())
    const runId = await client.submitRun(request())
    const first = await client.waitForRun(runId)
    const events: string[] = []
    expect(await client.waitForRun(runId, { onEvent: ({ type }) => events.push(type) })).toEqual(first)
    expect([events[0], events.at(-1)]).toEqual(['run-started', 'run-finished'])
  })

  it('are refused when they could not be read, with what is wrong', async () => {
    const submit = (asked: object) => client.submitRun({ ...request(), ...asked })
    await expect(submit({ text: undefined })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('text: '),
    })
    await expect(submit({ media: ['photo.png'] })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/media\[0\]: .*agent\.parts\.ingest/),
    })
  })

  it('are answered once when submitted twice under one id', async () => {
    const executor = answering()
    await driver(executor)
    await Promise.all([1, 2].map(() => client.submitRun(request(), { runId: 'once' })))
    await client.waitForRun('once')
    await client.submitRun(request(), { runId: 'once' })
    await client.waitForRun('once')
    expect(executor.started).toHaveLength(2)
  })

  it('are continued by another process, which runs no finished step again', async () => {
    const leaving = new FakeExecutor(async ({ tool }, signal) =>
      tool === 'summarization' ? never(signal) : (outputs[tool] ?? {}),
    )
    const first = await driver(leaving)
    const events: RunEvent[] = []
    const runId = await client.submitRun(request())
    const result = client.waitForRun(runId, { onEvent: (event) => events.push(event) })
    await until(() => leaving.started.length === 2)
    await first.close()

    const second = answering()
    await driver(second)
    expect(await result).toMatchObject({ status: 'answered' })
    expect(second.started.map(({ stepId }) => stepId)).toEqual(['s2'])
    const told = events.map(({ type, ...event }) => `${type} ${'step' in event ? event.step : ''}`)
    expect(told.filter((line) => !line.startsWith('answer-delta'))).toEqual([
      'run-started ',
      'media-ingested ',
      'plan-created ',
      'step-started s1',
      'step-finished s1',
      'step-started s2',
      'step-finished s2',
      'run-finished ',
    ])
  })

  it('are decided the same by another process: what is not needed, and what is kept of a list', async () => {
    const conditional: Plan = {
      steps: [
        { id: 's1', tool: 'image-to-text', input: { image: '$image1' } },
        {
          id: 's2',
          tool: 'summarization',
          when: { value: '$s1', present: 'circle' },
          input: { text: '$s1.text' },
        },
        { id: 's3', tool: 'filter', input: { items: ['$s1.text', 'blue'], keep: { contains: 'red' } } },
        { id: 's4', tool: 'summarization', input: { text: '$s3.items' } },
      ],
    }
    const leaving = new FakeExecutor(async ({ tool }, signal) =>
      tool === 'summarization' ? never(signal) : (outputs[tool] ?? {}),
    )
    const first = await driver(leaving)
    const events: RunEvent[] = []
    const runId = await client.submitRun({ ...request(), plan: conditional })
    const result = client.waitForRun(runId, { onEvent: (event) => events.push(event) })
    await until(() => leaving.started.length === 2)
    await first.close()

    const second = answering()
    await driver(second)
    const { status, steps, answer } = await result
    expect(status).toBe('answered')
    expect(steps.map((step) => step.status)).toEqual(['done', 'not-needed', 'done', 'done'])
    expect(second.started).toMatchObject([{ stepId: 's4', input: { text: 'a red square' } }])
    expect(answer).toContain('was not needed: there is no "circle" in what s1 found. [s2]')
    const told = events.flatMap((event) =>
      event.type === 'step-finished' ? [`${event.step} ${event.report.status}`] : [],
    )
    expect(told.sort()).toEqual(['s1 done', 's2 not-needed', 's3 done', 's4 done'])
  })

  it('are planned once, whoever plans and answers', async () => {
    let plans = 0
    const planned: Planned = {
      ...{ plan, by: 'rules', notes: [], llmCalls: 0 },
      shortfalls: [{ message: 'Nothing counts here.', standIn: true }],
      checks: [{ things: ['cat'], among: 'image', told: 's1' }],
    }
    const planner = {
      plan: async () => {
        plans += 1
        return { ok: true as const, value: planned }
      },
    }
    const hanging = new FakeExecutor(async (_step, signal) => never(signal))
    const first = await driver(hanging, { parts: { ...parts, planner } })
    const runId = await client.submitRun({ text: 'What is it?', media: [picture] })
    await until(() => hanging.started.length === 1)
    await first.close()
    await driver(answering(), { parts: { ...parts, planner } })
    expect((await client.waitForRun(runId)).planned).toEqual([planned])
    expect(plans).toBe(1)
  })

  it('tell plainly when no step succeeded', async () => {
    await driver(new FakeExecutor(async () => new SwitchyardError('NO_ROUTE', 'No model can run it.')))
    const result = await client.waitForRun(await client.submitRun(request()))
    expect(result).toMatchObject({ status: 'failed', steps: [{ status: 'failed' }, { status: 'skipped' }] })
  })

  it('end with the error that left them without an answer', async () => {
    await driver(answering())
    const runId = await client.submitRun({ text: '' })
    await expect(client.waitForRun(runId)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('stop when cancelled, waiting or running', async () => {
    const waiting = await client.submitRun(request())
    await client.cancelRun(waiting)
    await expect(client.waitForRun(waiting)).rejects.toMatchObject({ code: 'CANCELLED' })

    const hanging = new FakeExecutor(async (_step, signal) => never(signal))
    await driver(hanging)
    const running = await client.submitRun(request())
    await until(() => hanging.started.length === 1)
    await client.cancelRun(running)
    await expect(client.waitForRun(running)).rejects.toMatchObject({ code: 'CANCELLED' })
    await until(() => hanging.running === 0)
  })

  it('end at their deadline, waiting or running, and say so', async () => {
    const code = 'DEADLINE_EXCEEDED'
    const hanging = new FakeExecutor(async (_step, signal) => never(signal))
    // Its deadline is over before any driver is there.
    const early = await client.submitRun(request(), { deadlineMs: 1 })
    await driver(hanging, { concurrency: 1, sweepMs: 50 })
    await expect(client.waitForRun(early)).rejects.toMatchObject({ code })
    expect(hanging.started).toEqual([])

    const running = await client.submitRun(request(), { deadlineMs: 1_500 })
    await until(() => hanging.running === 1)
    const waiting = await client.submitRun(request(), { deadlineMs: 100 })
    await expect(client.waitForRun(waiting)).rejects.toMatchObject({ code })
    await expect(client.waitForRun(running)).rejects.toMatchObject({ code })
    await until(() => hanging.running === 0)
    expect(hanging.started).toHaveLength(1)
  })

  it('keep their first outcome when two processes end one run', async () => {
    const store = createRunStore(await place.connect())
    const error = new SwitchyardError('INTERNAL', 'The second.').toInfo()
    const failed = { type: 'run-failed' as const, error, atMs: 1 }
    await driver(answering())
    const runId = await client.submitRun(request())
    const result = await client.waitForRun(runId)
    const before = await store.eventsAfter(runId, '-')

    expect(await store.finish(runId, { ok: false, error }, { ...failed, runId })).toBe(false)
    await store.addEvent({ ...failed, runId })
    expect(await client.waitForRun(runId)).toEqual(result)
    expect(await store.eventsAfter(runId, '-')).toEqual(before)
  })

  it('remember of a finished step where it ran, why, and what that cost', async () => {
    const store = createRunStore(await place.connect())
    const candidate = candidateOf('owner/large', {
      backend: 'hugging-face',
      price: { perCall: 0.01 },
      limits: { maxPixels: 1e6 },
    })
    const route = {
      ranked: [
        {
          candidate,
          id: candidateId(candidate),
          reason: 'r',
          expectedMs: 5,
          measuredCalls: 1.5,
          costUsd: 0.01,
        },
      ],
      rejected: [],
      selection: 'The LLM chose it.',
    }
    const usage = { seconds: 1, inputTokens: 2, outputTokens: 3, costUsd: 0.01 }
    const attempts = [{ candidate: candidateId(candidate), durationMs: 1, usage }]
    const success = { output: { text: 'x' }, route, key: 'k', cacheHit: false, attempts }
    await store.saveStep('a-run', 's1', { identity: 'i', success })
    expect((await store.load('a-run')).steps.get('s1')).toEqual({ identity: 'i', success })
  })

  it('tell a reader who heard the beginning only the rest, also when the end came in between', async () => {
    const store = createRunStore(await place.connect())
    const runId = 'read-in-parts'
    const event = (atMs: number) => ({ type: 'answer-delta' as const, text: `${atMs}`, runId, atMs })
    await store.addEvent(event(1))
    const first = await store.eventsAfter(runId, '-')
    const error = new SwitchyardError('INTERNAL', 'The end.').toInfo()
    // Whether the second comes before or after the end, it must not be lost halfway.
    const [, finished] = await Promise.all([
      store.addEvent(event(2)),
      store.finish(runId, { ok: false, error }, { type: 'run-failed', error, runId, atMs: 3 }),
    ])
    expect(finished).toBe(true)
    expect(first.events).toEqual([event(1)])
    const rest = await store.eventsAfter(runId, first.last)
    expect(rest.events.map(({ atMs }) => atMs)).toEqual([2, 3])
    expect((await store.eventsAfter(runId, rest.last)).events).toEqual([])
  })

  it('say so when nobody knows them', async () => {
    await expect(client.waitForRun('nobody')).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('leave little behind once answered', async () => {
    await driver(answering())
    const runId = await client.submitRun(request())
    await client.waitForRun(runId)
    const connection = await place.connect()
    await until(async () => (await queueOverview(connection)).runs.active === 0)
    const keys = (await connection.redis.keys(`${place.namespace}:*`)).filter((key) => key.includes(runId))
    expect(keys.sort()).toEqual([
      `${place.namespace}:run-log:${runId}`,
      `${place.namespace}:run-result:${runId}`,
    ])
    for (const key of keys) expect(await connection.redis.pttl(key)).toBeGreaterThan(0)
    expect(await connection.redis.memory('USAGE', connection.keys.runResult(runId))).toBeLessThan(4096)
  })

  it.each(['', '123', 'a b', 'batch~0~1', 'x'.repeat(129)])(
    'are refused under the id "%s"',
    async (runId) => {
      await expect(client.submitRun(request(), { runId })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    },
  )

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'are refused a deadline of %s ms',
    async (deadlineMs) => {
      const refused = client.submitRun(request(), { deadlineMs })
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    },
  )

  /** Has a run wait again that a driver drives, as after a Redis that was full for longer than the run was held. */
  async function lose(runId: string): Promise<void> {
    const { redis: commands, namespace } = await place.connect()
    const queue = `${namespace}:${runQueues.interactive}`
    await commands
      .multi()
      .del(`${queue}:${runId}:lock`)
      .lrem(`${queue}:active`, 1, runId)
      .lpush(`${queue}:wait`, runId)
      .zadd(`${queue}:marker`, 0, '0')
      .exec()
  }

  it('are stopped when cancelled, also by a driver that has lost them', async () => {
    const executor = new FakeExecutor(async (_, signal) => never(signal))
    await driver(executor, { concurrency: 1, lockMs: 60_000 })
    const runId = await client.submitRun(request())
    await until(() => executor.running === 1)
    await lose(runId)
    await client.cancelRun(runId)
    await expect(client.waitForRun(runId)).rejects.toMatchObject({ code: 'CANCELLED' })
    await until(() => executor.running === 0)
  })

  it('let their driver leave also when it has lost and taken one again', async () => {
    const executor = new FakeExecutor(async (_, signal) => never(signal))
    const leaving = await driver(executor)
    const runId = await client.submitRun(request())
    await until(() => executor.running === 1)
    await lose(runId)
    await until(() => executor.running === 2)
    await leaving.close()
    expect([executor.running, leaving.active]).toEqual([0, 0])
    await driver(answering())
    expect(await client.waitForRun(runId)).toMatchObject({ status: 'answered' })
  })
})
