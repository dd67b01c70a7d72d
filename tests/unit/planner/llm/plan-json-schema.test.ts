import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { planJsonSchema } from '../../../../src/planner/llm/plan-json-schema.js'
import { mediaRecord } from '../../../support/media-records.js'
import { testTools } from '../../../support/test-tools.js'

const media = { image1: mediaRecord('image', 'a'), audio1: mediaRecord('audio', 'b') }
const tools = [testTools.caption, testTools.upper]
const bounded = z.fromJSONSchema(planJsonSchema(tools, { bounds: { maxSteps: 2, media } }))
const loose = z.fromJSONSchema(planJsonSchema(tools))

const caption = (image: unknown, id = 's1', when: unknown = null) => ({
  id,
  tool: 'caption',
  when,
  input: { image },
})
const passes = (schema: typeof bounded, ...steps: unknown[]) => schema.safeParse({ steps }).success

describe('the JSON Schema of plans with bounds', () => {
  test.each([
    ['an attached picture', '$image1', true],
    ['an output of a step', '$s1.frames', true],
    ['an item of one', '$s1.frames[2]', true],
    ['every item of one', '$s12.frames[*].image', true],
    ['a picture that is not there', '$image2', false],
    ['a file of another kind', '$audio1', false],
    ['the name of a step alone', '$s1', false],
    ['words', 'the picture', false],
  ])('lets a picture be %s: %s, %s', (_, image, right) => {
    expect(passes(bounded, caption(image))).toBe(right)
    expect(passes(loose, caption(image))).toBe(true)
  })

  test('takes any words where a tool wants a text', () => {
    const input = { text: 'two words {{s1.text}}', labels: null, times: null, language: null }
    expect(passes(bounded, { id: 's1', tool: 'upper', when: null, input })).toBe(true)
  })

  test('has ids of one form, the tools there are, and no more steps than allowed', () => {
    expect(passes(bounded, caption('$image1'), caption('$image1', 's2'))).toBe(true)
    expect(passes(bounded, caption('$image1', 'first'))).toBe(false)
    expect(passes(bounded, { ...caption('$image1'), tool: 'constructor' })).toBe(false)
    expect(passes(bounded, ...['s1', 's2', 's3'].map((id) => caption('$image1', id)))).toBe(false)
  })

  test('offers references to steps alone where no such file is attached', () => {
    const without = z.fromJSONSchema(planJsonSchema(tools, { bounds: { maxSteps: 2, media: {} } }))
    expect(passes(without, caption('$s1.image'))).toBe(true)
    expect(passes(without, caption('$image1'))).toBe(false)
  })

  test.each([
    ['a test', { value: '$s1.text', contains: 'dog' }, true],
    ['a test of all that a step found', { value: '$s1', present: true }, true],
    ['a negation', { not: { value: '$s1.label', is: 3 } }, true],
    [
      'several tests',
      {
        any: [
          { value: '$s1.text', contains: 'a' },
          { value: '$s2.count', atLeast: 2 },
        ],
      },
      true,
    ],
    ['a test without a value', { contains: 'dog' }, false],
    ['two tests in one', { value: '$s1', is: 'a', contains: 'b' }, false],
    ['a test of a file', { value: '$image1', contains: 'dog' }, false],
    ['words', 'if there is a dog', false],
  ])('lets a condition be %s: %j, %s', (_, when, right) => {
    expect(passes(bounded, caption('$image1', 's1', when))).toBe(right)
  })

  test.each([
    ['filter', { items: ['$image1'], by: '$s1.text', keep: { not: { contains: 'dog' } } }, true],
    ['filter', { items: '$s1.items', by: null, keep: null }, false],
    ['count', { items: '$s1.objects', by: null, keep: null }, true],
    ['sort', { items: '$s1.text', by: null, order: 'descending' }, true],
    ['best', { items: '$s1.text', by: ['$s2.count', '$s3.count'], order: 'largest' }, false],
  ])('knows the list operators: %s %j, %s', (tool, input, right) => {
    expect(passes(bounded, { id: 's1', tool, when: null, input })).toBe(right)
  })
})
