import { expect, test, vi } from 'vitest'
import type { AgentParts } from '../../../src/agent/assemble.js'
import type { Request } from '../../../src/agent/options.js'
import { planAhead } from '../../../src/agent/way/plan-ahead.js'
import { ok } from '../../../src/core/result.js'
import type { Planner, PlanRequest } from '../../../src/planner/planner.js'

const empty = { media: {}, turns: [], steps: [] }

function planning(
  request: Request,
  { history = empty, byLlm = false, signal = new AbortController().signal } = {},
) {
  const asked: PlanRequest[] = []
  const planner: Planner = {
    plan: async (one) => {
      asked.push(one)
      return ok({ plan: { steps: [] }, by: 'rules', notes: [], llmCalls: 0 })
    },
  }
  const parts = {
    planner: byLlm ? { plan: planner.plan } : planner,
    rulePlanner: planner,
    registry: { list: () => [] },
  } as unknown as AgentParts
  const ahead = () => planAhead({ parts, conversation: history, request, signal })
  return { asked, ahead }
}

const question = {
  text: 'What is in this picture?',
  media: ['holiday/cat.jpeg', new URL('https://example.org/a/meow.wav?x=1')],
}

test('a first request is planned by the names of its files, once', async () => {
  const { asked, ahead } = planning(question)
  const measuring = ahead()
  measuring?.()
  measuring?.()
  expect(asked).toEqual([])
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  expect(asked[0]?.text).toBe(question.text)
  expect(Object.entries(asked[0]?.media ?? {}).map(([name, { mimeType }]) => [name, mimeType])).toEqual([
    ['image1', 'image/jpeg'],
    ['audio1', 'audio/wav'],
  ])
  expect(ahead()).toBeUndefined()
})

test.each<[string, Request, Parameters<typeof planning>[1]]>([
  ['an LLM plans', question, { byLlm: true }],
  [
    'a chat goes on',
    question,
    { history: { ...empty, turns: [{ text: 'Hello', answer: 'Hello.' }] } as never },
  ],
  ['a name tells no kind', { ...question, media: ['cat.jpeg', 'notes'] }, {}],
  ['bytes are given', { ...question, media: [new Uint8Array([1])] }, {}],
  ['a plan is given', { ...question, plan: { steps: [] } }, {}],
  [
    'a model is named, which would be looked up twice',
    { ...question, text: 'Describe it with owner/model-name' },
    {},
  ],
])('nothing is planned ahead where %s', (_, request, options) => {
  expect(planning(request, options).ahead()).toBeUndefined()
})

test('a request that is stopped meanwhile is not planned', async () => {
  const controller = new AbortController()
  const { asked, ahead } = planning(question, { signal: controller.signal })
  ahead()?.()
  controller.abort()
  await new Promise(setImmediate)
  expect(asked).toEqual([])
})
