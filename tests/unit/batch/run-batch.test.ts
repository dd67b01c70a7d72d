import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { lstat, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Request, RunOptions } from '../../../src/agent/options.js'
import { type RunResult, startRun } from '../../../src/agent/run.js'
import type { BatchProgress } from '../../../src/batch/progress.js'
import { answerOf, type ResultLine } from '../../../src/batch/result-line.js'
import { type BatchAgent, type BatchOptions, runBatch } from '../../../src/batch/run-batch.js'
import { type ErrorInfo, SwitchyardError } from '../../../src/core/errors.js'
import { createSpending } from '../../../src/spending/spending.js'
import { collectGarbage } from '../../support/gc.js'
import { noUsage } from '../../support/usage.js'

let dir: string
let jobs: string
let out: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-batch-'))
  jobs = join(dir, 'jobs.jsonl')
  out = join(dir, 'results.jsonl')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

type Answer = Partial<Pick<RunResult, 'answer' | 'status' | 'steps'>>

/** An agent that answers by a function; an error thrown from it fails the run. */
class FakeAgent implements BatchAgent {
  readonly asked: string[] = []
  running = 0
  mostRunning = 0
  readonly parts = { executor: { concurrency: 3 } }
  readonly #answer: (request: Request, signal: AbortSignal) => Promise<Answer> | Answer

  constructor(answer: (request: Request, signal: AbortSignal) => Promise<Answer> | Answer = () => ({})) {
    this.#answer = answer
  }

  run(request: Request) {
    return startRun(async ({ runId, signal }) => {
      this.asked.push(request.text)
      this.running += 1
      this.mostRunning = Math.max(this.mostRunning, this.running)
      try {
        const { answer = `answer to ${request.text}`, ...rest } = await this.#answer(request, signal)
        const status = 'answered'
        const nothing = { media: {}, plan: { steps: [] }, planned: [], steps: [], evidence: [], outputs: [] }
        const none = { ...nothing, usage: noUsage, durationMs: 1 }
        return { runId, text: request.text, status, answer, ...none, ...rest }
      } finally {
        this.running -= 1
      }
    })
  }
}

const job = (id: string) => JSON.stringify({ custom_id: id, body: { text: `text ${id}` } })
const write = (...lines: string[]) => writeFile(jobs, lines.map((line) => `${line}\n`).join(''))
const run = (agent: BatchAgent, options: Partial<BatchOptions> = {}) =>
  runBatch({ agent, jobs, out, ...options })

async function results(): Promise<ResultLine[]> {
  const text = await readFile(out, 'utf8')
  expect(text === '' || text.endsWith('\n')).toBe(true)
  return text.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []))
}
const idsOf = (lines: readonly ResultLine[]) => lines.map(({ custom_id }) => custom_id).sort()

/** Fails the jobs named, answers the others. */
const failing = (...ids: string[]) =>
  new FakeAgent(({ text }) => {
    if (ids.includes(text.replace('text ', '')))
      throw new SwitchyardError('NO_ROUTE', `${text} has no route.`)
    return {}
  })

describe('runBatch', () => {
  it('answers every job and writes a line for each', async () => {
    await write(job('a'), '', job('b'), job('c'))
    const summary = await run(new FakeAgent())
    expect(summary).toMatchObject({
      status: 'done',
      total: 3,
      answered: 3,
      partly: 0,
      failed: 0,
      kept: 0,
      out,
    })
    const lines = await results()
    expect(idsOf(lines)).toEqual(['a', 'b', 'c'])
    for (const { id, custom_id, response } of lines)
      expect(response).toMatchObject({ request_id: id, body: { answer: `answer to text ${custom_id}` } })
  })

  it('goes on when a job fails, and says why in its line', async () => {
    await write(job('a'), job('b'))
    expect(await run(failing('a'))).toMatchObject({ answered: 1, failed: 1 })
    expect((await results()).find(({ custom_id }) => custom_id === 'a')).toMatchObject({
      response: null,
      error: { code: 'NO_ROUTE', message: 'text a has no route.' },
    })
  })

  it('reports broken lines and duplicates, and runs the rest', async () => {
    await write(job('a'), '{"custom_id"', job('b'), job('a'), '{"body": {"text": "x"}}')
    const agent = new FakeAgent()
    expect(await run(agent)).toMatchObject({ total: 5, answered: 2, failed: 3 })
    expect(agent.asked.sort()).toEqual(['text a', 'text b'])
    const errors = (await results()).flatMap(({ custom_id, error }) =>
      error ? [{ custom_id, ...error }] : [],
    )
    expect(errors.map(({ line }) => line).sort()).toEqual([2, 4, 5])
    expect(errors.find(({ line }) => line === 4)).toMatchObject({
      custom_id: null,
      message: expect.stringContaining('"a" is taken by line 1'),
    })
  })

  it('refuses broken lines before anything runs when strict', async () => {
    await write(job('a'), 'x', job('a'))
    const agent = new FakeAgent()
    await expect(run(agent, { strict: true })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(/2 of 3 lines[\s\S]*line 2[\s\S]*line 3/),
    })
    expect(agent.asked).toEqual([])
    await expect(readFile(out)).rejects.toThrow('ENOENT')
  })

  it('does only what is missing when started again, and leaves results of other jobs alone', async () => {
    await write(job('a'), job('b'), job('gone'))
    await run(failing('b'))
    await write(job('b'), job('c'), job('a'))
    const agent = new FakeAgent()
    const before = await readFile(out, 'utf8')
    expect(await run(agent)).toMatchObject({ total: 3, kept: 2, answered: 2, failed: 1 })
    expect(agent.asked).toEqual(['text c'])
    expect(await readFile(out, 'utf8')).toMatch(
      new RegExp(`^${before.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
    )
    expect(idsOf(await results())).toEqual(['a', 'b', 'c', 'gone'])
  })

  it('does failures again only when told to, and keeps one result for each', async () => {
    await write(job('a'), job('b'))
    await run(failing('b'))
    const agent = new FakeAgent()
    expect(await run(agent, { retryFailed: true })).toMatchObject({ answered: 2, failed: 0, kept: 1 })
    expect(agent.asked).toEqual(['text b'])
    expect(idsOf(await results())).toEqual(['a', 'b'])
  })

  it('changes nothing when there is nothing to do', async () => {
    await write(job('a'), 'broken')
    await run(new FakeAgent())
    const before = await readFile(out, 'utf8')
    expect(await run(new FakeAgent(), { retryFailed: true })).toMatchObject({
      kept: 2,
      answered: 1,
      failed: 1,
    })
    expect(await readFile(out, 'utf8')).toBe(before)
  })

  it('runs a line that was mended, and takes its error out', async () => {
    await write(job('a'), '{"custom_id": "b"}')
    await run(new FakeAgent())
    await write(job('a'), job('b'))
    expect(await run(new FakeAgent())).toMatchObject({ answered: 2, failed: 0 })
    expect((await results()).map(({ error }) => error)).toEqual([null, null])
  })

  it('drops the half line of a crash and does that job again', async () => {
    await write(job('a'), job('b'))
    await run(new FakeAgent())
    const text = await readFile(out, 'utf8')
    await writeFile(out, text.slice(0, -20))
    const agent = new FakeAgent()
    await run(agent)
    expect(agent.asked).toHaveLength(1)
    expect(idsOf(await results())).toEqual(['a', 'b'])
  })

  it('writes through a link', async () => {
    const real = join(dir, 'real.jsonl')
    await writeFile(real, '')
    await symlink(real, out)
    await write(job('a'))
    await run(failing('a'))
    await run(new FakeAgent(), { retryFailed: true })
    expect((await lstat(out)).isSymbolicLink()).toBe(true)
    expect(idsOf(await results())).toEqual(['a'])
  })

  it.each([
    ['no jobs file', () => ({ jobs: join(dir, 'none.jsonl') }), 'There is no file'],
    ['results that are the jobs', () => ({ out: jobs }), 'holds the jobs'],
    ['results in no folder', () => ({ out: join(dir, 'no', 'r.jsonl') }), 'no folder'],
    ['no job at once', () => ({ concurrency: 0 }), 'whole number'],
  ])('refuses %s', async (_, options, message) => {
    await write(job('a'))
    await expect(run(new FakeAgent(), options())).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(message),
    })
    expect(await readFile(jobs, 'utf8')).toBe(`${job('a')}\n`)
  })

  it('refuses a results file that another batch writes to, and lets go of it in the end', async () => {
    await write(job('a'))
    let second: unknown
    const agent = new FakeAgent(async () => {
      second = await run(new FakeAgent()).catch((error) => error)
      return {}
    })
    await run(agent)
    if (process.platform !== 'darwin')
      expect(second).toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('Another batch'),
      })
    expect(await run(new FakeAgent())).toMatchObject({ kept: 1 })
  })

  it('says where it stands after each job, and how many steps were remembered', async () => {
    await write(job('a'), job('b'))
    const step = {
      id: 's1',
      tool: 't',
      status: 'done' as const,
      subject: 'x',
      calls: [],
      startedMs: 0,
      durationMs: 0,
    }
    const agent = new FakeAgent(() => ({
      steps: [
        { ...step, cacheHit: true },
        { ...step, cacheHit: false },
      ],
    }))
    const seen: BatchProgress[] = []
    await run(agent, { concurrency: 1, onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ answered, cacheHits, total }) => [answered, cacheHits, total])).toEqual([
      [0, 0, 2],
      [1, 1, 2],
      [2, 2, 2],
    ])
  })

  it('counts answers in part as such', async () => {
    await write(job('a'))
    expect(await run(new FakeAgent(() => ({ status: 'partly' })))).toMatchObject({
      answered: 0,
      partly: 1,
      failed: 0,
    })
  })
})

describe('a batch that is stopped', () => {
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  it('starts nothing new, cancels what runs, keeps what is done and goes on from there', async () => {
    await write(...['a', 'b', 'c', 'd', 'e', 'f'].map(job))
    const controller = new AbortController()
    const agent = new FakeAgent(({ text }, signal) => (text === 'text a' ? {} : untilAborted(signal)))
    const summary = await run(agent, {
      concurrency: 2,
      signal: controller.signal,
      onProgress: ({ answered }) => answered === 1 && controller.abort(),
    })
    expect(summary).toMatchObject({ status: 'interrupted', total: 6, answered: 1, failed: 0 })
    expect(agent.asked.length).toBeLessThanOrEqual(3)
    expect(agent.running).toBe(0)
    expect(idsOf(await results())).toEqual(['a'])
    expect(await run(new FakeAgent())).toMatchObject({ status: 'done', kept: 1, answered: 6 })
  })

  it('does not take what a cancelled run still pieced together for an answer', async () => {
    await write(job('a'))
    const controller = new AbortController()
    const cut = { id: 's1', tool: 't', status: 'cancelled' as const, subject: 'x', calls: [] }
    const agent = new FakeAgent(() => {
      controller.abort()
      return { status: 'partly', steps: [{ ...cut, cacheHit: false, startedMs: 0, durationMs: 0 }] }
    })
    expect(await run(agent, { signal: controller.signal })).toMatchObject({
      status: 'interrupted',
      partly: 0,
    })
    expect(await results()).toEqual([])
  })

  it('has run nothing when it was stopped before it began', async () => {
    await write(job('a'))
    const agent = new FakeAgent()
    await expect(run(agent, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(agent.asked).toEqual([])
  })

  // Only Linux tells which files a process has open.
  it.runIf(process.platform === 'linux')('leaves no file open when onProgress throws', async () => {
    await write(job('a'))
    const onProgress = () => {
      throw new Error('no terminal')
    }
    await expect(run(new FakeAgent(), { onProgress })).rejects.toThrow('no terminal')
    const open = await readdir('/proc/self/fd')
    const files = await Promise.all(open.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
    expect(files).not.toContain(out)
  })

  it('stops as a whole when the disk is full, with no failures written for the rest', async () => {
    await write(...['a', 'b', 'c', 'd'].map(job))
    const agent = new FakeAgent(({ text }) => {
      if (text === 'text b') throw new SwitchyardError('STORE_FULL', 'The media store is full.')
      return {}
    })
    await expect(run(agent, { concurrency: 1 })).rejects.toMatchObject({
      code: 'STORE_FULL',
      message: expect.stringMatching(/media store is full.*same command/),
    })
    expect(idsOf(await results())).toEqual(['a'])
    expect(await run(new FakeAgent())).toMatchObject({ kept: 1, answered: 4 })
  })
})

describe('a long batch', () => {
  const count = 5000

  async function writeMany(): Promise<void> {
    const stream = createWriteStream(jobs)
    for (let n = 0; n < count; n++) if (!stream.write(`${job(`job-${n}`)}\n`)) await once(stream, 'drain')
    stream.end()
    await once(stream, 'close')
  }

  function heapAfterCollection(): number {
    collectGarbage()
    return process.memoryUsage().heapUsed
  }

  it('holds a few jobs at once and keeps none of their answers', async () => {
    await writeMany()
    const agent = new FakeAgent(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return { answer: 'x'.repeat(40_000) }
    })
    const before = heapAfterCollection()
    let most = 0
    const summary = await run(agent, {
      concurrency: 8,
      onProgress: ({ answered }) => {
        if (answered % 1250 === 0) most = Math.max(most, heapAfterCollection() - before)
      },
    })
    expect(summary).toMatchObject({ total: count, answered: count })
    expect(agent.mostRunning).toBe(8)
    // The answers are 200 MB.
    expect(most).toBeLessThan(40_000_000)
    const again = new FakeAgent()
    expect(await run(again)).toMatchObject({ kept: count })
    expect(again.asked).toEqual([])
  }, 180_000)
})

describe('a batch with a budget', () => {
  const profileOf = (perBatch?: number) => ({
    budget: { allowUnknownPrice: false, ...(perBatch !== undefined && { perBatch }) },
  })
  const stepWith = (error?: ErrorInfo): RunResult['steps'][number] => ({
    id: 's1',
    tool: 't',
    subject: 'x',
    status: error ? 'failed' : 'done',
    ...(error && { error }),
    calls: [],
    cacheHit: false,
    startedMs: 0,
    durationMs: 1,
  })

  /** Each job costs 10 cents. */
  class PayingAgent implements BatchAgent {
    readonly parts: BatchAgent['parts']
    readonly asked: string[] = []

    constructor(perBatch?: number) {
      this.parts = { executor: { concurrency: 2 }, profile: profileOf(perBatch) }
    }

    run(request: Request, { budget }: RunOptions) {
      return startRun(async ({ runId }) => {
        this.asked.push(request.text)
        const spending = createSpending({ budgets: budget ? [budget] : [] })
        const leave = spending.begin('hugging-face:x:auto', 0.1)
        if (leave.ok) leave.value.end({ seconds: 1, costUsd: 0.1 })
        const steps = [stepWith(leave.ok ? undefined : leave.error.toInfo())]
        const status: RunResult['status'] = leave.ok ? 'answered' : 'failed'
        const none = { media: {}, plan: { steps: [] }, planned: [], evidence: [], outputs: [] }
        const rest = { ...none, durationMs: 1, usage: spending.usage() }
        return { runId, text: request.text, status, answer: 'x', steps, ...rest }
      })
    }
  }

  it('stops when it is used up, keeps what is done, writes nothing for the rest, and does that the next time', async () => {
    await write(job('a'), job('b'), job('c'), job('d'), job('e'))
    const first = await run(new PayingAgent(), { maxCostUsd: 0.25 })
    expect(first).toMatchObject({ status: 'spent', answered: 2, failed: 0 })
    expect(first.costUsd).toBeCloseTo(0.2)
    const lines = await results()
    expect(lines).toHaveLength(2)
    expect(lines[0] && answerOf(lines[0])?.costUsd).toBeCloseTo(0.1)
    const agent = new PayingAgent()
    expect(await run(agent, { maxCostUsd: 1 })).toMatchObject({ status: 'done', kept: 2, answered: 5 })
    expect(agent.asked).toHaveLength(3)
  })

  it('takes the profile’s budget when none is given', async () => {
    await write(job('a'), job('b'), job('c'))
    expect(await run(new PayingAgent(0.15))).toMatchObject({ status: 'spent', answered: 1 })
  })

  it('is refused where other processes spend', async () => {
    await write(job('a'))
    await expect(run(new FakeAgent(), { maxCostUsd: 1 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('--redis'),
    })
  })
})
