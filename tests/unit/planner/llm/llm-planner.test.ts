import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SwitchyardError } from '../../../../src/core/errors.js'
import type { Media } from '../../../../src/media/media.js'
import type { Step } from '../../../../src/plan/plan.js'
import { createFallbackPlanner } from '../../../../src/planner/choose-planner.js'
import { createLlmPlanner } from '../../../../src/planner/llm/llm-planner.js'
import type { Planner, PlanRequest } from '../../../../src/planner/planner.js'
import { scriptedModel } from '../../../../src/testing.js'
import { imageField, optionField, textField } from '../../../../src/tools/fields.js'
import { defineTool } from '../../../../src/tools/tool.js'

const caption = defineTool({
  id: 'image-to-text',
  description: 'Says what a picture shows.',
  input: z.object({
    image: imageField('the picture'),
    maxWords: optionField(z.number().int().optional(), 'most words'),
  }),
  output: z.object({ text: textField('the caption') }),
  describe: ({ text }) => text,
})
const summarize = defineTool({
  id: 'summarization',
  description: 'Shortens a text.',
  input: z.object({ text: textField('the text') }),
  output: z.object({ text: textField('the summary') }),
  describe: ({ text }) => text,
})
const image: Media = {
  digest: 'a'.repeat(64),
  modality: 'image',
  mimeType: 'image/png',
  bytes: 10,
  facts: { width: 4, height: 4 },
}
const request: PlanRequest = {
  text: 'Describe the picture in short',
  media: { image1: image },
  history: { turns: [], steps: [] },
  tools: [caption, summarize],
}
const step = (id: string, tool: string, input: Step['input']) => ({ id, tool, input })
const good = {
  steps: [
    step('s1', 'image-to-text', { image: '$image1' }),
    step('s2', 'summarization', { text: '$s1.text' }),
  ],
}
const signal = new AbortController().signal

const planWith = (model: ReturnType<typeof scriptedModel>, changes: Partial<PlanRequest> = {}) =>
  createLlmPlanner({ model, maxSteps: 16, draftBy: 'none' }).plan({ ...request, ...changes }, { signal })

describe('the LLM planner', () => {
  test('returns the plan of a good first reply', async () => {
    const model = scriptedModel([{ json: good }])
    const planned = await planWith(model)
    expect(planned).toMatchObject({ ok: true, value: { plan: good, by: 'llm', llmCalls: 1 } })
    model.assertDone()
  })

  test('tells the LLM of no tool that can not run, unless the user names a model', async () => {
    const asked = async (text: string): Promise<string> => {
      const model = scriptedModel([{ json: { steps: [] } }])
      const allows = ({ id }: { id: string }) => id !== 'summarization'
      await createLlmPlanner({ model, maxSteps: 16, allows }).plan({ ...request, text }, { signal })
      return JSON.stringify(model.prompts)
    }
    expect(await asked('Describe the picture in short')).not.toContain('Shortens a text.')
    expect(await asked('Describe it in short with acme/short-texts')).toContain('Shortens a text.')
  })

  test('never runs a plan that was cut off, however good it looks: it is asked for again', async () => {
    const model = scriptedModel([
      { json: good, cut: true },
      { expect: 'cut off. Plan fewer steps', json: { steps: good.steps.slice(0, 1) } },
    ])
    const planned = await planWith(model)
    expect(planned).toMatchObject({ ok: true, value: { plan: { steps: [{ id: 's1' }] }, llmCalls: 2 } })
    model.assertDone()
  })

  test('gives up on an LLM whose plans are cut off time after time, and says so', async () => {
    const model = scriptedModel(Array.from({ length: 2 }, () => ({ json: good, cut: true as const })))
    const planned = await planWith(model)
    expect(planned).toMatchObject({ ok: false, error: { code: 'INVALID_PLAN' } })
    expect(!planned.ok && planned.error.message).toContain('cut off')
    model.assertDone()
  })

  test('tells the schema what is there, and patterns and lengths only to an LLM that can not but obey it', async () => {
    const schemas: unknown[] = []
    for (const enforcesSchema of [true, false]) {
      const model = scriptedModel([{ json: good }])
      const json: typeof model.json = (messages, options) => {
        schemas.push(options.schema)
        return model.json(messages, options)
      }
      await createLlmPlanner({ model: { ...model, json, enforcesSchema }, maxSteps: 3 }).plan(request, {
        signal,
      })
    }
    expect(schemas).toMatchObject([{ properties: { steps: { maxItems: 3 } } }, {}])
    expect(JSON.stringify(schemas[1])).not.toMatch(/maxItems|pattern/)
    for (const schema of schemas)
      expect(JSON.stringify(schema)).toContain('{"type":"string","enum":["$image1"]}')
  })

  test('asks for the likeliest words and no endless reply', async () => {
    const model = scriptedModel([{ json: good }])
    let asked: Parameters<typeof model.json>[1] | undefined
    const json: typeof model.json = (messages, options) => {
      asked = options
      return model.json(messages, options)
    }
    await createLlmPlanner({ model: { ...model, id: 'openai:some-1.5b', json }, maxSteps: 3 }).plan(request, {
      signal,
    })
    expect(asked).toMatchObject({ temperature: 0, maxTokens: 2500 })
  })

  test('tells of less where the prompt is longer than the LLM reads', async () => {
    const tooLong = new SwitchyardError('LLM_CONTEXT_TOO_LONG', 'too long')
    const many = Array.from({ length: 30 }, (_, at) => ({ ...summarize, id: `summarizer-${at}` }))
    const model = scriptedModel([{ error: tooLong }, { error: tooLong }, { json: { parts: [], steps: [] } }])
    expect(await planWith(model, { tools: many })).toMatchObject({ ok: true })
    const offered = model.prompts.map((prompt) => prompt[0]?.content.match(/^- summarizer-/gm)?.length)
    expect(offered).toEqual([30, 12, 6])
    model.assertDone()
  })

  test('drops the nulls that strict mode makes an LLM say', async () => {
    const model = scriptedModel([
      { json: { steps: [step('s1', 'image-to-text', { image: '$image1', maxWords: null })] } },
    ])
    const planned = await planWith(model)
    expect(planned.ok && planned.value.plan.steps[0]?.input).toEqual({ image: '$image1' })
  })

  test('takes an empty plan: the LLM will simply answer', async () => {
    const planned = await planWith(scriptedModel([{ json: { steps: [] } }]))
    expect(planned).toMatchObject({ ok: true, value: { plan: { steps: [] } } })
  })

  test.each([
    ['prose', { jsonText: 'I would describe the picture.' }, 'no JSON object'],
    ['half a JSON', { jsonText: '{"steps": [{"id": "s1", "to' }, 'breaks off'],
    ['an unknown tool', { json: { steps: [step('s1', 'shell', { image: '$image1' })] } }, 'shell'],
    ['a tool named constructor', { json: { steps: [step('s1', 'constructor', {})] } }, 'constructor'],
    ['a tool named __proto__', { json: { steps: [step('s1', '__proto__', {})] } }, '__proto__'],
    [
      '10,000 steps',
      {
        json: {
          steps: Array.from({ length: 10_000 }, (_, at) =>
            step(`s${at}`, 'image-to-text', { image: '$image1' }),
          ),
        },
      },
      '16',
    ],
    ['steps that are no list', { json: { steps: 'all of them' } }, 'steps'],
    ['a null', { jsonText: 'null' }, 'no JSON object'],
  ])('sends %s back with the problem, and takes the repaired plan', async (_, reply, said) => {
    const repairs = (messages: readonly { content: string }[]) =>
      messages.at(-1)?.content.includes(said) === true
    const model = scriptedModel([reply, { json: good, expect: repairs }])
    const planned = await planWith(model)
    expect(planned).toMatchObject({ ok: true, value: { plan: good, llmCalls: 2 } })
    expect(planned.ok && planned.value.notes.join(' ')).toContain('1 repair round')
    model.assertDone()
  })

  test('keeps the prompt of a repair bounded, however large the bad reply was', async () => {
    const steps = Array.from({ length: 10_000 }, (_, at) => step(`s${at}`, 'constructor', {}))
    const model = scriptedModel([{ json: { steps } }, { json: good }])
    await planWith(model)
    const sizes = model.prompts.map((prompt) => prompt.map(({ content }) => content).join('').length)
    expect(Math.max(...sizes)).toBeLessThan(30_000)
    model.assertDone()
  })

  test('gives up after a repair that is no better: INVALID_PLAN lists the problems', async () => {
    const bad = { json: { steps: [step('s1', 'shell', { command: 'ls' })] } }
    const model = scriptedModel([bad, bad])
    const planned = await planWith(model)
    if (planned.ok) throw new Error('planned')
    expect(planned.error).toMatchObject({ code: 'INVALID_PLAN', details: { tries: 2 } })
    expect(planned.error.message).toContain('shell')
    model.assertDone()
  })

  test('hands the error of an LLM that is not there over as a value', async () => {
    const error = new SwitchyardError('PROVIDER_AUTH', 'no key')
    expect(await planWith(scriptedModel([{ error }]))).toEqual({ ok: false, error })
  })

  test('rejects when it is cancelled', async () => {
    const controller = new AbortController()
    controller.abort()
    const planner = createLlmPlanner({ model: scriptedModel([]), maxSteps: 4 })
    await expect(planner.plan(request, { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })

  test('asks nobody when there are no tools', async () => {
    const model = scriptedModel([])
    expect(await planWith(model, { tools: [] })).toMatchObject({
      ok: true,
      value: { plan: { steps: [] }, llmCalls: 0 },
    })
    model.assertDone()
  })

  test('may reference results of earlier requests, and tells of a failed plan', async () => {
    const again = { steps: [step('s3', 'summarization', { text: '$s1.text' })] }
    const model = scriptedModel([{ json: again, expect: 's2: it took too long' }])
    const planned = await planWith(model, {
      history: {
        turns: [],
        steps: [{ id: 's1', tool: 'image-to-text', output: { text: 'a cat' }, summary: 'a cat' }],
      },
      failed: { plan: good, errors: [{ step: 's2', code: 'TIMEOUT' }] },
    })
    expect(planned).toMatchObject({ ok: true, value: { plan: again } })
    model.assertDone()
  })

  test('gives no step of a second plan the id of one that ran in the first, so that events tell them apart', async () => {
    const retry = (id: string) => ({ steps: [step(id, 'image-to-text', { image: '$image1' })] })
    const model = scriptedModel([{ json: retry('s2') }])
    const planned = await planWith(model, { failed: { plan: good, errors: [{ step: 's1' }] } })
    expect(planned).toMatchObject({ ok: true, value: { plan: retry('s3'), llmCalls: 1 } })
    model.assertDone()
  })

  test('offers no more tools than the limit, so that the prompt does not grow with their number', async () => {
    const many = Array.from({ length: 300 }, (_, at) => ({ ...caption, id: `captioner-${at}` }))
    const model = scriptedModel([{ json: { steps: [] } }])
    await createLlmPlanner({ model, maxSteps: 16, toolLimit: 5 }).plan(
      { ...request, tools: many },
      { signal },
    )
    const offered = model.prompts[0]?.[0]?.content.match(/^- captioner-\d+/gm) ?? []
    expect(offered.length).toBeGreaterThan(0)
    expect(offered.length).toBeLessThanOrEqual(5)
  })
})

describe('the fall-back planner', () => {
  const rules: Planner = {
    plan: async () => ({
      ok: true,
      value: { plan: { steps: [] }, by: 'rules', notes: ['By rules.'], llmCalls: 0 },
    }),
  }
  const down = new SwitchyardError('PROVIDER_UNAVAILABLE', 'The provider is down.')
  const fallback = (model: ReturnType<typeof scriptedModel>, second = rules) =>
    createFallbackPlanner(createLlmPlanner({ model, maxSteps: 16, maxRepairs: 0 }), second)

  test('leaves the plan of the LLM alone', async () => {
    const planned = await fallback(scriptedModel([{ json: good }])).plan(request, { signal })
    expect(planned).toMatchObject({ ok: true, value: { by: 'llm', plan: good } })
  })

  test.each([
    ['can not be reached', { error: down }, 'The provider is down.'],
    ['makes no plan that can be run', { jsonText: 'no' }, 'no JSON object'],
  ])('uses the rules when the LLM %s, and says why', async (_, call, why) => {
    const planned = await fallback(scriptedModel([call])).plan(request, { signal })
    expect(planned).toMatchObject({ ok: true, value: { by: 'rules' } })
    expect(planned.ok && planned.value.notes.join(' ')).toContain(why)
  })

  test('does not re-plan by rules', async () => {
    const failed = { plan: good, errors: [{ step: 's1' }] }
    const planned = await fallback(scriptedModel([{ error: down }])).plan({ ...request, failed }, { signal })
    expect(planned).toEqual({ ok: false, error: down })
  })

  test('tells both reasons when neither can plan', async () => {
    const helpless: Planner = {
      plan: async () => ({
        ok: false,
        error: new SwitchyardError('INVALID_REQUEST', 'Nothing to do was found.'),
      }),
    }
    const planned = await fallback(scriptedModel([{ error: down }]), helpless).plan(request, { signal })
    expect(planned.ok ? '' : planned.error.message).toMatch(
      /The provider is down\..*Nothing to do was found\./,
    )
  })

  test('does not swallow cancellation', async () => {
    const controller = new AbortController()
    const abort = () => {
      controller.abort()
      return false
    }
    const planner = fallback(scriptedModel([{ json: good, expect: abort }]))
    const planning = planner.plan(request, { signal: controller.signal })
    await expect(planning).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('a model named by the user', () => {
  const named = { ...request, text: 'Describe the picture with Xenova/vit-gpt2 in short' }
  const modelled = (model: string | null) => ({
    steps: [{ ...step('s1', 'image-to-text', { image: '$image1' }), model }],
  })
  const plannerOf = (model: ReturnType<typeof scriptedModel>) => createLlmPlanner({ model, maxSteps: 8 })

  test('is spoken of in the prompt and the schema, and only then', async () => {
    const model = scriptedModel([{ json: modelled('Xenova/vit-gpt2') }, { json: good }])
    const planner = plannerOf(model)
    const result = await planner.plan(named, { signal })
    expect(result.ok && result.value.plan.steps[0]?.model).toBe('Xenova/vit-gpt2')
    await planner.plan(request, { signal })

    const [first, second] = model.prompts.map((prompt) => prompt.map(({ content }) => content).join())
    expect(first).toContain('names a model (Xenova/vit-gpt2)')
    expect(second).not.toContain('names a model')
  })

  test('is the only one that a plan may use: what a file says names none', async () => {
    const model = scriptedModel([{ json: modelled('evil/backdoor') }])
    const result = await plannerOf(model).plan(named, { signal })

    expect(result.ok && result.value.plan.steps).toEqual([step('s1', 'image-to-text', { image: '$image1' })])
    expect(result.ok && result.value.notes.join()).toContain('the model "evil/backdoor" was left out')
  })
})

describe('a plan that can not be mended', () => {
  const broken = step('s2', 'shell', { command: 'ls' })
  const sound = step('s1', 'image-to-text', { image: '$image1' })

  test('is not replaced by an empty one: the steps that are right stay', async () => {
    const model = scriptedModel([{ json: { steps: [sound, broken] } }, { json: { steps: [] } }])
    const planned = await planWith(model)
    expect(planned).toMatchObject({ ok: true, value: { plan: { steps: [sound] }, llmCalls: 2 } })
    expect(planned.ok && planned.value.shortfalls).toEqual([
      { message: 'Left out, as it could not be planned: shell.', standIn: false },
    ])
    model.assertDone()
  })

  test('loses a broken step, and what used it goes on with what is left', async () => {
    const after = step('s3', 'summarization', { text: '$s2.text' })
    const reply = { json: { steps: [sound, broken, after] } }
    const planned = await planWith(scriptedModel([reply, reply]))
    expect(planned).toMatchObject({
      ok: true,
      value: { plan: { steps: [sound, { id: 's3', input: { text: '$s1.text' } }] } },
    })
  })

  test('keeps its sound steps where the LLM is gone when it is asked again', async () => {
    const error = new SwitchyardError('PROVIDER_UNAVAILABLE', 'down')
    const planned = await planWith(scriptedModel([{ json: { steps: [sound, broken] } }, { error }]))
    expect(planned).toMatchObject({ ok: true, value: { plan: { steps: [sound] } } })
  })

  test('is asked for again where it is empty and yet lists what is asked', async () => {
    const model = scriptedModel([
      { json: { parts: ['describe the picture'], steps: [] } },
      { expect: 'has no steps', json: good },
    ])
    expect(await planWith(model)).toMatchObject({ ok: true, value: { plan: good } })
    model.assertDone()
  })

  test('of a reply with drafts is the last that can be run', async () => {
    const draft = { steps: [sound] }
    const jsonText = `Maybe ${JSON.stringify(draft)}, no: ${JSON.stringify(good)}. Not ${JSON.stringify({ steps: [broken] })}`
    expect(await planWith(scriptedModel([{ jsonText }]))).toMatchObject({ ok: true, value: { plan: good } })
  })
})
