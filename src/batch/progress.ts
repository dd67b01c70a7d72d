/** Where a batch stands. Counts are of jobs unless they say otherwise. */
export interface BatchProgress {
  /** In the jobs file, lines that are no jobs included. */
  total: number
  /** Of those below, the ones that were in the results before this batch started. */
  kept: number
  answered: number
  /** Answered, but some steps failed. */
  partly: number
  /** No step succeeded, or there is no answer at all; lines that are no jobs included. */
  failed: number
  /** Steps that were remembered instead of run. */
  cacheHits: number
}

export const doneOf = ({ answered, partly, failed }: BatchProgress): number => answered + partly + failed

interface Sample {
  atMs: number
  finished: number
}

const windowMs = 30_000
const sampleEveryMs = 500
const fewest = 16

/**
 * How fast jobs finish: measured over the last half minute, or the last 16 jobs where that is longer. Bounded memory;
 * pure but for what it was told.
 */
export class RateWindow {
  #samples: Sample[]

  constructor(startMs: number) {
    this.#samples = [{ atMs: startMs, finished: 0 }]
  }

  /** @param finished jobs finished since the start, never falling */
  add(atMs: number, finished: number): void {
    const last = this.#samples.at(-1)
    const beforeLast = this.#samples.at(-2)
    // Samples that stand close together are one, so that a thousand jobs a second don't fill the window.
    if (last && beforeLast && atMs - beforeLast.atMs < sampleEveryMs) {
      last.atMs = atMs
      last.finished = finished
    } else this.#samples.push({ atMs, finished })
    while (this.#samples.length > fewest && (this.#samples[1]?.atMs ?? atMs) < atMs - windowMs)
      this.#samples.shift()
  }

  /** Jobs a second; undefined before the first has finished. */
  rate(nowMs: number): number | undefined {
    const [first] = this.#samples
    const last = this.#samples.at(-1)
    if (!first || !last || last.finished === first.finished) return undefined
    const seconds = (Math.max(nowMs, last.atMs) - first.atMs) / 1000
    return seconds > 0 ? (last.finished - first.finished) / seconds : undefined
  }

  /** Milliseconds until `left` more jobs have finished at this rate; undefined while there is none. */
  etaMs(nowMs: number, left: number): number | undefined {
    const rate = this.rate(nowMs)
    if (left === 0) return 0
    return rate === undefined ? undefined : (1000 * left) / rate
  }
}
