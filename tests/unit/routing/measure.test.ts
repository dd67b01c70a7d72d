import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Measure, updateMeasure, withOutlook } from '../../../src/routing/measure.js'

const dayMs = 86_400_000
const timed = (durations: readonly number[], at = 0): Measure | undefined =>
  durations.reduce<Measure | undefined>(
    (measure, durationMs) => updateMeasure(measure, { ok: true, durationMs }, at),
    undefined,
  )
const outlookOf = (speed: number, measure: Measure | undefined, now = 0) =>
  withOutlook([{ speed, group: 'local', measure }], now)[0]?.outlook

describe('what is expected of a candidate', () => {
  it('is its rating when nothing was measured: a quarter second for 5, doubled by each step down', () => {
    expect([5, 4, 3, 2, 1].map((speed) => outlookOf(speed, undefined)?.expectedMs)).toEqual([
      250, 500, 1000, 2000, 4000,
    ])
  })

  it('is what was measured, whatever the rating said, and the mean of doubled and halved is the middle', () => {
    expect(outlookOf(5, timed([8000]))?.expectedMs).toBeCloseTo(8000)
    expect(outlookOf(1, timed([1000, 4000]))?.expectedMs).toBeCloseTo(2000)
  })

  it('counts one half after a day and fades with time', () => {
    expect(outlookOf(3, timed([100]), dayMs)?.calls).toBeCloseTo(0.5)
    expect(outlookOf(3, timed([100]), 20 * dayMs)?.calls).toBeLessThan(0.001)
  })

  it('of a neighbour that was never called is its rating, in the measure of those that were', () => {
    const [fast, slow] = withOutlook(
      [
        { speed: 5, group: 'local', measure: timed([10]) },
        { speed: 3, group: 'local', measure: undefined },
      ],
      0,
    )
    expect(fast?.outlook.expectedMs).toBeCloseTo(10)
    expect(slow?.outlook.expectedMs).toBeCloseTo(40)
  })

  it('follows a change within some twenty calls, however many there were before', () => {
    const before = timed(Array.from({ length: 10_000 }, () => 100))
    const changed = Array.from({ length: 40 }).reduce<Measure | undefined>(
      (measure) => updateMeasure(measure, { ok: true, durationMs: 1600 }, 0),
      before,
    )
    expect(outlookOf(3, before)?.expectedMs).toBeCloseTo(100)
    expect(outlookOf(3, changed)?.expectedMs).toBeGreaterThan(1000)
  })

  it('is trouble after two failures with no success between, until they have faded', () => {
    const failed = (measure: Measure | undefined, at: number) => updateMeasure(measure, { ok: false }, at)
    const once = failed(undefined, 0)
    const twice = failed(once, 1000)
    expect(outlookOf(3, once)?.ailing).toBe(false)
    expect(outlookOf(3, twice, 1000)?.ailing).toBe(true)
    expect(outlookOf(3, updateMeasure(twice, { ok: true }, 2000), 2000)?.ailing).toBe(false)
    expect(outlookOf(3, twice, 300_000)?.ailing).toBe(false)
  })

  it('is always a finite time between what was rated and what was measured', () => {
    const call = fc.record({
      ok: fc.boolean(),
      durationMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
      waitMs: fc.integer({ min: 0, max: dayMs }),
    })
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (calls, speed) => {
        let now = 0
        let measure: Measure | undefined
        for (const { ok, durationMs, waitMs } of calls) {
          now += waitMs
          measure = updateMeasure(measure, { ok, ...(ok && { durationMs }) }, now)
        }
        const outlook = outlookOf(speed, measure, now)
        const seen = calls.filter(({ ok }) => ok).map(({ durationMs }) => Math.max(1, durationMs))
        const rated = 250 * 2 ** (5 - speed)
        expect(outlook?.expectedMs).toBeGreaterThanOrEqual(0.999 * Math.min(rated, ...seen))
        expect(outlook?.expectedMs).toBeLessThanOrEqual(1.001 * Math.max(rated, ...seen))
        expect(outlook?.calls).toBeLessThanOrEqual(20)
      }),
    )
  })
})
