import { describe, expect, it } from 'vitest'
import { countWords } from '../../../../../src/tools/audio/measure/count-words.js'
import { pausesBetween, secondsOf } from '../../../../../src/tools/audio/measure/pauses.js'

describe('pauses', () => {
  it('lie between stretches of speech, not before and after them', () => {
    const speech = [
      { start: 1, end: 2 },
      { start: 2.2, end: 3 },
      { start: 5, end: 6 },
    ]
    expect(pausesBetween(speech)).toEqual([
      { start: 2, end: 2.2 },
      { start: 3, end: 5 },
    ])
    expect(pausesBetween(speech, 1)).toEqual([{ start: 3, end: 5 }])
    expect(secondsOf(speech)).toBeCloseTo(2.8)
  })

  it('are none where nobody speaks, or only once', () => {
    expect(pausesBetween([])).toEqual([])
    expect(pausesBetween([{ start: 0, end: 9 }])).toEqual([])
  })
})

describe('words', () => {
  it('are counted without marks, in scripts without spaces too', () => {
    expect(countWords("Don't stop - it's 3 o'clock.")).toBe(5)
    expect(countWords('我喜欢喝咖啡')).toBeGreaterThanOrEqual(3)
    expect(countWords(' … ')).toBe(0)
  })
})
