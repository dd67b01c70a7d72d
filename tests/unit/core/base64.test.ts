import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase64 } from '../../../src/core/base64.js'

test('Base64 is decoded, padded or not', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(decodeBase64(text)?.equals(bytes)).toBe(true)
      expect(decodeBase64(text.replace(/=+$/, ''))?.equals(bytes)).toBe(true)
    }),
  )
})

test('A text with anything else in it is none', () => {
  const strict = /^[A-Za-z0-9+/]*={0,2}$/
  fc.assert(
    fc.property(
      fc.base64String({ minLength: 4 }),
      fc.nat(),
      fc.constantFrom(' ', '\n', '-', '_', '%', '=', 'é', '\0', '!'),
      (text, place, wrong) => {
        const at = place % text.length
        const changed = text.slice(0, at) + wrong + text.slice(at)
        const isWhole = strict.test(changed) && changed.replace(/=+$/, '').length % 4 !== 1
        expect(decodeBase64(changed) !== undefined).toBe(isWhole)
      },
    ),
  )
})
