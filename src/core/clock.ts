import { performance } from 'node:perf_hooks'
import { cancelled } from './errors.js'

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
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled(signal))
    const onAbort = () => {
      stop()
      reject(cancelled(signal))
    }
    const stop = clock.after(delayMs, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
