import { describe, expect, test } from 'vitest'
import type { Planned } from '../../../src/plan/planned.js'
import type { PlanRequest } from '../../../src/planner/planner.js'
import { rememberPlans } from '../../../src/planner/remember-plans.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools } from '../../support/test-tools.js'

const plan = { steps: [{ id: 's1', tool: 'caption', input: { image: '$image1' } }] }
const picture = (name: string, id: string) => ({ ...mediaRecord('image', id), name })
const request: PlanRequest = {
  text: 'Describe garden.jpg',
  media: { image1: picture('garden.jpg', 'a') },
  history: { turns: [], steps: [] },
  tools: [testTools.caption],
}
const signal = new AbortController().signal

function setUp(by: Planned['by'] = 'llm') {
  let calls = 0
  const planner = rememberPlans(
    {
      async plan() {
        calls += 1
        return { ok: true, value: { plan, by, notes: ['Made.'], llmCalls: 1 } }
      },
    },
    { maxSteps: 8 },
  )
  return { planner, calls: () => calls }
}

describe('plans that are remembered', () => {
  test('serve requests of the same words over other files of the same kinds, whatever their names', async () => {
    const { planner, calls } = setUp()
    await planner.plan(request, { signal })
    const again = await planner.plan(
      { ...request, text: '  describe  Street.png', media: { image1: picture('street.png', 'b') } },
      { signal },
    )
    expect(again).toMatchObject({ ok: true, value: { plan, by: 'llm', llmCalls: 0 } })
    expect(again.ok && again.value.notes[0]).toContain('made before')
    expect(calls()).toBe(1)
  })

  test.each<[string, Partial<PlanRequest>]>([
    ['other words', { text: 'Describe it and garden.jpg' }],
    [
      'other kinds of files',
      { media: { image1: request.media.image1 ?? picture('', 'a'), audio1: mediaRecord('audio', 'c') } },
    ],
    ['other tools', { tools: [testTools.caption, testTools.upper] }],
    ['a chat that goes on', { history: { turns: [{ text: 'Hello', answer: 'Hello' }], steps: [] } }],
    ['no such file any more', { media: {} }],
  ])('do not serve %s', async (_, changes) => {
    const { planner, calls } = setUp()
    await planner.plan(request, { signal })
    await planner.plan({ ...request, ...changes }, { signal })
    expect(calls()).toBe(2)
  })

  test('are forgotten once they failed', async () => {
    const { planner, calls } = setUp()
    await planner.plan(request, { signal })
    await planner.plan({ ...request, failed: { plan, errors: [{ step: 's1' }] } }, { signal })
    await planner.plan(request, { signal })
    expect(calls()).toBe(3)
  })

  test('are those of LLMs: what the rules make in its place is made anew', async () => {
    const { planner, calls } = setUp('rules')
    await planner.plan(request, { signal })
    await planner.plan(request, { signal })
    expect(calls()).toBe(2)
  })
})
