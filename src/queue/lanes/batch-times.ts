/** How long micro-batches of a lane take, as far as was measured here; milliseconds. */
export interface BatchTimes {
  /** With the model loaded before. */
  warmMs: number
  /** With loading it. */
  coldMs: number
}

/** How much a quicker one counts: estimates rise at once and come down slowly, since they are there to hold a bound. */
const share = 0.1

/** What is known after one more micro-batch. */
export function afterBatch(times: BatchTimes, batch: { ms: number; wasLoaded: boolean }): BatchTimes {
  const estimate = (before: number) => Math.max(batch.ms, before + share * (batch.ms - before))
  const warmMs = batch.wasLoaded ? estimate(times.warmMs) : times.warmMs
  const coldMs = batch.wasLoaded ? times.coldMs : estimate(times.coldMs)
  return { warmMs, coldMs: Math.max(warmMs, coldMs) }
}
