import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { planJsonSchema } from '../../../../src/planner/llm/plan-json-schema.js'
import { mediaRecord } from '../../../support/media-records.js'
import { testTools } from '../../../support/test-tools.js'

const media = { image1: mediaRecord('image', 'a'), audio1: mediaRecord('audio', 'b') }
const tools = [testTools.caption, testTools.upper, testTools.frames]
const strict = z.fromJSONSchema(planJsonSchema(tools, { bounds: { maxSteps: 2, media, strict: true } }))
const conditional = z.fromJSONSchema(
  planJsonSchema(tools, {
    bounds: { maxSteps: 2, media, strict: true },
    called: { conditions: true, lists: true },
  }),
)
const named = z.fromJSONSchema(planJsonSchema(tools, { bounds: { maxSteps: 2, media } }))

const caption = (image: unknown, id = 's1') => ({ id, tool: 'caption', input: { image } })
const passes = (schema: typeof strict, ...steps: unknown[]) => schema.safeParse({ parts: [], steps }).success

describe('what the JSON Schema of a plan is bound to', () => {
  test.each([
    ['an attached picture', '$image1', true],
    ['an output of a step', '$s1.frames', true],
    ['an item of one', '$s1.frames[2]', true],
    ['every item of one', '$s2.frames[*]', true],
    ['an output that no tool has', '$s1.output', false],
    ['a picture that is not there', '$image2', false],
    ['a file of another kind', '$audio1', false],
    ['the name of a step alone', '$s1', false],
    ['words', 'the picture', false],
  ])('lets a picture be %s: %s, %s', (_, image, right) => {
    expect(passes(strict, caption(image))).toBe(right)
    expect(passes(named, caption(image))).toBe(right && image !== '$s1.frames[2]')
  })

  test('takes any words where a tool wants a text', () => {
    const input = { text: 'two words {{s1.text}}', labels: null, times: null, language: null }
    expect(passes(strict, { id: 's1', tool: 'upper', input })).toBe(true)
  })

  test('has ids of one form, the tools there are, and no more steps than allowed', () => {
    expect(passes(strict, caption('$image1'), caption('$image1', 's2'))).toBe(true)
    expect(passes(strict, caption('$image1', 'first'))).toBe(false)
    expect(passes(strict, { ...caption('$image1'), tool: 'constructor' })).toBe(false)
    expect(passes(strict, ...['s1', 's2', 's3'].map((id) => caption('$image1', id)))).toBe(false)
  })

  test('offers references to steps alone where no such file is attached', () => {
    const without = z.fromJSONSchema(planJsonSchema(tools, { bounds: { maxSteps: 2, media: {} } }))
    expect(passes(without, caption('$s1.frames[*]'))).toBe(true)
    expect(passes(without, caption('$image1'))).toBe(false)
  })

  test('names results of earlier requests, and no id that was used', () => {
    const earlier = [{ id: 's1', tool: 'frames' }]
    const bounds = { maxSteps: 2, media, earlier, spent: ['s2'] }
    const later = z.fromJSONSchema(planJsonSchema(tools, { bounds }))
    expect(passes(later, caption('$s1.frames[*]', 's3'))).toBe(true)
    expect(passes(later, caption('$image1', 's1'))).toBe(false)
    expect(passes(later, caption('$image1', 's2'))).toBe(false)
  })

  test('leaves references open where naming them all is more than servers take', () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ ...testTools.caption, id: `caption${at}` }))
    const wide = z.fromJSONSchema(
      planJsonSchema([...many, testTools.frames], { bounds: { maxSteps: 8, media } }),
    )
    const step = { ...caption('$anything'), tool: 'caption7' }
    expect(passes(wide, step)).toBe(true)
  })

  test.each([
    ['a test', { value: '$s1.text', contains: 'dog' }, true],
    ['a number of things that a text tells of', { value: '$s1.text', atLeast: 2, of: 'dog' }, true],
    ['a number alone', { value: '$s1.count', atMost: 2, of: null }, true],
    ['a test of all that a step found', { value: '$s1', present: true }, true],
    ['a negation', { not: { value: '$s1.label', is: 3 } }, true],
    [
      'several tests',
      {
        any: [
          { value: '$s1.text', contains: 'a' },
          { value: '$s2.count', atLeast: 2, of: null },
        ],
      },
      true,
    ],
    ['a test without a value', { contains: 'dog' }, false],
    ['two tests in one', { value: '$s1', is: 'a', contains: 'b' }, false],
    ['a test of a file', { value: '$image1', contains: 'dog' }, false],
    ['words', 'if there is a dog', false],
  ])('lets a condition be %s: %j, %s', (_, when, right) => {
    expect(passes(conditional, { ...caption('$image1'), when })).toBe(right)
  })

  test.each([
    ['filter', { items: ['$image1'], by: '$s1.text', keep: { not: { contains: 'dog' } } }, true],
    ['filter', { items: ['$image1'], by: ['$s1.text'], keep: { atLeast: 2, of: 'dog' } }, true],
    ['filter', { items: '$s1.items', by: null, keep: null }, false],
    ['count', { items: '$s1.objects', by: null, keep: null }, true],
    ['sort', { items: '$s1.text', by: null, order: 'descending', take: null }, true],
    ['sort', { items: ['$s1.text', '$s2.text'], by: null, order: 'shortest', take: 2 }, true],
    ['sort', { items: ['$s1.text'], by: null, order: null, take: 'two' }, false],
    ['sort', { items: ['$s1.text'], by: null, order: null, take: 0 }, false],
    ['sort', { items: '$s1.text', by: null, order: 'most', take: null }, false],
    ['sort', { items: ['$image2'], by: null, order: null, take: null }, false],
    ['sort', { items: ['pear', 'apple'], by: null, order: null, take: null }, false],
    ['best', { items: ['$s1.text', '$s2.text'], by: null, order: 'longest' }, true],
    ['best', { items: '$s1.text', by: ['$s2.count', '$s3.count'], order: 'largest' }, false],
    ['say', { text: 'none' }, true],
    ['say', { words: 'none' }, false],
  ])('knows the list operators: %s %j, %s', (tool, input, right) => {
    expect(passes(conditional, { id: 's1', tool, when: null, input })).toBe(right)
  })

  test('offers conditions and lists each where they are called for alone', () => {
    const offered = (called: { conditions: boolean; lists: boolean }) =>
      JSON.stringify(planJsonSchema(tools, { bounds: { maxSteps: 2, media }, called }))
    expect(offered({ conditions: true, lists: false })).not.toContain('"sort"')
    expect(offered({ conditions: true, lists: false })).toContain('"say"')
    expect(offered({ conditions: false, lists: true })).not.toContain('"when"')
    expect(offered({ conditions: false, lists: true })).toContain('"take"')
    expect(offered({ conditions: false, lists: false })).not.toContain('$defs')
  })
})
