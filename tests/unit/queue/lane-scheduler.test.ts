import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseLane, type LaneView, type SchedulerSettings } from '../../../src/queue/lane-scheduler.js'

const settings: SchedulerSettings = { memoryBytes: 100, ageingMs: 1000, maxBatch: 8, batchWaitMs: 0 }
const lane = (name: string, rest: Partial<LaneView> = {}): LaneView => ({
  name,
  bytes: 40,
  waiting: 1,
  waitedMs: 10,
  loaded: false,
  running: 0,
  ...rest,
})
const chosen = (lanes: LaneView[], rest: Partial<SchedulerSettings> = {}) => {
  const choice = chooseLane(lanes, { ...settings, ...rest })
  return choice.kind === 'serve' ? choice.lane : choice.kind
}

describe('The lane that a device serves next', () => {
  it('is one whose model is loaded, before longer and older ones whose model is not', () => {
    expect(chosen([lane('cold', { waiting: 99, waitedMs: 900 }), lane('warm', { loaded: true })])).toBe(
      'warm',
    )
  })

  it('is the longest among those to be loaded', () => {
    expect(chosen([lane('short', { waitedMs: 500 }), lane('long', { waiting: 5 })])).toBe('long')
  })

  it('is the one that was left waiting for the ageing time, loaded or not', () => {
    expect(chosen([lane('cold', { waitedMs: 1000 }), lane('warm', { loaded: true, waiting: 99 })])).toBe(
      'cold',
    )
  })

  it('is none while the model of a lane that waited too long finds no room', () => {
    const lanes = [
      lane('aged', { waitedMs: 1000, bytes: 80 }),
      lane('busy', { loaded: true, running: 1, waiting: 9 }),
    ]
    expect(chosen(lanes)).toBe('idle')
  })

  it('is none whose model never fits', () => {
    expect(chosen([lane('huge', { bytes: 101, waitedMs: 99_999 })])).toBe('idle')
  })

  it('is another than the ones that run, where both are loaded', () => {
    const lanes = [
      lane('running', { loaded: true, running: 1, waitedMs: 500 }),
      lane('resting', { loaded: true, waitedMs: 5 }),
    ]
    expect(chosen(lanes)).toBe('resting')
  })

  it('waits for a micro-batch to fill, no longer than it may', () => {
    const rest = { batchWaitMs: 50 }
    expect(chooseLane([lane('few', { waitedMs: 10 })], { ...settings, ...rest })).toEqual({
      kind: 'wait',
      ms: 40,
    })
    expect(chosen([lane('few', { waitedMs: 50 })], rest)).toBe('few')
    expect(chosen([lane('full', { waiting: 8, waitedMs: 0 })], rest)).toBe('full')
  })

  const views = fc.uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 3 }),
      bytes: fc.integer({ min: 0, max: 120 }),
      waiting: fc.nat(20),
      waitedMs: fc.nat(2000),
      loaded: fc.boolean(),
      running: fc.nat(1),
    }),
    { selector: ({ name }) => name, maxLength: 6 },
  )

  it('always has jobs, fits the budget beside those that run, and gets no more than a micro-batch', () => {
    fc.assert(
      fc.property(views, fc.nat(100), (lanes, batchWaitMs) => {
        const choice = chooseLane(lanes, { ...settings, batchWaitMs })
        if (choice.kind === 'wait') expect(choice.ms).toBeGreaterThan(0)
        if (choice.kind !== 'serve') return
        const lane = lanes.find(({ name }) => name === choice.lane)
        const used = lanes.filter(({ running }) => running > 0).reduce((sum, { bytes }) => sum + bytes, 0)
        expect(lane?.waiting).toBeGreaterThan(0)
        expect(choice.jobs).toBe(Math.min(lane?.waiting ?? 0, settings.maxBatch))
        if (lane?.running === 0) expect(used + lane.bytes).toBeLessThanOrEqual(settings.memoryBytes)
      }),
    )
  })

  it('is never none while a device that does nothing could serve one', () => {
    fc.assert(
      fc.property(views, (lanes) => {
        const resting = lanes.map((view) => ({ ...view, running: 0 }))
        const servable = resting.some(({ waiting, bytes }) => waiting > 0 && bytes <= settings.memoryBytes)
        expect(chooseLane(resting, settings).kind).toBe(servable ? 'serve' : 'idle')
      }),
    )
  })

  it('changes so that no lane starves, under any load, without loading a model for every batch', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 3, maxLength: 6 }), (rates) => {
        const { loads, batches, longestMs } = simulate(rates, 20_000)
        // One turn of every other lane, each with a load, may come between.
        expect(longestMs).toBeLessThanOrEqual(settings.ageingMs + rates.length * (loadMs + batchMs))
        expect(loads).toBeLessThanOrEqual(batches)
        expect(loads).toBeLessThanOrEqual(rates.length * (2 + 20_000 / settings.ageingMs))
      }),
      { numRuns: 50 },
    )
  })
})

const loadMs = 50
const batchMs = 10

/** One device with room for two models; each lane gets `rate` jobs every 10 ms. Time is a number here. */
function simulate(rates: readonly number[], untilMs: number) {
  const lanes = rates.map((rate, n) => ({
    name: `${n}`,
    rate,
    waiting: 0,
    servedAt: 0,
    usedAt: -1,
    loaded: false,
  }))
  let [now, fedAt, loads, batches, longestMs] = [0, 0, 0, 0, 0]
  while (now < untilMs) {
    for (; fedAt <= now; fedAt += 10) for (const lane of lanes) lane.waiting += lane.rate
    const views = lanes.map(({ name, waiting, servedAt, loaded }) =>
      lane(name, { waiting, loaded, waitedMs: now - servedAt }),
    )
    longestMs = Math.max(longestMs, ...views.map(({ waitedMs }) => waitedMs))
    const choice = chooseLane(views, settings)
    const served = lanes.find(({ name }) => choice.kind === 'serve' && name === choice.lane)
    if (!served || choice.kind !== 'serve') break
    if (!served.loaded) {
      const loaded = lanes.filter((other) => other.loaded).sort((a, b) => a.usedAt - b.usedAt)
      if (loaded.length === 2 && loaded[0]) loaded[0].loaded = false
      served.loaded = true
      loads += 1
      now += loadMs
    }
    served.servedAt = now
    served.usedAt = now
    served.waiting -= choice.jobs
    batches += 1
    now += batchMs
  }
  return { loads, batches, longestMs }
}
