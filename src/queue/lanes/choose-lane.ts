/**
 * Which lane a device serves next. Pure: the worker asks after every change and does what it is told.
 */

export interface LaneView {
  name: string
  /** Memory of the lane's model once loaded. */
  bytes: number
  /** Jobs that wait. */
  waiting: number
  /** Of these, the ones that somebody waits for; the others are of batches. A lane gives these first. */
  interactive: number
  /** How long nothing was done for them: since the oldest came or the lane was last served, whichever is later; ms. */
  waitedMs: number
  /** Whether the model is in memory. */
  loaded: boolean
  /** Micro-batches of this lane that run now. */
  running: number
  /** How long a micro-batch of it takes when its model is loaded, and when it isn't, as far as is known; ms. */
  warmMs: number
  coldMs: number
}

export interface SchedulerSettings {
  /** Memory for models, all lanes together. */
  memoryBytes: number
  /** Longest time that a lane is left waiting, where that can be held: see `chooseLane`; milliseconds. */
  ageingMs: number
  /** Most jobs in a micro-batch. */
  maxBatch: number
  /** How long a lane may wait for its micro-batch to fill while the device has nothing else to do; milliseconds. */
  batchWaitMs: number
}

export type LaneChoice =
  | { kind: 'serve'; lane: string; jobs: number }
  /** Nothing to do now, but a lane's time comes. */
  | { kind: 'wait'; ms: number }
  | { kind: 'idle' }

/** Share of the ageing time that is planned with; the rest is for what takes longer than it used to. */
const planned = 0.9

/**
 * Rules, in this order:
 *
 * 1. A lane whose model can't fit the budget at all is not served.
 * 2. Lanes with interactive jobs go before lanes that have only jobs of batches, whether or not their models are loaded.
 *    While the model of one that could start finds no room beside those that run, no micro-batch of batches alone starts.
 * 3. Of these, lanes whose models are loaded go before lanes whose models are not, so that a model is loaded once for as
 *    many jobs as there are; among them lanes that don't run yet, then the older.
 * 4. Then models that fit beside the running ones, the longest lane first: it makes the most of a load.
 * 5. But a micro-batch only starts if all other lanes that wait can still be served afterwards, one after the other, each
 *    with a load, and none is left waiting for `ageingMs`. Otherwise the lane that was left waiting longest goes first.
 *    Where its model finds no room beside those that run, nothing else starts until it does.
 *
 * So no lane is left waiting for longer than `ageingMs`, as long as that can be: when a micro-batch of each lane, with its
 * load, and the longest of them once more take less than nine tenths of it, and none takes longer than it is known to.
 * Where that can't be held (too many lanes or too little time), lanes are served in the order in which they were left.
 *
 * Where the jobs of all lanes are of one class, rule 2 changes nothing. Where they are not, each interactive job may cost a
 * load, and another to go on with the batch.
 *
 * A lane that is short of a full micro-batch is left to fill for `batchWaitMs`.
 */
export function chooseLane(lanes: readonly LaneView[], settings: SchedulerSettings): LaneChoice {
  const { memoryBytes, ageingMs, maxBatch, batchWaitMs } = settings
  const waiting = lanes
    .filter(({ waiting, bytes }) => waiting > 0 && bytes <= memoryBytes)
    .sort((a, b) => b.waitedMs - a.waitedMs)
  const runningBytes = sum(lanes.filter(({ running }) => running > 0))
  const hasRoom = (lane: LaneView) => lane.running > 0 || runningBytes + lane.bytes <= memoryBytes
  const serve = ({ name, waiting }: LaneView): LaneChoice => ({
    kind: 'serve',
    lane: name,
    jobs: Math.min(waiting, maxBatch),
  })
  /** How much longer the others can do without the device; negative when one has been left for too long. */
  const spareMs = (first?: LaneView): number => {
    let [spare, before] = [Number.POSITIVE_INFINITY, 0]
    for (const { name, waitedMs, coldMs } of waiting) {
      if (name === first?.name) continue
      spare = Math.min(spare, planned * ageingMs - waitedMs - before)
      before += coldMs
    }
    return spare
  }

  const isReady = (lane: LaneView) => lane.waiting >= maxBatch || lane.waitedMs >= batchWaitMs
  const needsRoom = waiting.some((lane) => isInteractive(lane) && isReady(lane) && !hasRoom(lane))
  const servable = waiting.filter((lane) => hasRoom(lane) && (isInteractive(lane) || !needsRoom))
  const [best] = servable
    .filter(isReady)
    .sort(
      (a, b) =>
        Number(isInteractive(b)) - Number(isInteractive(a)) ||
        Number(b.loaded) - Number(a.loaded) ||
        Number(a.running > 0) - Number(b.running > 0) ||
        (a.loaded ? b.waitedMs - a.waitedMs : b.interactive - a.interactive || b.waiting - a.waiting) ||
        b.waitedMs - a.waitedMs,
    )
  const [oldest] = waiting
  if (best && spareMs(best) >= (best.loaded ? best.warmMs : best.coldMs)) return serve(best)
  if (oldest && (best || spareMs() <= 0)) return hasRoom(oldest) ? serve(oldest) : { kind: 'idle' }

  const next = Math.min(spareMs(), ...servable.map(({ waitedMs }) => batchWaitMs - waitedMs))
  return Number.isFinite(next) ? { kind: 'wait', ms: Math.max(1, next) } : { kind: 'idle' }
}

const isInteractive = ({ interactive }: LaneView): boolean => interactive > 0

function sum(lanes: readonly LaneView[]): number {
  return lanes.reduce((total, { bytes }) => total + bytes, 0)
}
