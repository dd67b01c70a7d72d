import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseLane, type LaneView, type SchedulerSettings } from '../../../../src/queue/lanes/choose-lane.js'

const settings: SchedulerSettings = { memoryBytes: 100, ageingMs: 1000, maxBatch: 8, batchWaitMs: 0 }
const lane = (name: string, rest: Partial<LaneView> = {}): LaneView => ({
  name,
  bytes: 40,
  waiting: 1,
  interactive: 0,
  waitedMs: 10,
  loaded: false,
  running: 0,
  warmMs: 0,
  coldMs: 0,
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

  it('is one that somebody waits for, before lanes of batches whose models are loaded', () => {
    const batch = lane('batch', { loaded: true, waiting: 99, waitedMs: 500 })
    expect(chosen([batch, lane('asked', { interactive: 1 })])).toBe('asked')
    expect(chosen([batch, lane('asked', { interactive: 1, waiting: 50 })])).toBe('asked')
    const [warm, cold] = [
      lane('warm', { interactive: 1, loaded: true }),
      lane('cold', { interactive: 9, waiting: 9 }),
    ]
    expect(chosen([batch, warm, cold])).toBe('warm')
  })

  it('is one of a batch all the same once it was left waiting for the ageing time', () => {
    const asked = lane('asked', { interactive: 5, waiting: 5, loaded: true })
    expect(chosen([asked, lane('batch', { waitedMs: 1000 })])).toBe('batch')
  })

  it('is none of a batch while a model that somebody waits for finds no room', () => {
    const busy = lane('busy', { loaded: true, running: 1, waiting: 9 })
    const asked = lane('asked', { interactive: 1, bytes: 80 })
    expect(chosen([busy, lane('other'), asked])).toBe('wait')
    expect(chosen([{ ...busy, running: 0 }, lane('other'), asked])).toBe('asked')
    // Another that somebody waits for goes on.
    expect(chosen([{ ...busy, interactive: 1 }, asked])).toBe('busy')
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

  const views = fc
    .uniqueArray(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 3 }),
        bytes: fc.integer({ min: 0, max: 120 }),
        waiting: fc.nat(20),
        interactive: fc.nat(3),
        waitedMs: fc.nat(2000),
        loaded: fc.boolean(),
        running: fc.nat(1),
        warmMs: fc.nat(50),
        coldMs: fc.nat(300),
      }),
      { selector: ({ name }) => name, maxLength: 6 },
    )
    .map((lanes) => lanes.map((view) => ({ ...view, interactive: Math.min(view.interactive, view.waiting) })))

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

  it('is of a batch alone, beside others that could be served and that somebody waits for, only when it was left longest', () => {
    fc.assert(
      fc.property(views, (lanes) => {
        const choice = chooseLane(lanes, settings)
        const served = lanes.find(({ name }) => choice.kind === 'serve' && name === choice.lane)
        const fitting = lanes.filter(({ waiting, bytes }) => waiting > 0 && bytes <= settings.memoryBytes)
        if (served?.interactive === 0 && fitting.some(({ interactive }) => interactive > 0))
          expect(served.waitedMs).toBe(Math.max(...fitting.map(({ waitedMs }) => waitedMs)))
      }),
    )
  })

  it('is the same for jobs of one class, whichever', () => {
    fc.assert(
      fc.property(views, fc.nat(100), (lanes, batchWaitMs) => {
        const [batch, asked] = [lanes, lanes].map((some, at) =>
          chooseLane(
            some.map((view) => ({ ...view, interactive: at * view.waiting })),
            { ...settings, batchWaitMs },
          ),
        )
        expect(asked).toEqual(batch)
      }),
    )
  })

  it('is the one left longest once serving another first would leave it waiting for too long', () => {
    const warm = lane('warm', { loaded: true, waiting: 99, warmMs: 100, coldMs: 200 })
    expect(chosen([warm, lane('cold', { waitedMs: 750, coldMs: 200 })])).toBe('warm')
    expect(chosen([warm, lane('cold', { waitedMs: 850, coldMs: 200 })])).toBe('cold')
    // Two others need their turns one after the other.
    const others = [
      lane('first', { waitedMs: 700, coldMs: 200 }),
      lane('second', { waitedMs: 650, coldMs: 200 }),
    ]
    expect(chosen([warm, ...others])).toBe('first')
  })

  const anyLane = fc.record({
    every: fc.integer({ min: 1, max: 400 }),
    jobs: fc.integer({ min: 1, max: 30 }),
    warmMs: fc.integer({ min: 1, max: 40 }),
    loadMs: fc.integer({ min: 0, max: 200 }),
    interactive: fc.boolean(),
  })

  it('changes so that no lane is left waiting for longer than the ageing time, under any load, where that can be', () => {
    fc.assert(
      fc.property(fc.array(anyLane, { minLength: 1, maxLength: 6 }), (given) => {
        const costs = given.map(({ warmMs, loadMs }) => warmMs + loadMs)
        const round = costs.reduce((sum, cost) => sum + cost, 0)
        fc.pre(round + Math.max(...costs) <= 0.9 * settings.ageingMs)
        expect(simulate(given, 20_000).longestMs).toBeLessThanOrEqual(settings.ageingMs)
        const busy = simulate(
          given.map((lane) => ({ ...lane, every: 10, jobs: 100 })),
          5_000,
        )
        expect(busy.longestMs).toBeLessThanOrEqual(settings.ageingMs)
        if (new Set(given.map(({ interactive }) => interactive)).size > 1) return
        // A round of all lanes, and then none for as long as there is time to spare.
        const apartMs = 0.9 * settings.ageingMs - round - Math.max(...costs)
        expect(busy.loads).toBeLessThanOrEqual(given.length * (2 + 5_000 / Math.max(1, apartMs)))
      }),
      { numRuns: 300 },
    )
  })

  it('is soon the one that somebody waits for, however much work batches have', () => {
    fc.assert(
      fc.property(fc.array(anyLane, { minLength: 2, maxLength: 6 }), (given) => {
        const costs = given.map(({ warmMs, loadMs }) => warmMs + loadMs)
        const round = costs.reduce((sum, cost) => sum + cost, 0)
        fc.pre(2 * round + Math.max(...costs) <= 0.9 * settings.ageingMs)
        const lanes = given.map((lane, n) => {
          const interactive = n === 0
          return { ...lane, interactive, ...(interactive ? { jobs: 1 } : { every: 10, jobs: 100 }) }
        })
        // Behind a micro-batch that runs, and once each of those that were left for long.
        expect(simulate(lanes, 3_000).longestInteractiveMs).toBeLessThanOrEqual(round + Math.max(...costs))
      }),
      { numRuns: 100 },
    )
  })

  it('changes so that no lane starves where the ageing time can not be held', () => {
    fc.assert(
      fc.property(fc.array(anyLane, { minLength: 2, maxLength: 9 }), (given) => {
        const round = given.reduce((sum, { warmMs, loadMs }) => sum + warmMs + loadMs, 0)
        expect(simulate(given, 20_000).longestMs).toBeLessThanOrEqual(settings.ageingMs + 2 * round)
      }),
      { numRuns: 100 },
    )
  })
})

/** One device with room for two models; each lane gets `jobs` every so many ms. Time is a number here. */
function simulate(
  given: readonly { every: number; jobs: number; warmMs: number; loadMs: number; interactive: boolean }[],
  untilMs: number,
) {
  const lanes = given.map((lane, n) => ({
    ...lane,
    name: `${n}`,
    coldMs: lane.warmMs + lane.loadMs,
    nextAt: 0,
    arrivals: [] as number[],
    servedAt: 0,
    usedAt: -1,
    loaded: false,
  }))
  let [now, loads, longestMs, longestInteractiveMs] = [0, 0, 0, 0]
  while (now < untilMs) {
    for (const lane of lanes)
      for (; lane.nextAt <= now; lane.nextAt += lane.every)
        for (let n = 0; n < lane.jobs; n += 1) lane.arrivals.push(lane.nextAt)
    const views = lanes.map(({ name, arrivals, servedAt, loaded, warmMs, coldMs, interactive }) =>
      lane(name, {
        waiting: arrivals.length,
        interactive: interactive ? arrivals.length : 0,
        loaded,
        waitedMs: arrivals[0] === undefined ? 0 : now - Math.max(servedAt, arrivals[0]),
        warmMs,
        coldMs,
      }),
    )
    const asked = views.filter(({ interactive }) => interactive > 0)
    longestMs = Math.max(longestMs, ...views.map(({ waitedMs }) => waitedMs))
    longestInteractiveMs = Math.max(longestInteractiveMs, ...asked.map(({ waitedMs }) => waitedMs))
    const choice = chooseLane(views, settings)
    const served = lanes.find(({ name }) => choice.kind === 'serve' && name === choice.lane)
    if (!served || choice.kind !== 'serve') {
      now = Math.min(...lanes.map(({ nextAt }) => nextAt))
      continue
    }
    served.arrivals.splice(0, choice.jobs)
    served.servedAt = now
    if (!served.loaded) {
      const loaded = lanes.filter((other) => other.loaded).sort((a, b) => a.usedAt - b.usedAt)
      if (loaded.length === 2 && loaded[0]) loaded[0].loaded = false
      served.loaded = true
      loads += 1
      now += served.loadMs
    }
    served.usedAt = now
    now += served.warmMs
  }
  return { loads, longestMs, longestInteractiveMs }
}
