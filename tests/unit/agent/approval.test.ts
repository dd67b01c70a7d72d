import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashPlan } from '../../../src/agent/approval/approval.js'
import { findApprovalReasons } from '../../../src/agent/approval/find-approval-reasons.js'
import { packageRoot } from '../../../src/config/package-root.js'
import {
  type Agent,
  type Approve,
  createAgent,
  defineTool,
  type Forecast,
  type ForecastStep,
  type LanguageModel,
  textField,
} from '../../../src/index.js'

const text = z.object({ text: textField('A text.') })
const step = (id: string, words: string) => ({ id, tool: 'echo', input: { text: words } })
const both = { text: 'both', plan: { steps: [step('s1', 'one'), step('s2', 'two')] } }

let dir: string
let agents: Agent[]
let ran: string[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-approval-'))
  agents = []
  ran = []
})
afterEach(async () => {
  for (const agent of agents) await agent.close()
  await rm(dir, { recursive: true, force: true })
})

async function makeAgent(
  approval: string,
  { llm, more = [] }: { llm?: LanguageModel; more?: string[] } = {},
) {
  const echo = defineTool({
    id: 'echo',
    description: 'Gives a text back.',
    input: text,
    output: text,
    describe: (result) => result.text,
    run: async (input) => {
      ran.push(input.text)
      if (input.text === 'broken') throw new Error('It is broken.')
      return input
    },
  })
  const agent = await createAgent({
    profile: 'demo',
    llm: llm ?? 'none',
    tools: [echo],
    env: { SWITCHYARD_CACHE_DIR: dir },
    set: [`approval=${approval}`, 'planner=auto', ...more],
  })
  agents.push(agent)
  return agent
}

const approveIt: Approve = async ({ hash }) => ({ decision: 'approve', hash })
const unasked: Approve = async () => {
  throw new Error('It must not be asked.')
}

describe('a plan that must be approved', () => {
  it('runs once it is, and events say what was asked and how it was decided', async () => {
    const run = (await makeAgent('remote')).run(both, { approve: approveIt })
    const events = []
    for await (const event of run) events.push(event)
    expect((await run.result).status).toBe('answered')
    expect(ran).toEqual(['one', 'two'])
    const asked = events.find((event) => event.type === 'approval-requested')
    const hash = hashPlan(both.plan)
    expect(asked).toMatchObject({ request: { runId: run.id, plan: both.plan, hash } })
    expect(asked?.request.reasons.join()).toContain('s1 and s2 run tools of your own')
    expect(Date.parse(asked?.request.expiresAt ?? '')).toBeGreaterThan(Date.now())
    expect(events.map(({ type }) => type).filter((type) => /plan|approval|step-started/.test(type))).toEqual([
      'plan-created',
      'approval-requested',
      'approval-decided',
      'step-started',
      'step-started',
    ])
  })

  it('is run as it was asked about, whatever becomes of the copy that was shown', async () => {
    const run = (await makeAgent('always')).run(both, {
      approve: async (request) => {
        request.plan.steps.pop()
        Object.assign(request.plan.steps[0]?.input ?? {}, { text: 'slipped in' })
        return { decision: 'approve', hash: request.hash }
      },
    })
    for await (const event of run) if (event.type === 'plan-created') event.planned.plan.steps.pop()
    await run.result
    expect(ran).toEqual(['one', 'two'])
  })

  it('does not run on an approval of another plan', async () => {
    const hash = hashPlan({ steps: [step('s1', 'other')] })
    const run = (await makeAgent('always')).run(both, {
      approve: async () => ({ decision: 'approve', hash }),
    })
    await expect(run.result).rejects.toMatchObject({ code: 'DECLINED' })
    expect(ran).toEqual([])
  })

  it('does not run where nobody can be asked, and the error says what to do', async () => {
    const { result } = (await makeAgent('always')).run(both)
    await expect(result).rejects.toMatchObject({
      code: 'APPROVAL_NEEDED',
      message: expect.stringMatching(/--approve.*approval: never/),
    })
    expect(ran).toEqual([])
  })

  it('ends with the reason when it is declined', async () => {
    const approve: Approve = async () => ({ decision: 'decline', reason: 'Too dear.' })
    const { result } = (await makeAgent('always')).run(both, { approve })
    await expect(result).rejects.toMatchObject({
      code: 'DECLINED',
      message: expect.stringContaining('Too dear.'),
    })
    expect(ran).toEqual([])
  })

  it('ends as declined when nobody decides in time, and whoever was asked is told', async () => {
    let told = false
    const approve: Approve = (_, { signal }) =>
      new Promise(() => {
        signal.addEventListener('abort', () => {
          told = true
        })
      })
    const { result } = (await makeAgent('always', { more: ['approvalTimeoutMs=20'] })).run(both, { approve })
    await expect(result).rejects.toMatchObject({
      code: 'DECLINED',
      message: expect.stringContaining('approvalTimeoutMs'),
    })
    expect(told).toBe(true)
    expect(ran).toEqual([])
  })

  it('ends as cancelled when the run is cancelled meanwhile', async () => {
    const run = (await makeAgent('always')).run(both, { approve: () => new Promise(() => {}) })
    for await (const event of run) if (event.type === 'approval-requested') run.cancel()
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('runs as it was changed, and the record holds that plan', async () => {
    const approve: Approve = async ({ plan }) => ({
      decision: 'edit',
      plan: { steps: plan.steps.slice(1).map((one) => ({ ...one, input: { text: 'changed' } })) },
    })
    const { plan, planned } = await (await makeAgent('always')).run(both, { approve }).result
    expect(ran).toEqual(['changed'])
    expect(plan.steps).toEqual([step('s2', 'changed')])
    expect(planned.map((one) => one.plan)).toEqual([plan])
    expect(planned[0]?.notes.join()).toContain('changed by the person')
  })

  it('is checked anew when it was changed', async () => {
    const wrong = { steps: [step('s1', '$s9.text')] }
    let problems: string[] = []
    const approve: Approve = async (_, { findProblems }) => {
      problems = findProblems(wrong)
      return { decision: 'edit', plan: wrong }
    }
    const { result } = (await makeAgent('always')).run(both, { approve })
    await expect(result).rejects.toMatchObject({ code: 'INVALID_PLAN' })
    expect(problems.join()).toContain('s9')
    expect(ran).toEqual([])
  })
})

describe('a plan that may run at once', () => {
  it.each(['never', 'costly'])('is not asked about under %s', async (approval) => {
    await (await makeAgent(approval)).run(both, { approve: unasked }).result
    expect(ran).toEqual(['one', 'two'])
  })

  it('is one whose models all run here, under remote', async () => {
    const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }
    const media = [join(packageRoot, 'samples/images/scene-06.png')]
    const agent = await makeAgent('remote')
    const { status } = await agent.run({ text: 'Describe it.', media, plan }, { approve: unasked }).result
    expect(status).toBe('answered')
  })
})

describe('another plan after a failure', () => {
  /** An LLM that plans what it is given, one plan after the other. */
  const planning = (...plans: object[]): LanguageModel => ({
    id: 'test:planning',
    json: async () => ({ text: JSON.stringify(plans.shift()) }),
    async *stream() {
      yield 'Done [s1].'
    },
  })
  const first = { parts: [], steps: [step('s1', 'one'), step('s2', 'broken')] }
  const second = { parts: [], steps: [step('s3', 'three')] }

  it('is asked about too, and what the first found stays when it is declined', async () => {
    let asked = 0
    const approve: Approve = async ({ hash }) =>
      asked++ === 0 ? { decision: 'approve', hash } : { decision: 'decline' }
    const agent = await makeAgent('always', { llm: planning(first, second), more: ['planner=llm'] })
    const { status, steps, planned } = await agent.run({ text: 'Echo one.' }, { approve }).result
    expect(asked).toBe(2)
    expect(status).toBe('partly')
    expect(ran).toEqual(expect.arrayContaining(['one', 'broken']))
    expect(ran).not.toContain('three')
    expect(steps.map(({ id }) => id)).toEqual(['s1', 's2'])
    expect(planned[0]?.notes.join()).toContain('Another plan')
  })
})

const forecastStep = (more: Partial<ForecastStep> = {}): ForecastStep => ({
  ...{
    id: 's1',
    tool: 'summarization',
    repeated: false,
    place: 'on this machine',
    reason: 'fits',
    isOwn: false,
  },
  ...{ candidate: 'local:a@main:q8', leaves: false, standIns: [], media: {}, results: [], costUsd: 0 },
  ...more,
})
const forecastOf = (steps: ForecastStep[], more: Partial<Forecast> = {}): Forecast => ({
  ...{ steps, leaving: {}, costUsd: 0, unpriced: [] },
  ...more,
})
const there = { candidate: 'hf:b', place: 'at Hugging Face', leaves: true }

describe('the reasons to ask', () => {
  const reasonsFor = (approval: 'remote' | 'costly', forecast: Forecast) =>
    findApprovalReasons(forecast, { approval, approvalAboveUsd: 0.1 }).join(' ')
  const llm = { id: 'openai:m', leaves: true, does: ['answer'], sees: [] }

  it.each<[string, Forecast, string]>([
    ['a step that leaves', forecastOf([forecastStep({ leaves: true })]), 's1 sends'],
    [
      'a stand-in that would leave',
      forecastOf([forecastStep({ standIns: [there] })]),
      'if its own model fails',
    ],
    ['an LLM elsewhere', forecastOf([], { llm }), 'openai:m is told'],
    ['a tool whose code is not known', forecastOf([forecastStep({ isOwn: true })]), 'of your own'],
  ])('under remote name %s', (_, forecast, reason) => {
    expect(reasonsFor('remote', forecast)).toContain(reason)
  })

  it('under remote are none where nothing leaves, or the budget lets the LLM do nothing', () => {
    expect(reasonsFor('remote', forecastOf([forecastStep()]))).toBe('')
    expect(reasonsFor('remote', forecastOf([], { llm: { ...llm, refused: 'costs too much' } }))).toBe('')
  })

  it.each<[string, Forecast, string]>([
    ['the price', forecastOf([forecastStep({ costUsd: 0.2 })], { costUsd: 0.2 }), 'about $0.20'],
    ['a dear stand-in', forecastOf([forecastStep({ standIns: [{ ...there, costUsd: 3 }] })]), 'up to $3.00'],
    ['an unknown price', forecastOf([forecastStep()], { unpriced: ['hf:c'] }), 'hf:c has no known price'],
    ['a stand-in of unknown price', forecastOf([forecastStep({ standIns: [there] })]), 'hf:b has no known'],
    ['a list', forecastOf([forecastStep({ costUsd: 0.01, repeated: true })]), 'for each item of a list'],
  ])('under costly name %s', (_, forecast, reason) => {
    expect(reasonsFor('costly', forecast)).toContain(reason)
  })

  it('under costly are none below the limit', () => {
    expect(reasonsFor('costly', forecastOf([forecastStep({ costUsd: 0.05 })], { costUsd: 0.05 }))).toBe('')
  })
})

describe('the hash of a plan', () => {
  it('is the same whatever the order of keys, and another for other steps, inputs or models', () => {
    const plan = { steps: [step('s1', 'one')] }
    expect(hashPlan({ steps: [{ input: { text: 'one' }, tool: 'echo', id: 's1' }] })).toBe(hashPlan(plan))
    expect(hashPlan({ steps: [step('s1', 'two')] })).not.toBe(hashPlan(plan))
    expect(hashPlan({ steps: [{ ...step('s1', 'one'), model: 'a/b' }] })).not.toBe(hashPlan(plan))
  })
})
