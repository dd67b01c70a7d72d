import { describe, expect, test } from 'vitest'
import { nearBest } from '../../../src/search/near-best.js'
import { excerptAround, passagesOfSegments, placeOf } from '../../../src/search/passages.js'

describe('passages of a recording', () => {
  test('keep where and when each segment begins', () => {
    const [passage] = passagesOfSegments([
      { start: 0, text: ' what is in the picture ' },
      { start: 4.2, text: 'the bus is behind the moon' },
    ])
    expect(passage).toEqual({
      text: 'what is in the picture the bus is behind the moon',
      startSeconds: 0,
      segments: [
        { at: 0, startSeconds: 0 },
        { at: 23, startSeconds: 4.2 },
      ],
    })
    expect(placeOf(passage?.text ?? '', ['bus'])).toBe(27)
  })
})

describe('the place of words', () => {
  test('is that of the first whole word, whatever its case', () => {
    expect(placeOf('A busy Bus, a moon', ['moon', 'bus'])).toBe(7)
    expect(placeOf('nothing', ['bus'])).toBe(0)
    expect(placeOf('C++ (old)', ['(old'])).toBe(4)
  })
})

describe('an excerpt', () => {
  const text = `${'one two '.repeat(40)}bus ${'three four '.repeat(40)}`.trim()
  test('holds the place, is cut between words, and no longer than asked for', () => {
    const cut = excerptAround(text, text.indexOf('bus'), 100)
    expect(cut).toMatch(/^…(?:one|two) .* bus three .*(?:three|four)…$/)
    expect(cut.length).toBeLessThanOrEqual(102)
  })
  test('of a short text is the text, and at the beginning begins with it', () => {
    expect(excerptAround('a bus', 2, 100)).toBe('a bus')
    expect(excerptAround(text, 0, 20)).toBe('one two one two one…')
  })
  test('of a text without spaces holds the place too', () => {
    expect(excerptAround(`${'a'.repeat(200)}b${'a'.repeat(200)}`, 200, 50)).toContain('b')
  })
})

describe('pictures near the best', () => {
  const found = (...similarities: number[]) =>
    similarities.map((similarity) => ({ path: `${similarity}`, similarity }))
  test('are those that fit at least half as well, and none that does not fit', () => {
    expect(nearBest(found(0.576, 0.3, 0.081, -0.08)).map(({ similarity }) => similarity)).toEqual([
      0.576, 0.3,
    ])
    expect(nearBest(found(0.3, 0.24, 0.2))).toHaveLength(3)
    expect(nearBest(found(-0.1, -0.2))).toEqual([])
    expect(nearBest([])).toEqual([])
  })
})
