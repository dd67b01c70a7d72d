import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../../src/core/errors.js'
import { backoffMs, delayBefore } from '../../../src/executors/retry.js'

describe('the wait before another try', () => {
  it('doubles from half a second and stops at thirty', () => {
    expect([1, 2, 3, 6, 7, 8, 60].map((failures) => backoffMs(failures, () => 1))).toEqual([
      500, 1000, 2000, 16_000, 30_000, 30_000, 30_000,
    ])
  })

  it('is spread over all that is below, so that those who failed together do not come back together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, chance) => {
          const waitMs = backoffMs(failures, () => chance)
          expect(waitMs).toBeGreaterThanOrEqual(0)
          expect(waitMs).toBeLessThanOrEqual(30_000)
        },
      ),
    )
    expect(backoffMs(3, () => 0)).toBe(0)
    expect(backoffMs(3, () => 0.5)).toBe(1000)
  })

  it('is at least what a server has asked for', () => {
    const asks = (retryAfterMs: unknown) =>
      new SwitchyardError('PROVIDER_LIMIT', 'Later.', { details: { retryAfterMs } })
    expect(delayBefore(1, asks(7000), () => 0)).toBe(7000)
    expect(delayBefore(1, asks(7000), () => 1)).toBe(7500)
    expect(delayBefore(1, asks(0), () => 1)).toBe(500)
    expect(delayBefore(1, asks('soon'), () => 1)).toBe(500)
  })
})
