import { expect, test } from 'vitest'
import { isStrictSchema } from '../../../../src/llm/clients/strict-schema.js'

const text = { type: 'string' }
const closed = { type: 'object', properties: { a: text }, required: ['a'], additionalProperties: false }

test('closed objects with all properties required are strict, however deep', () => {
  expect(
    isStrictSchema({ ...closed, properties: { a: { type: 'array', items: { anyOf: [closed, text] } } } }),
  ).toBe(true)
})

test.each([
  ['open', { type: 'object', properties: { a: text }, required: ['a'] }],
  ['with an optional property', { ...closed, required: [] }],
  ['with any keys', { type: 'object', additionalProperties: text }],
])('an object %s is not, wherever it stands', (_, object) => {
  expect(isStrictSchema(object)).toBe(false)
  expect(
    isStrictSchema({ ...closed, properties: { a: { type: 'array', items: { anyOf: [text, object] } } } }),
  ).toBe(false)
})
