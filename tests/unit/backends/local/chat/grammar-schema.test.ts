import { expect, test } from 'vitest'
import { grammarSchema } from '../../../../../src/backends/local/chat/grammar-schema.js'

const [min, max] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]

test('integers are kept to what a number holds exactly, and to their own bounds', () => {
  expect(grammarSchema({ type: 'integer' })).toEqual({ type: 'integer', minimum: min, maximum: max })
  expect(grammarSchema({ type: 'integer', minimum: 1 })).toEqual({
    type: 'integer',
    minimum: 1,
    maximum: max,
  })
  expect(grammarSchema({ type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 })).toEqual({
    type: 'integer',
    minimum: 1,
    maximum: 9,
  })
})

test('bounds of decimal numbers are left to the caller, at any depth', () => {
  const schema = {
    type: 'object',
    properties: { type: { type: 'number', minimum: 0 }, all: { anyOf: [{ type: 'number', maximum: 1 }] } },
  }
  expect(grammarSchema(schema)).toEqual({
    type: 'object',
    properties: { type: { type: 'number' }, all: { anyOf: [{ type: 'number' }] } },
  })
})

test('all else stays: choices, patterns, lengths', () => {
  const schema = { enum: [{ type: 'integer' }, 1], pattern: '^a$', maxItems: 3, minimum: 2 }
  expect(grammarSchema(schema)).toEqual(schema)
})
