import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Step } from '../../../../../src/plan/plan.js'
import type { StepValue } from '../../../../../src/plan/step-value.js'
import { validatePlan } from '../../../../../src/plan/validate/validate-plan.js'
import { mendPlan } from '../../../../../src/planner/llm/mend/mend-plan.js'
import { audioField, imageField, outputField, textField } from '../../../../../src/tools/fields.js'
import { type AnyTool, defineTool } from '../../../../../src/tools/tool.js'
import { mediaRecord } from '../../../../support/media-records.js'
import { testTools } from '../../../../support/test-tools.js'

const text = outputField(z.string(), 'text', 'The text.')
const tool = (id: string, input: z.ZodRawShape, output: z.ZodRawShape): AnyTool =>
  defineTool({
    id,
    description: id,
    ...(id === 'text-to-image' && { nature: 'inventing' as const }),
    input: z.object(input),
    output: z.object(output),
    describe: () => '',
  })

const tools: AnyTool[] = [
  tool('image-to-text', { image: imageField('The picture.') }, { text }),
  tool('automatic-speech-recognition', { audio: audioField('The recording.') }, { text }),
  tool('text-to-speech', { text: textField('The text.') }, { audio: audioField('The recording.') }),
  tool('text-to-image', { text: textField('The text.') }, { image: imageField('The picture.') }),
  tool('image-to-image', { image: imageField('The picture.') }, { image: imageField('The picture.') }),
  tool('summarization', { text: textField('The text.') }, { text }),
  tool('question-answering', { question: textField('What.'), sourceText: textField('Where.') }, { text }),
  testTools.frames,
  testTools.upper,
]
const media = {
  image1: { ...mediaRecord('image', 'a'), name: 'Garden.jpg' },
  audio1: { ...mediaRecord('audio', 'b'), name: 'memo.wav' },
}
const scope = { tools, media, earlier: [], maxSteps: 12, text: 'Sum it up: "Ants carry leaves home."' }

type Written = [id: unknown, tool: string, input: Record<string, unknown>]
const written = (steps: readonly Written[]) => ({
  steps: steps.map(([id, name, input]) => ({ id, tool: name, input })),
})

/** The mended steps by id, after the check that they can be run. */
function mended(...steps: Written[]): {
  inputs: Record<string, Step['input']>
  steps: Step[]
  notes: string[]
} {
  const result = mendPlan(written(steps), scope)
  if (!result) throw new Error('no plan')
  expect(validatePlan(result.plan, scope)).toMatchObject({ ok: true })
  const inputs = Object.fromEntries(result.plan.steps.map(({ id, input }) => [id, input]))
  return { inputs, steps: result.plan.steps, notes: result.notes }
}

const caption: Written = ['s1', 'image-to-text', { image: '$image1' }]

describe('mending a plan', () => {
  test('leaves a right plan as it is, without a word', () => {
    const { inputs, notes } = mended(caption, ['s2', 'summarization', { text: 'In short: {{s1.text}}' }])
    expect(inputs).toEqual({ s1: { image: '$image1' }, s2: { text: 'In short: {{s1.text}}' } })
    expect(notes).toEqual([])
  })

  test('takes sums of money and other words with a sign for what they are', () => {
    const { inputs, notes } = mended(['s1', 'upper', { text: '$100', language: '$5 or {less}' }])
    expect(inputs.s1).toEqual({ text: '$100', language: '$5 or {less}' })
    expect(notes).toEqual([])
  })

  test.each<[string, StepValue]>([
    ['an output that does not exist', '$s1.output'],
    ['a reference without its sign', 's1.text'],
    ['a template alone', '{{s1.caption}}'],
    ['other braces', '{s1.text}'],
    ['an output with more behind it', '$s1.text[0:20]'],
    ['a path below a text', '$s1.result.answer'],
    ['a list of one', ['$s1.text']],
    ['a step that is not there', '$s7.text'],
    ['the step itself', '$s2.text'],
  ])('reads %s as what the step before it gives', (_, value) => {
    const { inputs, notes } = mended(caption, ['s2', 'summarization', { text: value }])
    expect(inputs.s2).toEqual({ text: '$s1.text' })
    expect(notes.length).toBeLessThanOrEqual(1)
  })

  test.each<[string, string, string]>([
    ['a file that is not attached', '$image2', '$image1'],
    ['a made-up name of a file', '$picture', '$image1'],
    ["a file's name", 'garden.jpg', '$image1'],
    ['a path that ends in its name', 'files/garden.jpg', '$image1'],
    ['a part that a file does not have', '$image1.url', '$image1'],
    ['words', 'the picture', '$image1'],
  ])('reads %s as the file that is there', (_, value, right) => {
    expect(mended(['s1', 'image-to-text', { image: value }]).inputs.s1).toEqual({ image: right })
  })

  test('puts a missing conversion in, once', () => {
    const { steps, notes } = mended(
      ['s1', 'summarization', { text: '$audio1' }],
      ['s2', 'question-answering', { question: 'Who speaks?', sourceText: '$audio1' }],
    )
    expect(steps.map((step) => step.tool)).toEqual([
      'automatic-speech-recognition',
      'summarization',
      'question-answering',
    ])
    expect(steps[1]?.input.text).toBe(`$${steps[0]?.id}.text`)
    expect(steps[2]?.input.sourceText).toBe(`$${steps[0]?.id}.text`)
    expect(notes).toEqual(['Step s1: automatic-speech-recognition was put in before it.'])
  })

  test('puts a conversion in inside a longer text, too', () => {
    const { steps } = mended(['s1', 'summarization', { text: 'Shorten: $audio1' }])
    expect(steps[1]?.input).toEqual({ text: `Shorten: {{${steps[0]?.id}.text}}` })
  })

  test('converts a list item by item', () => {
    const { steps } = mended(['s1', 'frames', { audio: '$audio1' }], ['s2', 'summarization', { text: '$s1' }])
    expect(steps.map((step) => step.tool)).toEqual(['frames', 'image-to-text', 'summarization'])
    expect(steps[1]?.input).toEqual({ image: '$s1.frames[*]' })
  })

  test('makes up no picture where one is wanted, a text is given, and there is a picture', () => {
    const { inputs } = mended(caption, ['s2', 'image-to-image', { image: '$s1.text' }])
    expect(inputs.s2).toEqual({ image: '$image1' })
  })

  test('makes a picture of the words of a step only where there is no picture at all', () => {
    const without = { ...scope, media: { audio1: media.audio1 } }
    const plan = (image: string) =>
      mendPlan(
        written([
          ['s1', 'summarization', { text: 'Ants.' }],
          ['s2', 'image-to-image', { image }],
        ]),
        without,
      )?.plan.steps.map((step) => step.tool)
    expect(plan('$s1.text')).toEqual(['summarization', 'text-to-image', 'image-to-image'])
    expect(plan('my picture')).toEqual(['summarization', 'image-to-image'])
  })

  test('goes through a list where a single thing is wanted', () => {
    const { inputs } = mended(
      ['s1', 'frames', { audio: '$audio1' }],
      ['s2', 'image-to-text', { image: '$s1.frames' }],
    )
    expect(inputs.s2).toEqual({ image: '$s1.frames[*]' })
  })

  test('takes steps that wait for one another in the order in which they stand', () => {
    const { inputs } = mended(
      ['s1', 'summarization', { text: '$s2.text' }],
      ['s2', 'summarization', { text: '$s1.text' }],
    )
    expect(inputs.s2).toEqual({ text: '$s1.text' })
    expect(inputs.s1?.text).not.toBe('$s2.text')
  })

  test.each<[string, Record<string, unknown>]>([
    ['other letters', { Text: 'Ants.' }],
    ['a slip', { txt: 'Ants.' }],
    ['another name', { content: 'Ants carry leaves.' }],
  ])('reads an input with %s as the one that is meant', (_, input) => {
    expect(mended(['s1', 'summarization', input]).inputs.s1).toEqual({ text: Object.values(input)[0] })
  })

  test('loses no words of a field that the tool does not have', () => {
    const { inputs } = mended(caption, [
      's2',
      'summarization',
      { question: 'Who is on the picture?', sourceText: '$s1.text' },
    ])
    expect(inputs.s2?.text).toBe('Who is on the picture?\n{{s1.text}}')
  })

  test('leaves a setting out that does not fit, and one that the tool does not have', () => {
    const { inputs } = mended(['s1', 'upper', { text: 'a', times: 'often', tone: 'warm', language: null }])
    expect(inputs.s1).toEqual({ text: 'a' })
  })

  test('takes what is quoted in the request where a text is missing and no step gives one', () => {
    expect(
      mendPlan(written([['s1', 'summarization', {}]]), { ...scope, media: {} })?.plan.steps[0]?.input,
    ).toEqual({
      text: 'Ants carry leaves home.',
    })
  })

  test.each([
    ['Image-to-Text', 'image-to-text'],
    ['image_to_text', 'image-to-text'],
    ['image-to-txt', 'image-to-text'],
    ['Automatic Speech Recognition', 'automatic-speech-recognition'],
  ])('reads the tool %s as %s', (name, right) => {
    expect(mended(['s1', name, {}]).steps.at(-1)?.tool).toBe(right)
  })

  test('gives steps ids of their own, and references follow', () => {
    const { steps } = mended(
      ['image1', 'image-to-text', { image: '$image1' }],
      ['s1', 'summarization', { text: '$image1.text' }],
      ['s1', 'summarization', { text: '$s1.text' }],
      [7, 'text-to-speech', { text: '$s1.text' }],
    )
    expect(new Set(steps.map(({ id }) => id)).size).toBe(4)
    expect(steps.map(({ id }) => id)).not.toContain('image1')
    const [first, second, third, last] = steps
    expect(second?.input.text).toBe(`$${first?.id}.text`)
    expect(third?.input.text).toBe(`$${second?.id}.text`)
    expect(last?.input.text).toBe(`$${third?.id}.text`)
  })

  test('takes any JSON without an error, and what it mended stays mended', () => {
    const value = fc.oneof(
      fc.constantFrom('$s1.text', '$image1', '{{s2.text}}', '$', '{{', 's1'),
      fc.jsonValue(),
    )
    const step = fc.oneof(
      fc.record({
        id: fc.constantFrom<unknown>('s1', 's2', 'image1', 3, null),
        tool: fc.constantFrom('summarization', 'frames', 'upper', 'image-to-image', 'x'),
        input: fc.dictionary(fc.constantFrom('text', 'image', 'audio', 'labels', '__proto__', 'x'), value),
      }),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(fc.oneof(fc.record({ steps: fc.array(step) }), fc.jsonValue()), (plan) => {
        const result = mendPlan(plan, scope)
        const ids = result?.plan.steps.map(({ id }) => id) ?? []
        expect(new Set(ids).size).toBe(ids.length)
        const checked = result && validatePlan(result.plan, scope)
        if (checked?.ok) expect(validatePlan(mendPlan(checked.value, scope)?.plan, scope).ok).toBe(true)
      }),
    )
  })

  test('leaves what nests deeper than a call stack alone, and the check says so', () => {
    const lists = JSON.parse(`{"steps":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)
    let when: unknown = { value: '$s1.text', contains: 'dog' }
    for (let level = 0; level < 3000; level += 1) when = { not: when }
    const asked = { steps: [{ id: 's1', tool: 'upper', when, input: { text: 'x' } }] }
    for (const plan of [lists, asked]) {
      expect(mendPlan(plan, scope)).toBeUndefined()
      const checked = validatePlan(plan, scope)
      expect(checked.ok ? [] : checked.error.map(({ message }) => message).join()).toContain(
        'nested more than 40',
      )
    }
  })

  test('leaves a plan that is far too large alone', () => {
    const steps = Array.from({ length: 10_000 }, (_, at) => caption.with(0, `s${at}`) as Written)
    expect(mendPlan(written(steps), scope)).toBeUndefined()
  })
})
