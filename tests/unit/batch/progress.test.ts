import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateWindow } from '../../../src/batch/progress.js'
import { progressText } from '../../../src/cli/ui/batch-view.js'

describe('RateWindow', () => {
  it('knows nothing before the first job has finished', () => {
    const rates = new RateWindow(1000)
    expect(rates.rate(5000)).toBeUndefined()
    expect(rates.etaMs(5000, 3)).toBeUndefined()
    expect(rates.etaMs(5000, 0)).toBe(0)
  })

  it('is exact for a steady pace, slow or fast', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 2000 }), (stepMs, jobs) => {
        const rates = new RateWindow(0)
        for (let job = 1; job <= jobs; job++) rates.add(job * stepMs, job)
        expect(rates.rate(jobs * stepMs)).toBeCloseTo(1000 / stepMs, 6)
        expect(rates.etaMs(jobs * stepMs, 10)).toBeCloseTo(10 * stepMs, 3)
      }),
    )
  })

  it('forgets the pace of long ago', () => {
    const rates = new RateWindow(0)
    for (let job = 1; job <= 100; job++) rates.add(job * 10_000, job)
    for (let job = 1; job <= 400; job++) rates.add(1_000_000 + job * 100, 100 + job)
    expect(rates.rate(1_040_000)).toBeGreaterThan(9)
  })

  it('falls while nothing finishes', () => {
    const rates = new RateWindow(0)
    rates.add(1000, 10)
    expect(rates.rate(1000)).toBe(10)
    expect(rates.rate(10_000)).toBe(1)
  })
})

describe('the line of progress', () => {
  const progress = { total: 100, kept: 0, answered: 18, partly: 0, failed: 2, cacheHits: 5 }

  it('says done, total, rate, time left, failures and cache hits', () => {
    expect(progressText(progress, { rate: 2.5, etaMs: 32_000 })).toBe(
      '20/100 jobs, 2.5 a second, 32.0 s left, 2 failed, 5 steps remembered',
    )
  })

  it('speaks of minutes when jobs are slow, and of no time left when none is known or needed', () => {
    expect(progressText(progress, { rate: 0.05, etaMs: undefined })).toContain(
      '20/100 jobs, 3.0 a minute, 2 failed',
    )
    expect(progressText({ ...progress, answered: 98 }, { rate: 1, etaMs: 0 })).not.toContain('left')
  })
})
