import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeLiking } from '../../../src/routing/judgements/liking.js'

const count = fc.nat({ max: 500 })
const rating = fc.integer({ min: 1, max: 5 })

describe('what judgements make of a rating', () => {
  it('is the rating itself while nobody has judged', () => {
    for (const given of [1, 2, 3, 4, 5])
      expect(judgeLiking(given)).toMatchObject({ quality: given, isDisliked: false })
  })

  it('moves little by one judgement, and far by a hundred', () => {
    expect(judgeLiking(4, { good: 0, bad: 1 }).quality).toBeGreaterThan(3.8)
    expect(judgeLiking(4, { good: 0, bad: 100 }).quality).toBeLessThan(1.6)
    expect(judgeLiking(2, { good: 100, bad: 0 }).quality).toBeGreaterThan(4.4)
  })

  it('is dislike only when the judgements are surely more bad than good', () => {
    expect(judgeLiking(3, { good: 0, bad: 3 }).isDisliked).toBe(false)
    expect(judgeLiking(3, { good: 0, bad: 4 }).isDisliked).toBe(true)
    expect(judgeLiking(3, { good: 4, bad: 6 }).isDisliked).toBe(false)
    expect(judgeLiking(3, { good: 40, bad: 60 }).isDisliked).toBe(true)
    expect(judgeLiking(3, { good: 50, bad: 50 }).isDisliked).toBe(false)
  })

  it('stays between 1 and 5, and never gets worse by a good judgement', () => {
    fc.assert(
      fc.property(rating, count, count, (given, good, bad) => {
        const before = judgeLiking(given, { good, bad })
        const after = judgeLiking(given, { good: good + 1, bad })
        expect(before.quality).toBeGreaterThanOrEqual(1)
        expect(before.quality).toBeLessThanOrEqual(5)
        expect(after.quality).toBeGreaterThanOrEqual(before.quality - 1e-9)
        expect(after.isDisliked && !before.isDisliked).toBe(false)
      }),
    )
  })
})
