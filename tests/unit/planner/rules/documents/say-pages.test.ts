import { describe, expect, it } from 'vitest'
import { asksWhatPagesSay } from '../../../../../src/planner/rules/documents/ask-of-pages.js'
import { pageText } from '../../../../../src/tools/document/page-text.js'

const text = '[page 1]\nThe harbour is old.\n\n[page 2]\nThe lighthouse is new.'

describe('what pages of a document say', () => {
  it.each([
    ['What does the second page say?', true],
    ["What's on page 2?", true],
    ['Read page 2 please', true],
    ['Show me the text of the document', true],
    ['Who built the lighthouse?', false],
    ['Summarize the second page.', false],
  ])('%s: %s', (said, asks) => expect(asksWhatPagesSay(said)).toBe(asks))

  it('is the words of those pages', () => {
    expect(pageText(text, [2])).toBe('The lighthouse is new.')
    expect(pageText(text, [1, 2])).toBe('The harbour is old.\n\nThe lighthouse is new.')
    expect(pageText(text, undefined)).toBe(text)
  })

  it('tells of a page that is not there', () => expect(pageText(text, [7])).toContain('no page 7'))
})
