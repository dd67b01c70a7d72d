import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  closingTokens,
  forceEnd,
  isAllowed,
  maskLogits,
} from '../../../../../src/backends/local/chat/token-mask.js'

const maskOf = (size: number, ids: readonly number[]): Int32Array => {
  const mask = new Int32Array(Math.ceil(size / 32))
  for (const id of ids) mask[id >> 5] = (mask[id >> 5] ?? 0) | (1 << (id & 31))
  return mask
}
const possible = (logits: Float32Array) => [...logits.keys()].filter((id) => Number.isFinite(logits[id]))

describe('maskLogits', () => {
  const cases = fc.integer({ min: 1, max: 150 }).chain((size) =>
    fc.record({
      logits: fc.array(fc.float({ noDefaultInfinity: true, noNaN: true }), {
        minLength: size,
        maxLength: size,
      }),
      allowed: fc.uniqueArray(fc.nat(size - 1), { minLength: 1 }),
    }),
  )

  test('leaves the allowed tokens as they were, and no others', () => {
    fc.assert(
      fc.property(cases, ({ logits, allowed }) => {
        const masked = Float32Array.from(logits)
        maskLogits(masked, maskOf(logits.length, allowed))
        expect(possible(masked)).toEqual([...allowed].sort((a, b) => a - b))
        for (const id of allowed) expect(masked[id]).toBe(Math.fround(logits[id] ?? 0))
      }),
    )
  })

  test('gives the allowed tokens a chance where the model gives them none', () => {
    const logits = Float32Array.from([5, Number.NaN, Number.NEGATIVE_INFINITY, 7])
    maskLogits(logits, maskOf(4, [1, 2]))
    expect([...logits]).toEqual([Number.NEGATIVE_INFINITY, 0, 0, Number.NEGATIVE_INFINITY])
  })

  test('lets no token pass that the vocabulary lacks', () => {
    const logits = new Float32Array(70)
    maskLogits(logits, maskOf(32, [3]))
    expect(possible(logits)).toEqual([3])
  })
})

describe('forceEnd', () => {
  const tokens = ['</s>', 'a', '}', ']', '"', ',', ':', '<0x7D>', '}}']
  const rules = { stopTokens: [0], marks: closingTokens(tokens) }
  const forced = (allowed: readonly number[]) => {
    const logits = new Float32Array(tokens.length)
    const done = forceEnd(logits, maskOf(tokens.length, allowed), rules)
    return done ? possible(logits).map((id) => tokens[id]) : undefined
  }

  test.each([
    ['the end of the reply before all', [0, 1, 2, 3], '</s>'],
    ['a brace before a comma', [1, 2, 5], '}'],
    ['a brace written as a byte', [1, 7], '<0x7D>'],
    ['an empty list before a first item', [3, 4], ']'],
    ['the quote within a text, where brackets are mere letters', [1, 2, 3, 4, 5, 8], '"'],
    ['a comma before more digits', [1, 5], ','],
  ])('takes %s', (_, allowed, token) => {
    expect(forced(allowed)).toEqual([token])
  })

  test('leaves the choice where nothing ends anything', () => {
    expect(forced([1])).toBeUndefined()
  })

  test('knows bits of all words of a mask', () => {
    const mask = maskOf(100, [0, 31, 32, 63, 99])
    expect([...Array(100).keys()].filter((id) => isAllowed(mask, id))).toEqual([0, 31, 32, 63, 99])
  })
})
