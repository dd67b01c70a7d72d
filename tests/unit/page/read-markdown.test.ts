import { describe, expect, it } from 'vitest'
import { readMarkdown } from '../../../page/parts/read-markdown.js'

describe('reading Markdown', () => {
  it('finds what an answer is made of', () => {
    const types = readMarkdown('# Title\n\n- **one** [s1]\n  - two\n\n> said')?.map(({ type }) => type)
    expect(types?.filter((type) => type !== 'space')).toEqual(['heading', 'list', 'blockquote'])
  })

  it.each([
    ['quotes in quotes', `${'>'.repeat(20_000)} deep`],
    ['fewer than overflow its reader', `${'> '.repeat(300)}deep`],
    ['lists in lists', `${'- '.repeat(3000)}deep`],
    [
      'a list in a list, line by line',
      Array.from({ length: 60 }, (_, at) => `${'  '.repeat(at)}- a`).join('\n'),
    ],
    ['a text without end', 'word '.repeat(100_000)],
  ])('leaves as it is what no page could draw: %s', (_, text) => {
    expect(readMarkdown(text)).toBeUndefined()
  })

  it('reads a long run of lines line by line, with all that is in them', () => {
    const lines = Array.from({ length: 1000 }, (_, at) => `**image${at}**: a bus [s${at}]`)
    const [paragraph] = readMarkdown(lines.join('\n')) ?? []
    const inner = paragraph && 'tokens' in paragraph ? (paragraph.tokens ?? []) : []
    expect(inner).toHaveLength(1000 * 2 + 999)
    expect(inner.slice(0, 4).map(({ type }) => type)).toEqual(['strong', 'text', 'br', 'strong'])
  })

  it('looks for no emphasis in a line of which it would not come to an end', () => {
    const line = '_a'.repeat(50_000)
    const [paragraph] = readMarkdown(line) ?? []
    expect(paragraph).toMatchObject({ type: 'paragraph', tokens: [{ type: 'text', text: line }] })
  })
})
