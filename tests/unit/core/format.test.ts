import { describe, expect, it } from 'vitest'
import { formatBytes, formatMs } from '../../../src/core/format.js'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [123_456, '123 kB'],
    [999_999, '1.0 MB'],
    [1_500_000_000, '1.5 GB'],
  ])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('formatMs', () => {
  it.each([
    [7.4, '7 ms'],
    [999.6, '1.0 s'],
    [1234, '1.2 s'],
    [59_960, '1 min 0 s'],
    [119_600, '2 min 0 s'],
    [125_000, '2 min 5 s'],
    [7_500_000, '2 h 5 min'],
    [7 * 86_400_000, '7 d 0 h'],
  ])('writes %d as %s', (ms, text) => expect(formatMs(ms)).toBe(text))
})
