import { describe, expect, it } from 'vitest'
import { canRedraw, columns, formatBytes, formatMs } from '../../../src/cli/ui/terminal.js'

describe('canRedraw', () => {
  it.each([
    [{ isTTY: true, columns: 80 }, true],
    [{ isTTY: true, columns: 0 }, false],
    [{}, false],
  ])('says of %o: %s', (stream, can) => expect(canRedraw(stream)).toBe(can))
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [123_456, '123 kB'],
    [1_500_000_000, '1.5 GB'],
  ])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('formatMs', () => {
  it.each([
    [7.4, '7 ms'],
    [1234, '1.2 s'],
    [125_000, '2 min 5 s'],
  ])('writes %d as %s', (ms, text) => expect(formatMs(ms)).toBe(text))
})

describe('columns', () => {
  it('aligns all but the last column and leaves no space at the ends', () => {
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', '', ''],
      ]),
    ).toBe('a    bb  c\naaa')
  })
})
