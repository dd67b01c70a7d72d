import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findAnomalies } from '../../../../src/tools/series/find-anomalies.js'
import { findSeason } from '../../../../src/tools/series/find-season.js'
import { rollingMedian } from '../../../../src/tools/series/rolling-median.js'
import { noise, normalNoise, wave } from '../../../support/made-series.js'

const made = (length: number, value: (at: number) => number) =>
  Float64Array.from({ length }, (_, at) => value(at))
const find = (values: Float64Array, known = new Uint8Array(values.length).fill(1)) =>
  findAnomalies(values, { known, season: findSeason(values) }).anomalies
const places = (values: Float64Array) => find(values).map(({ kind, from, to }) => [kind, from, to])

describe('odd values', () => {
  test('a spike in a season, and where it is lower than any neighbour but not than the lowest value', () => {
    const random = noise(1)
    const values = made(240, (at) => 10 * wave(at, 24) + random())
    values[60] = 25
    // Where the season is at its highest.
    values[102] = 1
    expect(places(values)).toEqual([
      ['high', 60, 60],
      ['low', 102, 102],
    ])
  })

  test('several in a row are one place, with the value that is furthest off', () => {
    const random = noise(2)
    const values = made(200, () => random())
    values.set([9, 14, 11], 70)
    expect(find(values)).toMatchObject([{ kind: 'high', from: 70, to: 72, at: 71, value: 14 }])
  })

  test('a sensor that is stuck', () => {
    const random = noise(3)
    const values = made(200, (at) => 5 * wave(at, 50) + random())
    values.fill(values[120] ?? 0, 120, 140)
    expect(places(values)).toEqual([['stuck', 120, 139]])
  })

  test.each([
    ['noise', made(2000, noise(4))],
    ['a straight line', made(100, (at) => 3 * at - 7)],
    ['a constant', made(50, () => 3.3)],
    ['a clean season', made(240, (at) => Math.round(100 * wave(at, 24)))],
    ['a slope with a season', made(240, (at) => at + 20 * wave(at, 12))],
    ['a step to another level', made(200, (at) => (at < 100 ? 0 : 10) + (at % 3))],
    ['whole numbers that often repeat', made(300, (at) => 20 + (Math.floor(at / 9) % 2))],
  ])('there are none in %s', (_what, values) => {
    expect(places(values)).toEqual([])
  })

  test('one other value among equal ones is odd', () => {
    const values = made(60, () => 5)
    values[30] = 6
    expect(places(values)).toEqual([['high', 30, 30]])
  })

  test('what was filled in is never odd', () => {
    const random = noise(6)
    const values = made(100, () => random())
    values[40] = 50
    const known = new Uint8Array(100).fill(1)
    known[40] = 0
    expect(find(values, known)).toEqual([])
  })
})

describe('in series of pure chance', () => {
  const rounds = 400
  const shareOf = (length: number, isSo: (values: Float64Array) => boolean) => {
    const normal = normalNoise(length)
    let count = 0
    for (let round = 0; round < rounds; round++) if (isSo(made(length, normal))) count += 1
    return count / rounds
  }

  test.each([20, 40, 60, 100])('of %d values at most one in twenty has something odd', (length) => {
    expect(shareOf(length, (values) => find(values).length > 0)).toBeLessThanOrEqual(0.05)
  })

  test.each([20, 40, 60, 100])('of %d values few have a season', (length) => {
    expect(shareOf(length, (values) => findSeason(values) !== undefined)).toBeLessThan(0.03)
  })

  test.each([20, 40, 60, 100])('of %d values one that is far off is found', (length) => {
    const found = shareOf(length, (values) => {
      values[length >> 1] = 12
      return find(values).some(({ at }) => at === length >> 1)
    })
    expect(found).toBeGreaterThan(0.98)
  })
})

test('a rolling median is the middle of each window', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (numbers, window) => {
        const medians = rollingMedian(Float64Array.from(numbers), window)
        const size = Math.min(window, numbers.length)
        const expected = numbers.map((_, at) => {
          const start = Math.min(Math.max(0, at - (size >> 1)), numbers.length - size)
          const sorted = numbers.slice(start, start + size).sort((a, b) => a - b)
          return ((sorted[size >> 1] ?? 0) + (sorted[(size - 1) >> 1] ?? 0)) / 2
        })
        expect([...medians]).toEqual(expected)
      },
    ),
  )
})
