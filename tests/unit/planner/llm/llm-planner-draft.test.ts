import { getEncoding } from 'js-tiktoken'
import { describe, expect, test } from 'vitest'
import type { Planned } from '../../../../src/plan/planned.js'
import { validatePlan } from '../../../../src/plan/validate/validate-plan.js'
import { chooseDemonstrations } from '../../../../src/planner/llm/choose-demonstrations.js'
import { demonstrations } from '../../../../src/planner/llm/demonstrations.js'
import { listDemonstrations } from '../../../../src/planner/llm/list-demonstrations.js'
import { createLlmPlanner } from '../../../../src/planner/llm/llm-planner.js'
import type { PlanRequest } from '../../../../src/planner/planner.js'
import { scriptedModel } from '../../../../src/testing.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'
import { mediaRecord } from '../../../support/media-records.js'

const tools = await loadBuiltInTools()
const request: PlanRequest = {
  text: 'Transcribe the memo and find the names in it.',
  media: { audio1: mediaRecord('audio', 'a') },
  history: { turns: [], steps: [] },
  tools,
}
const { signal } = new AbortController()
const drafted = { steps: [{ id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } }] }

/** What an LLM is told at first, all in one. */
async function toldTo(
  id: string,
  changes: Partial<PlanRequest> = {},
  { shortfalls }: Pick<Planned, 'shortfalls'> = {},
): Promise<string> {
  const model = scriptedModel([{ json: { parts: [], steps: [] } }], { id })
  const draftBy = {
    plan: async () => ({
      ok: true as const,
      value: {
        plan: drafted,
        by: 'rules' as const,
        notes: [],
        llmCalls: 0,
        ...(shortfalls && { shortfalls }),
      },
    }),
  }
  const options = id === 'openai:gpt-5' ? {} : { draftBy }
  await createLlmPlanner({ model, maxSteps: 8, ...options }).plan({ ...request, ...changes }, { signal })
  return (model.prompts[0] ?? []).map(({ content }) => content).join('\n')
}
const draftText = `add what it lacks:\n${JSON.stringify(drafted)}`

describe('a draft by the rules', () => {
  test('is shown to LLMs that are not known to be strong', async () => {
    expect(await toldTo('openai:qwen2.5-1.5b')).toContain(draftText)
    expect(await toldTo('openai:my-own')).toContain(draftText)
    expect(await toldTo('openai:gpt-5')).not.toContain('A draft')
  })

  test('is shown only where the rules understood the whole request', async () => {
    const shortfalls = [{ message: 'No rule fits the words.', standIn: true }]
    expect(await toldTo('openai:qwen2.5-1.5b', {}, { shortfalls })).not.toContain('A draft')
  })

  test('is shown neither in a chat that goes on nor after an error, where rules go by what was answered', async () => {
    const history = { turns: [{ text: 'Hello', answer: 'Hello' }], steps: [] }
    expect(await toldTo('openai:qwen2.5-1.5b', { history })).not.toContain('A draft')
    const failed = { plan: drafted, errors: [{ step: 's1' }] }
    expect(await toldTo('openai:qwen2.5-1.5b', { failed })).not.toContain('A draft')
  })
})

test('a draft is the plan where the LLM makes none that can be run as a whole, and the notes say so', async () => {
  const broken = { steps: [...drafted.steps, { id: 's2', tool: 'shell', input: {} }] }
  for (const reply of [{ json: broken }, { jsonText: 'no plan' }]) {
    const model = scriptedModel([reply, reply], { id: 'openai:qwen2.5-1.5b' })
    const planned = await createLlmPlanner({ model, maxSteps: 8 }).plan(request, { signal })
    expect(planned).toMatchObject({ ok: true, value: { by: 'rules', llmCalls: 2 } })
    expect(planned.ok && planned.value.plan.steps.map(({ tool }) => tool)).toContain('token-classification')
    expect(planned.ok && planned.value.notes[0]).toContain('because the LLM made none')
  }
})

describe('demonstrations', () => {
  test('have plans that can be run with the built-in tools', () => {
    const own = [...demonstrations, ...listDemonstrations]
    const shown = chooseDemonstrations(request, {
      count: own.length,
      called: { conditions: true, lists: true },
      planOf: ({ plan, media }) => {
        const checked = validatePlan(plan, { tools, media, earlier: [], maxSteps: 8 })
        return checked.ok ? checked.value : undefined
      },
    })
    expect(shown.map(({ request }) => request).sort()).toEqual(own.map(({ request }) => request).sort())
    for (const { plan, parts } of shown) expect(parts.length).toBeLessThanOrEqual(plan.steps.length + 1)
  })

  test('are those most like the request, the likest next to it', () => {
    const planOf = ({ plan }: { plan: Planned['plan'] }) => plan
    const chosen = (text: string, media: PlanRequest['media']) =>
      chooseDemonstrations({ text, media }, { count: 2, planOf })
        .at(-1)
        ?.plan.steps.map(({ tool }) => tool)
    expect(chosen('Please transcribe hall.wav', request.media)).toEqual(['automatic-speech-recognition'])
    expect(
      chosen('Which of the animals is it, a lion or a tiger?', { image1: mediaRecord('image', 'b') }),
    ).toEqual(['zero-shot-image-classification'])
  })

  test('are three for most LLMs, one for strong ones, and fit into the room that a prompt has', async () => {
    const count = (told: string) => told.split('The request:').length - 2
    expect(count(await toldTo('openai:qwen2.5-1.5b'))).toBe(3)
    expect(count(await toldTo('openai:gpt-5'))).toBe(1)
  })
})

test('a prompt takes less than 2,000 tokens with 37 tools and demonstrations, with fewer tools where a draft is long', async () => {
  const encoding = getEncoding('cl100k_base')
  const media = {
    image1: mediaRecord('image', 'a'),
    image2: mediaRecord('image', 'b'),
    image3: mediaRecord('image', 'c'),
    audio1: mediaRecord('audio', 'd'),
    video1: mediaRecord('video', 'e'),
    table1: mediaRecord('table', 'f'),
  }
  for (const [text, least] of [
    ['Transcribe the memo, sum it up in German, describe the first picture and detect what is on it.', 37],
    ['If there is a horse on the first picture, transcribe the memo, otherwise say none.', 35],
    ['Sort the pictures by how many cars are on them, and show only the two with the most.', 35],
    [
      'Only if more than two pictures show a tree, count the trees on each and pick the one with the fewest.',
      30,
    ],
  ] as const) {
    const model = scriptedModel([{ json: { parts: [], steps: [] } }, { json: { parts: [], steps: [] } }], {
      id: 'openai:qwen2.5-1.5b',
    })
    await createLlmPlanner({ model, maxSteps: 16 }).plan({ ...request, text, media }, { signal })
    const told = (model.prompts[0] ?? []).map(({ content }) => content).join('\n')
    expect(told.match(/^- [a-z0-9-]+\(/gm)?.length).toBeGreaterThanOrEqual(least)
    expect(told.split('The request:').length - 2).toBeGreaterThanOrEqual(1)
    expect(encoding.encode(told).length).toBeLessThan(2000)
  }
})

describe('conditions and lists', () => {
  test.each([
    ['If there is a dog on it, transcribe the memo', true, false],
    ['Wenn ein Hund darauf ist, schreib das Memo ab', true, false],
    ['Sort the pictures by size', false, true],
    ['Which of these has the most cars?', false, true],
    ['Ordena las fotos, por favor', false, true],
    ['Describe the picture', false, false],
  ])('are spoken of where a request may call for them, and only there: %s', async (text, when, lists) => {
    const told = await toldTo('openai:gpt-5', { text })
    expect(told.includes('"when": {')).toBe(when)
    expect(told.includes('tool say {text}')).toBe(when)
    expect(told.includes('best {items')).toBe(lists)
    expect(told.includes('- TEST: "contains"')).toBe(when || lists)
  })

  test('are shown by demonstrations only there', async () => {
    const text = 'Sort the recordings by how long their transcripts are, the longest first.'
    expect(await toldTo('openai:qwen2.5-1.5b', { text })).toMatch(/"tool":"(?:sort|best|filter|count)"/)
    expect(await toldTo('openai:qwen2.5-1.5b')).not.toMatch(/"tool":"(?:sort|best|filter|count|say)"|"when"/)
  })
})
