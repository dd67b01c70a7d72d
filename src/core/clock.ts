import { orAborted } from './abort.js'

/** Milliseconds of a day. */
export const dayMs = 86_400_000

/** Time as executors see it, so that tests can hold it in their hands. */
export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number
  /** Calls `run` once after `delayMs`. Returns what stops it. */
  after(delayMs: number, run: () => void): () => void
}

/** The process's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

/** Resolves after `delayMs`; rejects with the signal's error when it aborts first. */
export async function sleep(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  let stop = () => {}
  const pause = new Promise<void>((resolve) => {
    stop = clock.after(delayMs, resolve)
  })
  await orAborted(pause, signal).finally(stop)
}
