import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { planJsonSchema } from '../../../../src/planner/llm/plan-json-schema.js'
import { mediaRecord } from '../../../support/media-records.js'
import { testTools } from '../../../support/test-tools.js'

const media = { image1: mediaRecord('image', 'a'), audio1: mediaRecord('audio', 'b') }
const tools = [testTools.caption, testTools.upper]
const bounded = z.fromJSONSchema(planJsonSchema(tools, { bounds: { maxSteps: 2, media } }))
const loose = z.fromJSONSchema(planJsonSchema(tools))

const caption = (image: unknown, id = 's1') => ({ id, tool: 'caption', input: { image } })
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
    expect(passes(bounded, { id: 's1', tool: 'upper', input })).toBe(true)
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
})
