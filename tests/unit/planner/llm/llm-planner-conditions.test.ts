import { expect, it } from 'vitest'
import { createLlmPlanner } from '../../../../src/planner/llm/llm-planner.js'
import { scriptedModel } from '../../../../src/testing.js'
import { scope, tools } from '../validate-fixtures.js'

const { signal } = new AbortController()
const request = {
  text: 'If there is a dog, write the memo down, and sort the pictures.',
  media: scope.media,
  history: { turns: [], steps: [] },
  tools,
}
const caption = { id: 's1', tool: 'caption', when: null, input: { image: '$image1', length: null } }
const hear = (when: unknown) => ({ id: 's2', tool: 'hear', when, input: { audio: '$audio1' } })

it('an LLM may make a step conditional and work on lists, and null means neither', async () => {
  const filter = { items: ['$image1'], by: ['$s1.text'], keep: { contains: 'dog' } }
  const count = { items: '$s3.items', by: null, keep: { atLeast: 2, of: null } }
  const sort = { items: ['$image1', '$image2'], by: ['$s1.score', '$s1.score'], order: null, take: 1 }
  const when = { value: '$s1', present: 'dog' }
  const model = scriptedModel([
    {
      expect: /"when": \{"value": "\$s1\.text", TEST\}.*sort \{items, by, order, take\}.*TEST: "contains"/s,
      json: {
        steps: [
          caption,
          hear(when),
          { id: 's3', tool: 'filter', when: null, input: filter },
          { id: 's4', tool: 'count', when: null, input: count },
          { id: 's5', tool: 'sort', when: null, input: sort },
          { id: 's6', tool: 'say', when: { not: { ...when, of: null } }, input: { text: 'no dog' } },
        ],
      },
    },
  ])
  const planned = await createLlmPlanner({ model, maxSteps: 8 }).plan(request, { signal })
  if (!planned.ok) throw planned.error
  expect(planned.value.plan.steps).toEqual([
    { id: 's1', tool: 'caption', input: { image: '$image1' } },
    { id: 's2', tool: 'hear', when, input: { audio: '$audio1' } },
    { id: 's3', tool: 'filter', input: filter },
    { id: 's4', tool: 'count', input: { items: '$s3.items', keep: { atLeast: 2 } } },
    {
      id: 's5',
      tool: 'sort',
      input: { items: ['$image1', '$image2'], by: ['$s1.score', '$s1.score'], take: 1 },
    },
    { id: 's6', tool: 'say', when: { not: when }, input: { text: 'no dog' } },
  ])
  model.assertDone()
})

it('a condition that tests nothing goes back to the LLM with what is wrong', async () => {
  const model = scriptedModel([
    { json: { steps: [caption, hear({ value: '$image1', contains: 'dog' })] } },
    {
      expect: /\$image1 is an attached file/,
      json: { steps: [caption, hear({ value: '$s1', present: 'dog' })] },
    },
  ])
  const planned = await createLlmPlanner({ model, maxSteps: 8 }).plan(request, { signal })
  expect(planned.ok && planned.value.llmCalls).toBe(2)
  model.assertDone()
})
