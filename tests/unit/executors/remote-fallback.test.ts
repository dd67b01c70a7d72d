import { describe, expect, it } from 'vitest'
import { createTemplateResponder } from '../../../src/answer/template-responder.js'
import { type Profile, profileSchema } from '../../../src/config/profile.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { callStep } from '../../../src/executors/call-step.js'
import { createInlineExecutor, type InlineExecutorOptions } from '../../../src/executors/inline.js'
import type { StepCache } from '../../../src/executors/step-cache.js'
import { recordStep } from '../../../src/executors/step-record.js'
import type { StepReport } from '../../../src/executors/step-report.js'
import { createBudget } from '../../../src/spending/budget.js'
import { createSpending, type Spending } from '../../../src/spending/spending.js'
import { candidateOf, FakeBackend, type Reply } from '../../support/fake-backend.js'
import { HastyClock } from '../../support/manual-clock.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const local = candidateOf('small')
const remote = candidateOf('owner/large', {
  backend: 'hugging-face',
  provider: 'fal-ai',
  price: { perCall: 0.01 },
})
const tokens = candidateOf('owner/chat', {
  backend: 'hugging-face',
  price: { perMillionInputTokens: 100, perMillionOutputTokens: 1000 },
})
const broken = () => new SwitchyardError('MODEL_BROKEN', 'The file is damaged.')
const busy = () => new SwitchyardError('PROVIDER_UNAVAILABLE', 'No capacity.', { retryable: true })

function setUp(
  script: { local?: Record<string, Reply[]>; remote?: Record<string, Reply[]> },
  {
    candidates = [local, remote],
    profile,
    ...rest
  }: { candidates?: (typeof local)[]; profile?: Partial<Profile> } & Omit<
    Partial<InlineExecutorOptions>,
    'profile'
  > = {},
) {
  const here = new FakeBackend(script.local ?? {})
  const there = new FakeBackend(script.remote ?? {}, { id: 'hugging-face' })
  const clock = new HastyClock()
  const executor = createInlineExecutor({
    registry: toolBox(testTools.upper),
    catalog: { candidates: () => candidates },
    backends: [here, there],
    profile: { ...profileSchema.parse({ name: 'test', description: '' }), ...profile },
    hasToken: true,
    clock,
    random: () => 1,
    ...rest,
  })
  const run = async (text = 'hello', spending?: Spending) => {
    const { record, output } = await callStep({
      ready: { runId: 'r', stepId: 's1', tool: 'upper', input: { text } },
      tool: testTools.upper,
      executor,
      signal: new AbortController().signal,
      emit: () => {},
      spending,
      clock,
    })
    const step = recordStep({
      id: 's1',
      tool: 'upper',
      subject: 'a text',
      mapped: false,
      calls: [{ record, ...(output && { output }), summary: 'Done.' }],
      startedMs: 0,
      durationMs: 0,
    })
    return { record, output, step }
  }
  return { run, here, there }
}

async function answer(step: StepReport): Promise<string> {
  const asked = { text: 'q', media: {}, turns: [], plan: { steps: [] }, steps: [step] }
  let said = ''
  for await (const piece of createTemplateResponder().respond(asked, {
    signal: new AbortController().signal,
  }))
    said += piece
  return said
}

const budgetOf = (limitUsd: number) => createBudget({ scope: 'run', limitUsd, allowUnknownPrice: false })
const unused = ({ here, there }: { here: FakeBackend; there: FakeBackend }) => [
  ...here.unused,
  ...there.unused,
]

describe('when the first candidate fails', () => {
  it('a model at a provider takes over from this machine, and the record and the answer say why', async () => {
    const set = setUp({ local: { small: [broken()] }, remote: { 'owner/large': [{ text: 'HELLO' }] } })
    const { record, output, step } = await set.run()
    expect(output).toEqual({ text: 'HELLO' })
    expect(record.attempts).toMatchObject([
      { candidate: 'local:small@main:q8', error: { code: 'MODEL_BROKEN' } },
      { candidate: 'hugging-face:owner/large:fal-ai', usage: { costUsd: 0.01 } },
    ])
    expect(step.provenance).toBe(
      'upper ran on owner/large at Hugging Face (fal-ai), because small on this machine failed: The file is damaged.',
    )
    expect(await answer(step)).toContain(`Not on the first choice:\n- ${step.provenance} [s1]`)
    expect(unused(set)).toEqual([])
  })

  it('this machine takes over from a provider, after its retries, when the profile has servers first', async () => {
    const set = setUp(
      { local: { small: [{ text: 'x' }] }, remote: { 'owner/large': [busy(), busy(), busy()] } },
      { profile: { backends: ['hugging-face', 'local'] } },
    )
    const { record, step } = await set.run()
    expect(record.attempts.map(({ candidate }) => candidate.split(':')[0])).toEqual([
      'hugging-face',
      'hugging-face',
      'hugging-face',
      'local',
    ])
    expect(step.provenance).toBe(
      'upper ran on small on this machine, because owner/large at Hugging Face (fal-ai) failed: No capacity.',
    )
    expect(unused(set)).toEqual([])
  })

  it('nothing is said when the first candidate needed a second try only', async () => {
    const set = setUp({ local: { small: [busy(), { text: 'x' }] } })
    const { step } = await set.run()
    expect(step.provenance).toBeUndefined()
    expect(await answer(step)).not.toContain('first choice')
  })

  it('nothing leaves the machine to replace it when privacy is local', async () => {
    const set = setUp({ local: { small: [broken()] } }, { profile: { privacy: 'local' } })
    const { record } = await set.run()
    expect(record).toMatchObject({ status: 'failed', error: { code: 'MODEL_BROKEN' } })
    expect(set.there.calls).toEqual([])
  })
})

describe('a step under a budget', () => {
  const serversFirst = { profile: { backends: ['hugging-face', 'local'] } satisfies Partial<Profile> }

  it('is not started on what it can’t pay for; the next candidate takes it, and the answer says why', async () => {
    const set = setUp({ local: { small: [{ text: 'x' }] } }, serversFirst)
    const spending = createSpending({ budgets: [budgetOf(0.005)] })
    const { record, step } = await set.run('hello', spending)
    expect(record.status).toBe('done')
    expect(set.there.calls).toEqual([])
    expect(record.attempts[0]?.error?.code).toBe('BUDGET_EXCEEDED')
    expect(step.provenance).toMatch(
      /ran on small on this machine, because hugging-face:owner\/large:fal-ai was not called: it would cost about \$0\.010/,
    )
    expect(spending.usage().costUsd).toBe(0)
  })

  it('fails with BUDGET_EXCEEDED when nothing free is left', async () => {
    const set = setUp({}, { candidates: [remote] })
    const { record } = await set.run('hello', createSpending({ budgets: [budgetOf(0.005)] }))
    expect(record).toMatchObject({ status: 'failed', error: { code: 'BUDGET_EXCEEDED' } })
    expect(set.there.calls).toEqual([])
  })

  it('is one that only lacked money when everything else failed, so that a batch does it again another time', async () => {
    const set = setUp({ local: { small: [broken()] } })
    const batch = createBudget({ scope: 'batch', limitUsd: 0.005, allowUnknownPrice: false })
    const { record } = await set.run('hello', createSpending({ budgets: [batch] }))
    expect(record.error).toMatchObject({ code: 'BUDGET_EXCEEDED', details: { scope: 'batch' } })
    expect(record.error?.message).toContain('The file is damaged.')
  })

  it('does not overspend together with others that run at the same time', async () => {
    const replies: Reply[] = Array.from({ length: 3 }, () => ({ text: 'x' }))
    const set = setUp({ remote: { 'owner/large': replies } }, { candidates: [remote] })
    const budget = budgetOf(0.035)
    const spending = createSpending({ budgets: [budget] })
    const runs = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => set.run(text, spending)))
    expect(runs.filter(({ record }) => record.status === 'done')).toHaveLength(3)
    expect(runs.filter(({ record }) => record.error?.code === 'BUDGET_EXCEEDED')).toHaveLength(2)
    expect(budget.spentUsd).toBeCloseTo(0.03)
    expect(set.there.unused).toEqual([])
  })

  it('is not refused for another run’s empty purse when both ask for the same at the same time', async () => {
    const set = setUp({ remote: { 'owner/large': [{ text: 'x' }] } }, { candidates: [remote] })
    const [poor, rich] = await Promise.all([
      set.run('hello', createSpending({ budgets: [budgetOf(0)] })),
      set.run('hello', createSpending({ budgets: [budgetOf(1)] })),
    ])
    expect(poor.record.error?.code).toBe('BUDGET_EXCEEDED')
    expect(rich.record.status).toBe('done')
  })

  it('costs nothing when the result is remembered', async () => {
    const known: StepCache = {
      get: async () => ({ text: 'known' }),
      set: () => {},
      degraded: undefined,
      close: async () => {},
    }
    const set = setUp({}, { candidates: [remote], cache: known })
    const spending = createSpending({ budgets: [budgetOf(0)] })
    expect((await set.run('hello', spending)).output).toEqual({ text: 'known' })
    expect(spending.usage().models).toEqual({})
  })

  it('does not hold it against a candidate that it could not be paid for', async () => {
    const set = setUp(
      {
        local: { small: [{ text: '1' }, { text: '2' }, { text: '3' }] },
        remote: { 'owner/large': [{ text: 'x' }] },
      },
      serversFirst,
    )
    for (const text of ['1', '2', '3']) await set.run(text, createSpending({ budgets: [budgetOf(0)] }))
    expect((await set.run('4')).record.attempts).toMatchObject([
      { candidate: 'hugging-face:owner/large:fal-ai' },
    ])
  })
})

describe('what a call used', () => {
  it('is what the server counted, and its price by that', async () => {
    const counted: Reply = async ({ onProgress }) => {
      onProgress({ kind: 'usage', inputTokens: 1000, outputTokens: 50 })
      return { text: 'x' }
    }
    const set = setUp({ remote: { 'owner/chat': [counted] } }, { candidates: [tokens] })
    const spending = createSpending()
    const { record } = await set.run('hello', spending)
    const usage = record.attempts[0]?.usage
    expect(usage).toMatchObject({ inputTokens: 1000, outputTokens: 50 })
    expect(usage?.costUsd).toBeCloseTo(0.15)
    expect(spending.usage().costUsd).toBeCloseTo(0.15)
  })

  it('is nothing for a call that failed, unless the server said otherwise', async () => {
    const counted: Reply = async ({ onProgress }) => {
      onProgress({ kind: 'usage', inputTokens: 1000, outputTokens: 0 })
      return broken()
    }
    const set = setUp({ remote: { 'owner/chat': [broken(), counted] } }, { candidates: [tokens] })
    const spending = createSpending()
    await set.run('1', spending)
    expect(spending.usage().models).toEqual({})
    await set.run('2', spending)
    expect(spending.usage().costUsd).toBeCloseTo(0.1)
  })
})
