import { describe, expect, it } from 'vitest'
import { printable } from '../../../src/cli/ui/printable.js'

describe('text for a terminal', () => {
  it.each([
    ['control characters', 'a\u001b[2Jb\u0007\u0085', 'a[2Jb'],
    ['marks that turn the direction of writing', 'a\u202eb\u202c\u2066c\u2069\u200f\u061c', 'abc'],
    ['characters without width', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u034f', 'abcdefg'],
    ['letters that are not seen', 'a\u3164\u115f\uffa0b', 'ab'],
    ['tags', 'a\u{e0041}\u{e0042}', 'a'],
    ['variation selectors after letters', 'a\ufe0f\u{e0100}', 'a'],
    ['line and paragraph separators', 'a\u2028b\u2029', 'ab'],
  ])('has no %s', (_, text, shown) => expect(printable(text)).toBe(shown))

  it.each(['line\nbreak\tand tab', '👨‍👩‍👧 👍🏽 ❤️ 1️⃣ 🏳️‍🌈', 'می‌خواهم', 'क्‍ष', 'naïve – “café”', '東京'])(
    'keeps %j',
    (text) => expect(printable(text)).toBe(text),
  )
})
