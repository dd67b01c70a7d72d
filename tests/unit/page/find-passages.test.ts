import { describe, expect, it } from 'vitest'
import { findPassages } from '../../../page/parts/find-passages.js'

/** Marked passages in brackets. */
const shown = (text: string, ...passages: string[]) =>
  findPassages(text, passages)
    ?.map((piece) => (piece.kind === 'gap' ? '…' : piece.kind === 'marked' ? `[${piece.text}]` : piece.text))
    .join('')

describe('passages of a text', () => {
  it.each([
    ['Anna Kolb built it in 1913.', ['Anna Kolb'], '[Anna Kolb] built it in 1913.'],
    ['It was ANNA\n  Kolb. Not Annabel.', ['anna kolb', 'Anna'], 'It was [ANNA\n  Kolb]. Not Annabel.'],
    ['The fee is $5 (five).', ['$5 (five)'], 'The fee is [$5 (five)].'],
    ['a b, and b', ['b'], 'a [b], and [b]'],
    ['彼は東京に住んでいます。', ['東京'], '彼は[東京]に住んでいます。'],
    ['one two three four', ['one two', 'two three'], '[one two three] four'],
  ])('are marked: %s', (text, passages, marked) => expect(shown(text, ...passages)).toBe(marked))

  it('are none where the words are not there, or are nearly all of it', () => {
    expect(shown('a cat', 'cats', '', '  ')).toBeUndefined()
    expect(shown('a black cat', 'a black cat')).toBeUndefined()
  })

  it('stand in what is around them, where the text is long', () => {
    const filler = 'word '.repeat(2000)
    const text = `${filler}the bridge ${filler}the bridge ${filler}`
    const found = shown(text, 'the bridge') ?? ''
    expect(found.length).toBeLessThan(2000)
    expect(found).toMatch(/^… word .*word \[the bridge\] word .*… word .*\[the bridge\].*…$/)
    expect(shown(`the bridge ${filler}`, 'the bridge')).toMatch(/^\[the bridge\] word .*…$/)
  })
})
