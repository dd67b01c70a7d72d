/**
 * Which lane a device serves next. Pure: the worker asks after every change and does what it is told.
 */

export interface LaneView {
  name: string
  /** Memory of the lane's model once loaded. */
  bytes: number
  /** Jobs that wait. */
  waiting: number
  /** How long nothing was done for them: since the oldest came or the lane was last served, whichever is later; ms. */
  waitedMs: number
  /** Whether the model is in memory. */
  loaded: boolean
  /** Micro-batches of this lane that run now. */
  running: number
}

export interface SchedulerSettings {
  /** Memory for models, all lanes together. */
  memoryBytes: number
  /** A lane that was left waiting this long goes first, loaded or not; milliseconds. */
  ageingMs: number
  /** Most jobs in a micro-batch. */
  maxBatch: number
  /** How long a lane may wait for its micro-batch to fill while the device has nothing else to do; milliseconds. */
  batchWaitMs: number
}

export type Choice =
  | { kind: 'serve'; lane: string; jobs: number }
  /** Nothing to do now, but a lane's time comes. */
  | { kind: 'wait'; ms: number }
  | { kind: 'idle' }

/**
 * Rules, in this order:
 *
 * 1. A lane whose model can't fit the budget at all is not served.
 * 2. Lanes that were left waiting for `ageingMs` go first, the longest wait before the others. Where such a lane's model
 *    finds no room beside those that run, nothing else starts until it does. So none waits longer than `ageingMs`, the
 *    batches that run at that moment and those of the lanes before it; also under more load than the device can bear,
 *    where every lane gets its turn and models are still not exchanged for each batch.
 * 3. Lanes whose models are loaded go before lanes whose models are not, so that a model is loaded once for as many jobs
 *    as there are; among them lanes that don't run yet, then the older.
 * 4. Then models that fit beside the running ones, the longest lane first: it makes the most of a load.
 *
 * A lane that is short of a full micro-batch is left to fill for `batchWaitMs`.
 */
export function chooseLane(lanes: readonly LaneView[], settings: SchedulerSettings): Choice {
  const { memoryBytes, ageingMs, maxBatch, batchWaitMs } = settings
  const waiting = lanes.filter(({ waiting, bytes }) => waiting > 0 && bytes <= memoryBytes)
  const runningBytes = sum(lanes.filter(({ running }) => running > 0))
  const hasRoom = (lane: LaneView) => lane.running > 0 || runningBytes + lane.bytes <= memoryBytes
  const serve = ({ name, waiting }: LaneView): Choice => ({
    kind: 'serve',
    lane: name,
    jobs: Math.min(waiting, maxBatch),
  })

  const [overdue] = waiting
    .filter(({ waitedMs }) => waitedMs >= ageingMs)
    .sort((a, b) => b.waitedMs - a.waitedMs)
  if (overdue) return hasRoom(overdue) ? serve(overdue) : { kind: 'idle' }

  const servable = waiting.filter(hasRoom)
  const ready = servable.filter((lane) => lane.waiting >= maxBatch || lane.waitedMs >= batchWaitMs)
  const [best] = ready.sort(
    (a, b) =>
      Number(b.loaded) - Number(a.loaded) ||
      Number(a.running > 0) - Number(b.running > 0) ||
      (a.loaded ? b.waitedMs - a.waitedMs : b.waiting - a.waiting) ||
      b.waitedMs - a.waitedMs,
  )
  if (best) return serve(best)

  const next = Math.min(
    ...servable.map(({ waitedMs }) => batchWaitMs - waitedMs),
    ...waiting.filter((lane) => !hasRoom(lane)).map(({ waitedMs }) => ageingMs - waitedMs),
  )
  return Number.isFinite(next) ? { kind: 'wait', ms: Math.max(1, next) } : { kind: 'idle' }
}

function sum(lanes: readonly LaneView[]): number {
  return lanes.reduce((total, { bytes }) => total + bytes, 0)
}
