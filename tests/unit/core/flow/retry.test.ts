import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../../src/core/clock.js'
import { SwitchyardError } from '../../../../src/core/errors.js'
import { backoffMs, type RetryOptions, retry } from '../../../../src/core/flow/retry.js'

const firstPauseMs = 500

describe('the pause before another try', () => {
  it('doubles from the first one and stops at the longest', () => {
    const longest = (failures: number) => backoffMs(failures, { firstPauseMs, random: () => 1 })
    expect([1, 2, 3, 6, 7, 8, 60].map(longest)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000])
  })

  it('is spread over all that is below, so that those who failed together do not come back together', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, chance) => {
          const pauseMs = backoffMs(failures, { firstPauseMs, random: () => chance })
          expect(pauseMs).toBeGreaterThanOrEqual(0)
          expect(pauseMs).toBeLessThanOrEqual(30_000)
        },
      ),
    )
    expect(backoffMs(3, { firstPauseMs, random: () => 0 })).toBe(0)
    expect(backoffMs(3, { firstPauseMs, random: () => 0.5 })).toBe(1000)
  })
})

/** Work that fails with these errors in turn and then succeeds, tried again without any pause. */
function trying(failures: readonly unknown[], options: Partial<RetryOptions> = {}) {
  const pauses: number[] = []
  const left = [...failures]
  let tries = 0
  const clock: Clock = {
    now: () => 0,
    after(delayMs, run) {
      pauses.push(delayMs)
      queueMicrotask(run)
      return () => {}
    },
  }
  const work = async () => {
    tries += 1
    if (left.length > 0) throw left.shift()
    return 'done'
  }
  const result = retry(work, { attempts: 3, firstPauseMs, clock, random: () => 1, ...options })
  return { result, pauses, tries: () => tries }
}

const busy = (retryAfterMs?: unknown) =>
  new SwitchyardError('PROVIDER_LIMIT', 'Later.', { retryable: true, details: { retryAfterMs } })

describe('work that fails in passing', () => {
  it('is done again, after pauses that a server may lengthen', async () => {
    const { result, pauses } = trying([busy(), busy(7000)])
    expect(await result).toBe('done')
    expect(pauses).toEqual([500, 8000])
    const unclear = trying([busy(0), busy('soon')])
    await unclear.result
    expect(unclear.pauses).toEqual([500, 1000])
  })

  it('fails with its last error when the tries are used up', async () => {
    const last = busy()
    const { result, tries } = trying([busy(), busy(), last])
    await expect(result).rejects.toBe(last)
    expect(tries()).toBe(3)
  })

  it('is not done again for an error that stays, nor for a server that wants to be left alone for long', async () => {
    for (const error of [new SwitchyardError('INVALID_REQUEST', 'No.'), new Error('a bug'), busy(60_001)]) {
      const { result, tries } = trying([error])
      await expect(result).rejects.toBe(error)
      expect(tries()).toBe(1)
    }
  })

  it('is tried once whatever the signal says, and ends with the signal', async () => {
    const signal = AbortSignal.abort()
    expect(await trying([], { signal }).result).toBe('done')
    await expect(trying([busy()], { signal }).result).rejects.toMatchObject({ code: 'CANCELLED' })
    const controller = new AbortController()
    const never: Clock = { now: () => 0, after: () => () => {} }
    const waiting = trying([busy()], { signal: controller.signal, clock: never })
    controller.abort()
    await expect(waiting.result).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
