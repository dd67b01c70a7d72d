import { describe, expect, it } from 'vitest'
import { canRedraw, columns } from '../../../src/cli/ui/terminal.js'

describe('canRedraw', () => {
  it.each([
    [{ isTTY: true, columns: 80 }, true],
    [{ isTTY: true, columns: 0 }, false],
    [{}, false],
  ])('says of %o: %s', (stream, can) => expect(canRedraw(stream)).toBe(can))
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
