import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createFallbackResponder } from '../../src/answer/choose-responder.js'
import { createLlmResponder } from '../../src/answer/llm-responder.js'
import { createTemplateResponder } from '../../src/answer/template-responder.js'
import { createLanguageModel } from '../../src/llm/create-model.js'
import type { Media } from '../../src/media/media.js'
import { createFallbackPlanner } from '../../src/planner/choose-planner.js'
import { createLlmPlanner } from '../../src/planner/llm/llm-planner.js'
import type { Planner, PlanRequest } from '../../src/planner/planner.js'
import { audioField, imageField, textField, textsField } from '../../src/tools/fields.js'
import { defineTool } from '../../src/tools/tool.js'
import { type OpenAiServer, type ServerStep, startOpenAiServer } from '../support/openai-server.js'

const output = z.object({ text: textField('what was found') })
const describeText = ({ text }: { text: string }) => text
const tools = [
  defineTool({
    id: 'automatic-speech-recognition',
    description: 'Writes down what is said in a recording.',
    input: z.object({ audio: audioField('the recording') }),
    output,
    describe: describeText,
  }),
  defineTool({
    id: 'zero-shot-image-classification',
    description: 'Says how well texts fit a picture.',
    input: z.object({ image: imageField('the picture'), labels: textsField('the texts') }),
    output,
    describe: describeText,
  }),
]
const media = (modality: 'image' | 'audio', digit: string): Media => ({
  digest: digit.repeat(64),
  modality,
  mimeType: modality === 'image' ? 'image/png' : 'audio/wav',
  bytes: 1000,
  facts: {},
})
const request: PlanRequest = {
  text: 'What does the memo say, and is that in the picture?',
  media: { image1: media('image', 'a'), audio1: media('audio', 'b') },
  history: { turns: [], steps: [] },
  tools,
}
const plan = {
  steps: [
    { id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } },
    {
      id: 's2',
      tool: 'zero-shot-image-classification',
      input: { image: '$image1', labels: ['{{s1.text}}', 'something else'] },
    },
  ],
}
const unknownTool = { steps: [{ id: 's1', tool: 'speech-to-words', input: { audio: '$audio1' } }] }
const rules: Planner = {
  plan: async () => ({ ok: true, value: { plan: { steps: [] }, by: 'rules', notes: [], llmCalls: 0 } }),
}

let server: OpenAiServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function setUp(steps: ServerStep[]) {
  server = await startOpenAiServer(steps)
  const created = await createLanguageModel('openai:test-model', {
    env: { OPENAI_BASE_URL: server.baseUrl },
    timeoutMs: 20_000,
    retry: { firstPauseMs: 0 },
  })
  if (!created.ok) throw created.error
  const llm = createLlmPlanner({ model: created.value, maxSteps: 16, draftBy: 'none' })
  return { server, model: created.value, llm, planner: createFallbackPlanner(llm, rules) }
}

const options = () => ({ signal: new AbortController().signal })

describe('planning over HTTP', () => {
  test('a good first reply is the plan, asked for by a strict schema that names the tools', async () => {
    const { llm, server } = await setUp([{ json: plan }])
    expect(await llm.plan(request, options())).toMatchObject({ ok: true, value: { plan, llmCalls: 1 } })
    const format = server.requests[0]?.body.response_format
    expect(format).toMatchObject({ type: 'json_schema', json_schema: { name: 'plan', strict: true } })
    for (const { id } of tools) expect(JSON.stringify(format)).toContain(id)
    server.assertDone()
  })

  test('an unknown tool is sent back with the known ones, and repaired', async () => {
    const { llm, server } = await setUp([{ json: unknownTool }, { json: plan }])
    expect(await llm.plan(request, options())).toMatchObject({ ok: true, value: { plan, llmCalls: 2 } })
    const [reply, complaint] = server.requests[1]?.body.messages.slice(-2) ?? []
    expect(reply).toEqual({ role: 'assistant', content: JSON.stringify(unknownTool) })
    expect(complaint?.content).toContain('speech-to-words')
    server.assertDone()
  })

  test.each<[string, ServerStep[]]>([
    [
      'prose, then a tool named constructor',
      [
        { reply: 'Gladly. I would listen.' },
        { json: { steps: [{ id: 's1', tool: 'constructor', input: {} }] } },
      ],
    ],
    ['prose, then half a JSON', [{ reply: 'Gladly.' }, { reply: JSON.stringify(plan).slice(0, 90) }]],
  ])('%s: INVALID_PLAN', async (_, steps) => {
    const { llm, server } = await setUp(steps)
    expect(await llm.plan(request, options())).toMatchObject({ ok: false, error: { code: 'INVALID_PLAN' } })
    server.assertDone()
  })

  test('a plan of 10,000 steps is sent back', async () => {
    const steps = Array.from({ length: 10_000 }, (_, at) => ({
      id: `s${at}`,
      tool: 'automatic-speech-recognition',
      input: { audio: '$audio1' },
    }))
    const { llm, server } = await setUp([{ json: { steps } }, { json: plan }])
    expect(await llm.plan(request, options())).toMatchObject({ ok: true, value: { plan } })
    server.assertDone()
  })

  test('a server that refuses response formats still plans, from a fenced reply', async () => {
    const { llm, server } = await setUp([
      { refuseFormat: ['json_schema'] },
      { refuseFormat: ['json_object'] },
      { reply: `Here it is:\n\`\`\`json\n${JSON.stringify(plan)}\n\`\`\`` },
    ])
    expect(await llm.plan(request, options())).toMatchObject({ ok: true, value: { plan } })
    server.assertDone()
  })

  test.each<[string, ServerStep[], string]>([
    ['is down', [{ status: 500 }, { status: 500 }, { status: 500 }], 'HTTP 500'],
    ['refuses the key', [{ status: 401 }], 'HTTP 401'],
    ['never makes a good plan', [{ json: unknownTool }, { json: unknownTool }], 'speech-to-words'],
  ])('the rules plan when the LLM %s, and the notes say so', async (_, steps, why) => {
    const { planner, server } = await setUp(steps)
    const planned = await planner.plan(request, options())
    if (!planned.ok) throw planned.error
    expect(planned.value.by).toBe('rules')
    expect(planned.value.notes.join(' ')).toContain(why)
    server.assertDone()
  })

  test('cancelling a slow plan rejects at once, without a plan by rules', async () => {
    const { planner, server } = await setUp([{ silence: true }])
    const controller = new AbortController()
    const planning = planner.plan(request, { signal: controller.signal })
    planning.catch(() => {})
    await server.received(1)
    controller.abort()
    await expect(planning).rejects.toMatchObject({ code: 'CANCELLED' })
    await server.hungUp(1)
  })
})

describe('answering over HTTP', () => {
  const asked = {
    text: request.text,
    media: request.media,
    turns: [],
    plan,
    steps: [
      {
        id: 's1',
        tool: 'automatic-speech-recognition',
        status: 'done' as const,
        subject: 'audio1',
        summary: 'It says "three buses".',
      },
    ],
  }

  async function answer(steps: ServerStep[]) {
    const { model, server } = await setUp(steps)
    const responder = createFallbackResponder(createLlmResponder({ model }), createTemplateResponder())
    let text = ''
    for await (const piece of responder.respond(asked, options())) text += piece
    server.assertDone()
    return text
  }

  test('streams what the LLM says', async () => {
    expect(await answer([{ reply: 'The memo says "three buses". [s1]' }])).toBe(
      'The memo says "three buses". [s1]',
    )
  })

  test('keeps a cut-off answer and goes on by template', async () => {
    const text = await answer([{ cutAfter: 'The memo sa', how: 'end' }])
    expect(text.startsWith('The memo sa')).toBe(true)
    expect(text).toContain('broke off')
    expect(text).toContain('It says "three buses". [s1]')
  })

  test('answers by template when the LLM can not be reached', async () => {
    const text = await answer([{ status: 503 }, { status: 503 }, { status: 503 }])
    expect(text).toMatch(/^audio1: It says "three buses"\. \[s1\]/)
    expect(text).toContain('HTTP 503')
  })
})
