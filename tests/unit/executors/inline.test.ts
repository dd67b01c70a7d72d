import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RunEventBody } from '../../../src/agent/events.js'
import type { Candidate } from '../../../src/config/candidate.js'
import { type Profile, profileSchema } from '../../../src/config/profile.js'
import type { Clock } from '../../../src/core/clock.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { ok } from '../../../src/core/result.js'
import type { Executor, ReadyStep } from '../../../src/executors/executor.js'
import { createInlineExecutor } from '../../../src/executors/inline.js'
import type { StepCache } from '../../../src/executors/step-cache.js'
import { stepKey } from '../../../src/executors/step-key.js'
import type { LanguageModel } from '../../../src/llm/language-model.js'
import { type CandidateMemory, createCandidateMemory } from '../../../src/routing/candidate-memory.js'
import type { OpenModels } from '../../../src/routing/open-models/open-models.js'
import { scriptedModel } from '../../../src/testing.js'
import { outputField, textField } from '../../../src/tools/fields.js'
import { type AnyTool, defineTool } from '../../../src/tools/tool.js'
import { candidateOf, FakeBackend, type Reply } from '../../support/fake-backend.js'
import { HastyClock, ManualClock } from '../../support/manual-clock.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const a = candidateOf('a')
const b = candidateOf('b')
const idOf = (model: string) => `local:${model}@main:q8`
const fast = (steps: Partial<Profile['steps']> = {}): Profile => {
  const profile = profileSchema.parse({ name: 'test', description: '' })
  return { ...profile, steps: { ...profile.steps, ...steps } }
}
const transient = () => new SwitchyardError('HOST_CRASHED', 'The host died.', { retryable: true })
const broken = () => new SwitchyardError('MODEL_BROKEN', 'The file is damaged.')

class MemoryCache implements StepCache {
  readonly entries = new Map<string, Record<string, unknown>>()
  readonly degraded = undefined
  async get(key: string) {
    return this.entries.get(key)
  }
  set(key: string, output: Record<string, unknown>) {
    this.entries.set(key, output)
  }
  async close() {}
}

let events: RunEventBody[]
beforeEach(() => {
  events = []
})

function executorOf(
  backend: FakeBackend,
  rest: {
    candidates?: Candidate[]
    tools?: AnyTool[]
    profile?: Profile
    cache?: StepCache
    clock?: Clock
    openModels?: OpenModels
    memory?: CandidateMemory
    hasToken?: boolean
    selectWith?: LanguageModel
    random?: () => number
  } = {},
): Executor {
  const {
    candidates = [a, b],
    tools = [testTools.upper],
    profile = fast(),
    clock = new HastyClock(),
    ...others
  } = rest
  return createInlineExecutor({
    registry: toolBox(...tools),
    catalog: { candidates: () => candidates },
    backends: [backend],
    profile,
    clock,
    random: () => 1,
    ...others,
  })
}

function run(executor: Executor, step: Partial<ReadyStep> = {}, signal = new AbortController().signal) {
  const ready = { runId: 'r', stepId: 's1', tool: 'upper', input: { text: 'hello' }, ...step }
  return executor.execute(ready, { signal, emit: (event) => events.push(event) })
}

async function failureOf(...args: Parameters<typeof run>) {
  const result = await run(...args)
  if (result.ok) throw new Error(`Succeeded with ${JSON.stringify(result.value.output)}`)
  return result.error
}

const ofType = <T extends RunEventBody['type']>(type: T) =>
  events.filter((event): event is Extract<RunEventBody, { type: T }> => event.type === type)

describe('a step', () => {
  it('runs on the first candidate of its route and says why', async () => {
    const backend = new FakeBackend({ a: [{ text: 'HELLO' }] })
    const result = await run(executorOf(backend), { index: 2 })
    expect(result).toMatchObject({
      ok: true,
      value: {
        output: { text: 'HELLO' },
        cacheHit: false,
        key: stepKey({ tool: 'upper', candidate: a, input: { text: 'hello' } }),
        attempts: [{ candidate: idOf('a') }],
        route: { ranked: [{ id: idOf('a') }, { id: idOf('b') }] },
      },
    })
    expect(backend.calls).toEqual([{ candidate: idOf('a'), input: { text: 'hello' } }])
    expect(events).toEqual([
      {
        type: 'step-routed',
        step: 's1',
        index: 2,
        candidate: idOf('a'),
        reason: expect.stringContaining('already loaded'),
      },
    ])
  })

  it('fails with everything that was considered when there is no route', async () => {
    const backend = new FakeBackend(
      {},
      { states: { a: { readiness: 'cached', unavailable: 'needs 6.0 GB, the budget is 2.0 GB' } } },
    )
    const { error, attempts } = await failureOf(executorOf(backend, { candidates: [a] }))
    expect(error.code).toBe('NO_ROUTE')
    expect(error.message).toContain('needs 6.0 GB')
    expect(attempts).toEqual([])
  })

  it('says so when a candidate needs a backend that is not there', async () => {
    const remote = candidateOf('r', { backend: 'hugging-face' })
    const executor = createInlineExecutor({
      registry: toolBox(testTools.upper),
      catalog: { candidates: () => [remote] },
      backends: [],
      profile: fast(),
      hasToken: true,
    })
    expect((await failureOf(executor)).error.message).toContain(
      'needs the backend hugging-face, which is not set up',
    )
  })

  it('fails when there is no such tool', async () => {
    expect((await failureOf(executorOf(new FakeBackend({})), { tool: 'nothing' })).error.code).toBe(
      'INVALID_PLAN',
    )
  })

  it('passes on what the backend reports', async () => {
    const backend = new FakeBackend({
      a: [
        async ({ onProgress }) => {
          onProgress({ kind: 'download', model: 'a', loadedBytes: 1, totalBytes: 2 })
          onProgress({ kind: 'load', model: 'a' })
          onProgress({ kind: 'inference', fraction: 0.5 })
          return { text: 'x' }
        },
      ],
    })
    await run(executorOf(backend), { index: 1 })
    expect(events.slice(1)).toEqual([
      { type: 'model-download', step: 's1', model: 'a', loadedBytes: 1, totalBytes: 2 },
      { type: 'model-load', step: 's1', model: 'a' },
      { type: 'step-progress', step: 's1', index: 1, fraction: 0.5 },
    ])
  })
})

describe('a failure', () => {
  it('that is transient is tried again on the same candidate, with growing waits', async () => {
    const backend = new FakeBackend({ a: [transient(), transient(), { text: 'x' }] })
    const clock = new HastyClock()
    const result = await run(executorOf(backend, { clock }))
    expect(result.ok && result.value.attempts.map(({ error }) => error?.code)).toEqual([
      'HOST_CRASHED',
      'HOST_CRASHED',
      undefined,
    ])
    expect(clock.waits).toEqual([500, 1000])
    expect(ofType('step-retried').map(({ nextMove }) => nextMove)).toEqual([
      'Trying again in 0.5 s (2 of 3).',
      'Trying again in 1.0 s (3 of 3).',
    ])
  })

  it('that goes on leads to the next candidate, after as many tries as the profile allows', async () => {
    const backend = new FakeBackend({ a: [transient(), transient()], b: [{ text: 'x' }] })
    const result = await run(executorOf(backend, { profile: fast({ attempts: 2 }) }))
    expect(result.ok && result.value.attempts.map(({ candidate }) => candidate)).toEqual([
      idOf('a'),
      idOf('a'),
      idOf('b'),
    ])
    expect(result.ok && result.value.key).toBe(
      stepKey({ tool: 'upper', candidate: b, input: { text: 'hello' } }),
    )
    expect(ofType('step-retried').at(-1)).toMatchObject({
      candidate: idOf('a'),
      nextMove: `Trying ${idOf('b')} instead.`,
    })
  })

  it('that is not transient leads to the next candidate at once', async () => {
    const backend = new FakeBackend({ a: [broken()], b: [{ text: 'x' }] })
    expect((await run(executorOf(backend))).ok).toBe(true)
    expect(backend.calls).toHaveLength(2)
  })

  it.each(['INVALID_REQUEST', 'UNSUPPORTED_MEDIA', 'MEDIA_TOO_LARGE', 'MEDIA_NOT_FOUND'] as const)(
    'that is the fault of the input (%s) ends the step at once, even if called retryable',
    async (code) => {
      const backend = new FakeBackend({ a: [new SwitchyardError(code, 'Bad input.', { retryable: true })] })
      const { error, attempts } = await failureOf(executorOf(backend))
      expect(error.message).toBe('Bad input.')
      expect(attempts).toHaveLength(1)
    },
  )

  it('of every candidate names them all', async () => {
    const backend = new FakeBackend({
      a: [broken()],
      b: [new SwitchyardError('MODEL_UNAVAILABLE', 'Not there.')],
    })
    const { error, attempts } = await failureOf(executorOf(backend))
    expect(error.code).toBe('MODEL_BROKEN')
    expect(error.message).toContain(`${idOf('a')}: The file is damaged.`)
    expect(error.message).toContain(`${idOf('b')}: Not there.`)
    expect(attempts).toHaveLength(2)
  })

  it('of a Hub that does not answer spares those that would have to be downloaded from it', async () => {
    const away = new SwitchyardError('MODEL_UNAVAILABLE', 'a is not here, and the Hub is away.', {
      details: { reason: 'unreachable' },
    })
    const absent = { readiness: 'absent' } as const
    const candidates = [a, b, candidateOf('c')]
    const none = new FakeBackend({ a: [away] }, { states: { a: absent, b: absent, c: absent } })
    const { error } = await failureOf(executorOf(none, { candidates }))
    expect(error.message).toBe('a is not here, and the Hub is away.')
    const one = new FakeBackend({ a: [away], c: [broken()] }, { states: { a: absent, b: absent } })
    expect((await failureOf(executorOf(one, { candidates }))).error.message).toContain('The file is damaged.')
    expect(one.calls.map(({ candidate }) => candidate)).not.toContain(idOf('b'))
  })

  it('of the only candidate is given as it is', async () => {
    const { error } = await failureOf(executorOf(new FakeBackend({ a: [broken()] }), { candidates: [a] }))
    expect(error.message).toBe('The file is damaged.')
  })

  it('thrown by a backend against its contract is a failure like any other', async () => {
    const backend = new FakeBackend({ a: [() => Promise.reject(new Error('oops'))], b: [{ text: 'x' }] })
    expect((await run(executorOf(backend))).ok).toBe(true)
  })

  it('to give what the tool promises counts as a broken model', async () => {
    const backend = new FakeBackend({ a: [{ words: 3 }], b: [{ text: 'x' }] })
    const result = await run(executorOf(backend))
    expect(result.ok && result.value.attempts[0]?.error?.message).toMatch(
      /^a gave a result that does not fit upper: text/,
    )
  })

  it('of three steps in a row rests a candidate, until a while has passed', async () => {
    const clock = new ManualClock()
    const backend = new FakeBackend({
      a: [broken(), broken(), broken(), { text: 'back' }],
    })
    const executor = executorOf(backend, { clock, candidates: [a] })
    for (const text of ['1', '2', '3']) await run(executor, { input: { text } })
    const { error } = await failureOf(executor, { input: { text: '4' } })
    expect(error).toMatchObject({
      code: 'NO_ROUTE',
      details: {
        rejected: [{ candidate: idOf('a'), reason: 'failed 3 times in a row, rests for another 30 s' }],
      },
    })
    clock.advance(30_000)
    const result = await run(executor, { input: { text: '5' } })
    expect(result.ok && result.value.output).toEqual({ text: 'back' })
    expect(backend.unused).toEqual([])
  })

  it('of two steps puts a candidate behind the others, until that has faded', async () => {
    let now = 0
    const backend = new FakeBackend({
      a: [broken(), broken(), { text: 'back' }],
      b: [{ text: '1' }, { text: '2' }, { text: '3' }],
    })
    const executor = executorOf(backend, { memory: createCandidateMemory({ now: () => now }) })
    for (const text of ['1', '2', '3']) await run(executor, { input: { text } })
    now = 600_000
    const result = await run(executor, { input: { text: '4' } })
    expect(result.ok && result.value.output).toEqual({ text: 'back' })
    expect(backend.calls.map(({ candidate }) => candidate)).toEqual(['a', 'b', 'a', 'b', 'b', 'a'].map(idOf))
  })

  it('of the input does not count against the candidate', async () => {
    const bad = () => new SwitchyardError('UNSUPPORTED_MEDIA', 'No.')
    const backend = new FakeBackend({ a: [bad(), bad(), bad(), { text: 'x' }] })
    const executor = executorOf(backend, { candidates: [a] })
    for (let at = 0; at < 3; at += 1) await run(executor)
    expect((await run(executor)).ok).toBe(true)
  })
})

describe('the time of a call', () => {
  it('is remembered, without the wait for a host, and orders the candidates from then on', async () => {
    const clock = new ManualClock()
    const memory = createCandidateMemory({ now: () => 0 })
    const slow: Reply = async ({ onProgress }) => {
      onProgress({ kind: 'queued' })
      clock.advance(60_000)
      onProgress({ kind: 'started' })
      clock.advance(4000)
      return { text: 'x' }
    }
    const executor = executorOf(new FakeBackend({ a: [slow] }), { clock, memory })
    const result = await run(executor)
    expect(result.ok && result.value.attempts[0]?.usage).toEqual({ seconds: 4, costUsd: 0 })
    expect(memory.get('upper', idOf('a'))).toMatchObject({ calls: 1, log2Ms: Math.log2(4000) })
  })

  it('says nothing when a model had to be loaded for it', async () => {
    const memory = createCandidateMemory()
    const loading: Reply = async ({ onProgress }) => {
      onProgress({ kind: 'load', model: 'a' })
      return { text: 'x' }
    }
    await run(executorOf(new FakeBackend({ a: [loading] }), { memory }))
    expect(memory.get('upper', idOf('a'))).toMatchObject({ calls: 0, successes: 1 })
  })
})

describe('with selection: llm', () => {
  const choosing: Profile = { ...fast(), selection: 'llm' }

  it('the LLM puts one of the candidates that fit in front, and the route says so', async () => {
    const selectWith = scriptedModel([{ json: { candidate: idOf('b'), reason: 'It is better at this.' } }])
    const backend = new FakeBackend({ b: [{ text: 'x' }] })
    const result = await run(executorOf(backend, { profile: choosing, selectWith }))
    expect(result.ok && result.value.route).toMatchObject({
      ranked: [{ id: idOf('b') }, { id: idOf('a') }],
      selection: expect.stringContaining('It is better at this.'),
    })
    expect(ofType('step-routed')[0]?.reason).toContain('scripted:model chose')
    selectWith.assertDone()
  })

  it('the order stays that of the rules when the LLM names something else', async () => {
    const selectWith = scriptedModel([{ json: { candidate: 'rm -rf /', reason: 'x' } }])
    const backend = new FakeBackend({ a: [{ text: 'x' }] })
    const result = await run(executorOf(backend, { profile: choosing, selectWith }))
    expect(result.ok && result.value.route?.selection).toContain('could not choose')
  })

  it('no LLM is asked by default', async () => {
    const selectWith = scriptedModel([])
    const result = await run(executorOf(new FakeBackend({ a: [{ text: 'x' }] }), { selectWith }))
    expect(result.ok && result.value.route?.selection).toBeUndefined()
    selectWith.assertDone()
  })
})

describe('a finished step', () => {
  it('is not computed again', async () => {
    const cache = new MemoryCache()
    const backend = new FakeBackend({ a: [{ text: 'x' }] })
    const executor = executorOf(backend, { cache })
    await run(executor)
    const again = await run(executor, { stepId: 's7' })
    expect(again).toMatchObject({ ok: true, value: { output: { text: 'x' }, cacheHit: true, attempts: [] } })
    expect(backend.calls).toHaveLength(1)
  })

  it('is computed again when what was stored no longer fits the tool', async () => {
    const cache = new MemoryCache()
    cache.set(stepKey({ tool: 'upper', candidate: a, input: { text: 'hello' } }), { words: 3 })
    expect(await run(executorOf(new FakeBackend({ a: [{ text: 'x' }] }), { cache }))).toMatchObject({
      value: { cacheHit: false, output: { text: 'x' } },
    })
  })

  it('is remembered for the candidate that made it, so that the better one is tried again', async () => {
    const cache = new MemoryCache()
    const backend = new FakeBackend({ a: [broken(), { text: 'good' }], b: [{ text: 'poor' }] })
    const executor = executorOf(backend, { cache })
    expect(await run(executor)).toMatchObject({ value: { output: { text: 'poor' } } })
    expect(await run(executor)).toMatchObject({ value: { output: { text: 'good' } } })
  })

  it('is not stored when it failed', async () => {
    const cache = new MemoryCache()
    await run(executorOf(new FakeBackend({ a: [broken()] }), { cache, candidates: [a] }))
    expect(cache.entries.size).toBe(0)
  })
})

describe('the same step asked for twice at once', () => {
  it('is computed once', async () => {
    const backend = new FakeBackend({ a: [async () => ({ text: 'x' })] })
    const executor = executorOf(backend)
    const results = await Promise.all([run(executor), run(executor, { stepId: 's2' })])
    expect(results.map((result) => result.ok && [result.value.output, result.value.cacheHit])).toEqual([
      [{ text: 'x' }, false],
      [{ text: 'x' }, true],
    ])
    expect(backend.calls).toHaveLength(1)
  })

  it('survives that the first who asked is cancelled', async () => {
    const first = new AbortController()
    const hang = ({ signal }: { signal: AbortSignal }) =>
      new Promise<SwitchyardError>((resolve) =>
        signal.addEventListener('abort', () => resolve(new SwitchyardError('CANCELLED', 'Cancelled.'))),
      )
    const backend = new FakeBackend({ a: [hang, { text: 'x' }] })
    const executor = executorOf(backend, { candidates: [a] })
    const leading = run(executor, {}, first.signal)
    const following = run(executor, { stepId: 's2' })
    await expect.poll(() => backend.calls.length).toBe(1)
    first.abort()
    expect(await leading).toMatchObject({ ok: false, error: { error: { code: 'CANCELLED' } } })
    expect(await following).toMatchObject({ ok: true, value: { output: { text: 'x' }, cacheHit: false } })
  })
})

describe('cancellation', () => {
  const deaf = () => new Promise<SwitchyardError>(() => {})

  it('ends a step at once, even on a backend that does not listen', async () => {
    const controller = new AbortController()
    const backend = new FakeBackend({ a: [deaf] })
    const failure = failureOf(executorOf(backend), {}, controller.signal)
    await expect.poll(() => backend.calls.length).toBe(1)
    controller.abort()
    expect(await failure).toMatchObject({ error: { code: 'CANCELLED' } })
    expect(backend.calls).toHaveLength(1)
  })

  it('ends the wait between two tries', async () => {
    const controller = new AbortController()
    const clock = new ManualClock()
    const backend = new FakeBackend({ a: [transient()] })
    const failure = failureOf(executorOf(backend, { clock, candidates: [a] }), {}, controller.signal)
    await expect.poll(() => clock.pending).toContain(500)
    controller.abort()
    const { error, attempts } = await failure
    expect(error.code).toBe('CANCELLED')
    expect(attempts).toHaveLength(1)
    expect(clock.pending).toEqual([])
  })

  it('before the start calls nothing', async () => {
    const backend = new FakeBackend({})
    const { error } = await failureOf(executorOf(backend), {}, AbortSignal.abort())
    expect(error.code).toBe('CANCELLED')
    expect(backend.calls).toEqual([])
  })

  it('comes with closing the executor, which leaves the backends alone', async () => {
    const backend = new FakeBackend({ a: [deaf] })
    const executor = executorOf(backend)
    const failure = failureOf(executor)
    await executor.close()
    expect((await failure).error.code).toBe('CANCELLED')
    expect(backend.closed).toBe(false)
  })
})

describe('the time limit of a step', () => {
  it('ends it with TIMEOUT, without trying other candidates', async () => {
    const clock = new ManualClock()
    const backend = new FakeBackend({ a: [() => new Promise(() => {})] })
    const failure = failureOf(executorOf(backend, { clock, profile: fast({ timeoutMs: 5000 }) }))
    await expect.poll(() => backend.calls.length).toBe(1)
    clock.advance(5000)
    const { error } = await failure
    expect(error.code).toBe('TIMEOUT')
    expect(error.message).toContain('longer than 5 s')
    expect(backend.calls).toHaveLength(1)
  })

  it('counts as a failure of the candidate that used it up, which then rests', async () => {
    const clock = new ManualClock()
    const never = () => new Promise<never>(() => {})
    const backend = new FakeBackend({ a: [never, never, never] })
    const executor = executorOf(backend, { clock, candidates: [a], profile: fast({ timeoutMs: 5000 }) })
    for (const [at, text] of ['1', '2', '3'].entries()) {
      const failure = failureOf(executor, { input: { text } })
      await expect.poll(() => backend.calls.length).toBe(at + 1)
      clock.advance(5000)
      expect((await failure).error.code).toBe('TIMEOUT')
    }
    const { error } = await failureOf(executor, { input: { text: '4' } })
    expect(error.code).toBe('NO_ROUTE')
    expect(error.message).toContain('failed 3 times in a row')
  })

  it('of whoever asked says nothing of the candidate', async () => {
    const never = () => new Promise<never>(() => {})
    const backend = new FakeBackend({ a: [never, never, never, { text: 'A' }] })
    const executor = executorOf(backend, { candidates: [a] })
    for (const [at, text] of ['1', '2', '3'].entries()) {
      const stop = new AbortController()
      const failure = failureOf(executor, { input: { text } }, stop.signal)
      await expect.poll(() => backend.calls.length).toBe(at + 1)
      stop.abort(new DOMException('', 'TimeoutError'))
      expect((await failure).error.code).toBe('TIMEOUT')
    }
    expect((await run(executor, { input: { text: '4' } })).ok).toBe(true)
  })

  it('does not count downloads', async () => {
    const clock = new ManualClock()
    const backend = new FakeBackend({
      a: [
        async ({ onProgress }) => {
          clock.advance(3000)
          onProgress({ kind: 'download', model: 'a', loadedBytes: 0, totalBytes: 9 })
          clock.advance(100_000)
          onProgress({ kind: 'download', model: 'a', loadedBytes: 9, totalBytes: 9 })
          onProgress({ kind: 'load', model: 'a' })
          clock.advance(1999)
          return { text: 'x' }
        },
      ],
    })
    expect((await run(executorOf(backend, { clock, profile: fast({ timeoutMs: 5000 }) }))).ok).toBe(true)
    expect(clock.pending).toEqual([])
  })
})

function loop(): object {
  const value: { self?: object } = {}
  value.self = value
  return value
}

describe("a user's own tool", () => {
  const own = (
    run: (input: { text: string }, context: { signal: AbortSignal }) => Promise<{ text: string }>,
  ) =>
    defineTool({
      id: 'own',
      description: 'Mine.',
      input: z.object({ text: textField('Text.') }),
      output: z.object({ text: outputField(z.string(), 'text', 'Text.') }),
      describe: ({ text }) => text,
      run,
    })
  const nobody = () => new FakeBackend({})

  it('runs in process, without route, and is never remembered', async () => {
    const cache = new MemoryCache()
    let calls = 0
    const tool = own(async ({ text }) => ({ text: `${text} ${++calls}` }))
    const executor = executorOf(nobody(), { tools: [tool], cache })
    expect(await run(executor, { tool: 'own' })).toMatchObject({
      ok: true,
      value: { output: { text: 'hello 1' }, cacheHit: false },
    })
    const again = await run(executor, { tool: 'own' })
    expect(again).toMatchObject({ ok: true, value: { output: { text: 'hello 2' } } })
    expect(again.ok && 'route' in again.value).toBe(false)
    expect(cache.entries.size).toBe(0)
  })

  it('that throws fails its step and is not run again', async () => {
    let calls = 0
    const tool = own(async () => {
      calls += 1
      throw new Error('no such row')
    })
    const { error } = await failureOf(executorOf(nobody(), { tools: [tool] }), { tool: 'own' })
    expect(error.message).toContain('no such row')
    expect(calls).toBe(1)
  })

  it('is tried again when it says that this may help', async () => {
    const outcomes = [() => Promise.reject(transient()), () => Promise.resolve({ text: 'x' })]
    const tool = own(() => outcomes.shift()?.() ?? Promise.reject(new Error('called too often')))
    expect((await run(executorOf(nobody(), { tools: [tool] }), { tool: 'own' })).ok).toBe(true)
  })

  it('that returns something else than it promised fails, naming the field', async () => {
    const tool: AnyTool = { ...own(async () => ({ text: '' })), run: async () => ({ text: 3 }) }
    const { error } = await failureOf(executorOf(nobody(), { tools: [tool] }), { tool: 'own' })
    expect(error.message).toMatch(/own returned a wrong result: text/)
  })

  it.each([
    ['a big integer', 10n],
    ['a loop', loop()],
  ])('that returns %s, which no run record can hold, fails and says so', async (_what, value) => {
    const output = z.object({ any: outputField(z.unknown(), 'text', 'Anything.') })
    const tool: AnyTool = { ...own(async () => ({ text: '' })), output, run: async () => ({ any: value }) }
    const { error } = await failureOf(executorOf(nobody(), { tools: [tool] }), { tool: 'own' })
    expect(error.message).toMatch(/own returned a wrong result: it can't be written as JSON/)
  })

  it('is told when to stop, and not waited for', async () => {
    const controller = new AbortController()
    let told = false
    const tool = own((_input, { signal }) => {
      signal.addEventListener('abort', () => {
        told = true
      })
      controller.abort()
      return new Promise(() => {})
    })
    const { error } = await failureOf(
      executorOf(nobody(), { tools: [tool] }),
      { tool: 'own' },
      controller.signal,
    )
    expect(error.code).toBe('CANCELLED')
    expect(told).toBe(true)
  })
})

describe('a tool of the user', () => {
  it('is not started for a run that has been cancelled', async () => {
    let started = false
    const tool: AnyTool = {
      ...testTools.upper,
      run: async () => {
        started = true
        return { text: 'x' }
      },
    }
    await failureOf(executorOf(new FakeBackend({}), { tools: [tool] }), {}, AbortSignal.abort())
    expect(started).toBe(false)
  })
})

describe('the concurrency of an executor', () => {
  it('is what the profile says, or twice its hosts, at least 4', () => {
    const profile = fast()
    const of = (changes: Partial<Profile>) =>
      executorOf(new FakeBackend({}), { profile: { ...profile, ...changes } }).concurrency
    expect(of({ steps: { ...profile.steps, concurrency: 7 } })).toBe(7)
    expect(of({ local: { ...profile.local, hosts: 8 } })).toBe(16)
    expect(of({ local: { ...profile.local, hosts: 1 } })).toBe(4)
  })
})

describe('a step that names a model', () => {
  const c = candidateOf('owner/c')
  const resolved = (candidates: Candidate[], rejected: { candidate: string; reason: string }[] = []) => {
    const asked: string[] = []
    const openModels: OpenModels = {
      async resolve(model, tool) {
        asked.push(`${tool.id} ${model}`)
        return ok({ candidates, rejected })
      },
      taskOf: async () => undefined,
      close: async () => {},
    }
    return { asked, openModels }
  }

  it('runs on this one alone, and the catalogue is not looked into for others', async () => {
    const backend = new FakeBackend({ 'owner/c': [{ text: 'HELLO' }] })
    const { asked, openModels } = resolved(
      [c],
      [{ candidate: 'hugging-face:owner/c:auto', reason: 'has no provider' }],
    )
    const result = await run(executorOf(backend, { openModels }), { model: 'owner/c@v2' })

    expect(asked).toEqual(['upper owner/c@v2'])
    expect(result.ok && result.value.route).toMatchObject({
      ranked: [{ id: idOf('owner/c') }],
      rejected: [{ reason: 'has no provider' }],
    })
  })

  it("takes the catalogue's word for what it lists", async () => {
    const backend = new FakeBackend({ 'owner/c': [{ text: 'HELLO' }] })
    const { asked, openModels } = resolved([])
    const candidates = [a, { ...c, options: { windowSeconds: 6 } }]
    const result = await run(executorOf(backend, { openModels, candidates }), { model: 'owner/c' })

    expect(asked).toEqual([])
    expect(result.ok && result.value.route?.ranked[0]?.candidate.options).toEqual({ windowSeconds: 6 })
  })

  it('that the catalogue lists at a server alone is looked up for running here, too', async () => {
    const server = candidateOf('owner/c', { backend: 'hugging-face' })
    const backend = new FakeBackend({ 'owner/c': [{ text: 'HELLO' }] })
    const { asked, openModels } = resolved([c, candidateOf('owner/c', { backend: 'hugging-face', speed: 1 })])
    const profile: Profile = { ...fast(), backends: ['local', 'hugging-face'] }
    const executor = executorOf(backend, { openModels, profile, candidates: [a, server], hasToken: true })
    const result = await run(executor, { model: 'owner/c' })

    expect(asked).toEqual(['upper owner/c'])
    expect(backend.calls).toMatchObject([{ candidate: idOf('owner/c') }])
    // At the server the catalogue's word counts; there is no backend for it here.
    expect(result.ok && result.value.route).toMatchObject({
      ranked: [{ id: idOf('owner/c') }],
      rejected: [{ candidate: 'hugging-face:owner/c:auto' }],
    })
  })

  it('fails with NO_ROUTE and all reasons when there is no way to run it', async () => {
    const { openModels } = resolved(
      [c],
      [{ candidate: 'hugging-face:owner/c:auto', reason: 'has no provider' }],
    )
    const profile: Profile = { ...fast(), backends: ['hugging-face'] }
    const { error } = await failureOf(executorOf(new FakeBackend({}), { openModels, profile }), {
      model: 'owner/c',
    })

    expect(error.code).toBe('NO_ROUTE')
    expect(error.message).toMatch(/2 candidates: .*has no provider.*does not use that/)
  })

  it('can be named for a tool by the profile, and by the step over it', async () => {
    const backend = new FakeBackend({ a: [{ text: 'A' }], 'owner/c': [{ text: 'C' }] })
    const { asked, openModels } = resolved([a])
    const profile: Profile = { ...fast(), models: { upper: 'owner/c' } }
    const executor = executorOf(backend, { openModels, profile, candidates: [a, c] })
    const outputs = [await run(executor), await run(executor, { model: 'other/d' })]

    expect(outputs.map((one) => one.ok && one.value.output)).toEqual([{ text: 'C' }, { text: 'A' }])
    expect(asked).toEqual(['upper other/d'])
  })
})
