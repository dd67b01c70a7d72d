import { SwitchyardError } from '../../core/errors.js'
import { retry } from '../../core/flow/retry.js'
import { isFull } from '../../core/redis-full.js'
import type { RunStore } from '../runs/run-store.js'

/**
 * Does a write again for as long as Redis has no memory for it, with pauses of up to five seconds: what was computed must
 * not be lost for that. Any other failure ends it, and so does the signal; it is tried once whatever the signal says.
 */
export function whileFull<T>(write: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return retry(write, {
    attempts: Number.POSITIVE_INFINITY,
    firstPauseMs: 500,
    longestPauseMs: 5_000,
    shouldRetry: isFull,
    signal,
  })
}

/** A store of runs that waits while Redis is full, for what an unfinished run has so far. */
export function patientStore(store: RunStore, signal: AbortSignal): RunStore {
  return {
    ...store,
    savePlan: (...parts) => whileFull(() => store.savePlan(...parts), signal),
    saveStep: (...parts) => whileFull(() => store.saveStep(...parts), signal),
  }
}

/** The error of a submission or a cancellation when Redis is full; any other error unchanged. */
export function submitError(error: unknown): unknown {
  if (!isFull(error)) return error
  return new SwitchyardError(
    'STORE_FULL',
    'Redis has no memory left (maxmemory) and did not take this. What it holds is safe and worked on. Try again when results have expired, or give Redis more: redis-cli CONFIG SET maxmemory.',
    { retryable: true, cause: error },
  )
}
