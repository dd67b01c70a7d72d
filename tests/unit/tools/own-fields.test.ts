import { expect, test } from 'vitest'
import { z } from 'zod'
import { optionField, outputField } from '../../../src/index.js'
import { fieldMeta } from '../../../src/tools/fields.js'

test('a schema that serves several fields keeps to itself what each of them says of it', () => {
  const size = z.enum(['small', 'large'])
  const shirt = optionField(size, 'The size of the shirt.')
  const shoe = optionField(size, 'The size of the shoe.')
  const plot = outputField(size, 'image', 'How large the plot is.')
  expect(
    [shirt, shoe, plot].map((field) => [fieldMeta(field)?.description, fieldMeta(field)?.modality]),
  ).toEqual([
    ['The size of the shirt.', 'text'],
    ['The size of the shoe.', 'text'],
    ['How large the plot is.', 'image'],
  ])
  expect([shirt, shoe, plot].map(({ description }) => description)).toEqual([
    'The size of the shirt.',
    'The size of the shoe.',
    'How large the plot is.',
  ])
  expect(fieldMeta(size)).toBeUndefined()
  expect(fieldMeta(size.describe('Any size.'))).toBeUndefined()
  expect(JSON.stringify(z.toJSONSchema(z.object({ size })))).not.toContain('description')
})

test('what a program says of its own schema stays', () => {
  const age = z
    .int()
    .describe('Years since birth.')
    .meta({ examples: [7] })
  const field = optionField(age, 'How old the dog is.')
  expect(field.description).toBe('How old the dog is.')
  expect(age.meta()).toEqual({ description: 'Years since birth.', examples: [7] })
})
