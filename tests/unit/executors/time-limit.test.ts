import { describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../../src/core/errors.js'
import { startTimeLimit } from '../../../src/executors/time-limit.js'
import { ManualClock } from '../../support/manual-clock.js'

function start(clock: ManualClock, signal = new AbortController().signal) {
  return startTimeLimit({
    clock,
    limitMs: 1000,
    signal,
    exceeded: () => new SwitchyardError('TIMEOUT', 'Too long.'),
  })
}

describe('a time limit', () => {
  it('aborts with its own error when the time is used up, not before', () => {
    const clock = new ManualClock()
    const limit = start(clock)
    clock.advance(999)
    expect(limit.signal.aborted).toBe(false)
    clock.advance(1)
    expect(limit.signal.reason).toMatchObject({ code: 'TIMEOUT' })
  })

  it('counts only while it runs, however often it is paused and resumed', () => {
    const clock = new ManualClock()
    const limit = start(clock)
    for (let round = 0; round < 3; round += 1) {
      clock.advance(300)
      limit.pause()
      limit.pause()
      clock.advance(5000)
      limit.resume()
      limit.resume()
    }
    expect(limit.signal.aborted).toBe(false)
    clock.advance(100)
    expect(limit.signal.aborted).toBe(true)
  })

  it('passes the outer abort on, with its reason', () => {
    const outer = new AbortController()
    const limit = start(new ManualClock(), outer.signal)
    outer.abort(new SwitchyardError('CANCELLED', 'Enough.'))
    expect(limit.signal.reason).toMatchObject({ code: 'CANCELLED', message: 'Enough.' })
  })

  it('begins aborted when the outer signal is', () => {
    expect(start(new ManualClock(), AbortSignal.abort()).signal.reason).toMatchObject({ code: 'CANCELLED' })
  })

  it('leaves nothing behind at its end', () => {
    const clock = new ManualClock()
    const outer = new AbortController()
    const limit = start(clock, outer.signal)
    limit.end()
    expect(clock.pending).toEqual([])
    outer.abort()
    expect(limit.signal.aborted).toBe(false)
  })
})
