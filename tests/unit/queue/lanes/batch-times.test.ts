import { describe, expect, it } from 'vitest'
import { afterBatch } from '../../../../src/queue/lanes/batch-times.js'

describe('What is known of how long micro-batches take', () => {
  it('rises at once and comes down slowly, warm and cold apart', () => {
    let times = { warmMs: 0, coldMs: 0 }
    times = afterBatch(times, { ms: 500, wasLoaded: false })
    times = afterBatch(times, { ms: 100, wasLoaded: true })
    expect(times).toEqual({ warmMs: 100, coldMs: 500 })
    times = afterBatch(times, { ms: 50, wasLoaded: true })
    expect(times).toEqual({ warmMs: 95, coldMs: 500 })
    expect(afterBatch(times, { ms: 200, wasLoaded: true })).toEqual({ warmMs: 200, coldMs: 500 })
  })

  it('is never less with the load than without', () => {
    expect(afterBatch({ warmMs: 0, coldMs: 0 }, { ms: 80, wasLoaded: true })).toEqual({
      warmMs: 80,
      coldMs: 80,
    })
  })
})
