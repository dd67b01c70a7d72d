import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'
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

  it('aligns what is shown, whatever colour it has', () => {
    const { green, dim } = pc.createColors(true)
    const table = columns([
      [`${green('✓')} a`, 'x'],
      [`${dim('·')} a`, 'y'],
    ])
    expect(stripVTControlCharacters(table)).toBe('✓ a  x\n· a  y')
  })
})
