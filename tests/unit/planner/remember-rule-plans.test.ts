import { expect, test } from 'vitest'
import type { PlanRequest } from '../../../src/planner/planner.js'
import { rememberRulePlans } from '../../../src/planner/remember-rule-plans.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import { mediaRecord } from '../../support/media-records.js'

const signal = new AbortController().signal
const tools = await loadBuiltInTools()
const picture = (id: string, width = 640) => ({
  ...mediaRecord('image', id),
  facts: { width, height: 480 },
})
const request: PlanRequest = {
  text: 'Describe this picture.',
  media: { image1: picture('a') },
  history: { turns: [], steps: [] },
  tools,
}

/** The planner by rules with its memory, and how often it really planned. */
function setUp() {
  const rules = createRulePlanner()
  let calls = 0
  const planner = rememberRulePlans({
    plan(asked, options) {
      calls += 1
      return rules.plan(asked, options)
    },
  })
  const plan = async (changes: Partial<PlanRequest> = {}) => {
    const planned = await planner.plan({ ...request, ...changes }, { signal })
    if (!planned.ok) throw planned.error
    return planned.value
  }
  return { plan, planner, calls: () => calls }
}

test('The same words over a file with the same facts get the same plan, whatever is in the file', async () => {
  const { plan, calls } = setUp()
  const first = await plan()
  expect(first.plan.steps.length).toBeGreaterThan(0)
  expect(await plan({ media: { image1: picture('b') } })).toEqual(first)
  expect(calls()).toBe(1)
})

test('Who changes a plan changes it for nobody else', async () => {
  const { plan } = setUp()
  const first = await plan()
  const before = structuredClone(first)
  first.plan.steps.splice(0)
  const second = await plan()
  expect(second).toEqual(before)
  second.plan.steps.splice(0)
  expect(await plan()).toEqual(before)
})

test('What a file is asked for is told of that file', async () => {
  const { plan } = setUp()
  const text = 'How wide is this picture?'
  expect(JSON.stringify((await plan({ text })).known)).toContain('640')
  expect(JSON.stringify((await plan({ text, media: { image1: picture('b', 800) } })).known)).toContain('800')
})

test.each<[string, Partial<PlanRequest>]>([
  ['other words', { text: 'Upscale this picture.' }],
  ['other files', { media: { image1: picture('a'), image2: picture('b') } }],
  ['other tools', { tools: [...tools] }],
  ['a chat that goes on', { history: { turns: [{ text: 'Hello', answer: 'Hello' }], steps: [] } }],
])('Plans are made anew for %s', async (_, changes) => {
  const { plan, calls } = setUp()
  await plan()
  await plan(changes)
  expect(calls()).toBe(2)
})

test('Requests that name a model are planned each time, as what is known of it may change', async () => {
  const { plan, calls } = setUp()
  const text = 'Describe this picture with Salesforce/blip-image-captioning-base.'
  await plan({ text })
  await plan({ text })
  expect(calls()).toBe(2)
})

test('What was cancelled gets no remembered plan', async () => {
  const { plan, planner } = setUp()
  await plan()
  await expect(planner.plan(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
})
