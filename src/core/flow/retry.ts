import { type Clock, sleep, systemClock } from '../clock.js'
import { cancelledError, SwitchyardError } from '../errors.js'

export interface RetryOptions {
  /** Tries in all, the first included; `Infinity` for as long as the signal allows. */
  attempts: number
  /** Longest pause before the second try, ms; doubles with each failure. */
  firstPauseMs: number
  /** No pause of our own is longer, ms. Default: 30,000. */
  longestPauseMs?: number | undefined
  /** Whether work that failed so may succeed when done again. Default: what a `SwitchyardError` says of itself. */
  shouldRetry?: ((error: unknown) => boolean) | undefined
  /** How long the server asks to be left alone, ms. Default: `details.retryAfterMs` of a `SwitchyardError`. */
  retryAfterMs?: ((error: unknown) => number | undefined) | undefined
  /** A server that asks for more is not waited for, ms. Default: 60,000. */
  longestRetryAfterMs?: number | undefined
  /** Told before each pause. */
  onRetry?: ((retry: { error: unknown; delayMs: number; next: number }) => void) | undefined
  signal?: AbortSignal | undefined
  clock?: Clock | undefined
  random?: (() => number) | undefined
}

/**
 * Does some work again as long as it fails in passing. It is tried once whatever the signal says; after that the signal's
 * error ends the tries. Own code and not p-retry, which has no clock to hold in a test, knows no server that names the
 * pause, throws away what was computed when the signal aborts meanwhile, and takes every TypeError for a bug.
 * @throws what the last try threw, or the signal's error
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, shouldRetry = isRetryable, retryAfterMs = retryAfterMsOf, signal, onRetry } = options
  const { longestRetryAfterMs = 60_000, clock = systemClock } = options
  for (let failures = 1; ; failures += 1) {
    try {
      return await work()
    } catch (error) {
      if (signal?.aborted) throw cancelledError(signal)
      const askedMs = retryAfterMs(error) ?? 0
      if (failures >= attempts || !shouldRetry(error) || askedMs > longestRetryAfterMs) throw error
      const delayMs = askedMs + backoffMs(failures, options)
      onRetry?.({ error, delayMs, next: failures + 1 })
      await sleep(clock, delayMs, signal)
    }
  }
}

/** Exponential backoff with full jitter: those who failed together do not come back together. */
export function backoffMs(
  failures: number,
  {
    firstPauseMs,
    longestPauseMs = 30_000,
    random = Math.random,
  }: Pick<RetryOptions, 'firstPauseMs' | 'longestPauseMs' | 'random'>,
): number {
  return Math.round(random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1)))
}

const isRetryable = (error: unknown): boolean => error instanceof SwitchyardError && error.retryable

/** How long a server asks to be left alone, ms, as the error's details say; undefined where they don't. */
export function retryAfterMsOf(error: unknown): number | undefined {
  const { retryAfterMs } = error instanceof SwitchyardError ? error.details : {}
  return typeof retryAfterMs === 'number' && retryAfterMs > 0 ? Math.round(retryAfterMs) : undefined
}
