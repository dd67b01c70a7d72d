import { type Clock, sleep } from '../core/clock.js'
import { cancelled, type ErrorCode, type SwitchyardError } from '../core/errors.js'
import { err, type Result } from '../core/result.js'
import type { Attempt, AttemptUsage } from '../spending/usage.js'

const firstDelayMs = 500
const longestDelayMs = 30_000

/** Exponential backoff with full jitter: anything up to 0.5 s, 1 s, 2 s, ... at most 30 s. */
export function backoffMs(failures: number, random: () => number): number {
  return Math.round(random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1)))
}

const inputFaults: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'INVALID_PLAN',
  'MEDIA_NOT_FOUND',
  'UNSUPPORTED_MEDIA',
  'MEDIA_TOO_LARGE',
  'FETCH_REFUSED',
  'FETCH_FAILED',
]

/** Whether the input is to blame, so that no retry and no other candidate would help. */
export function isInputFault(error: SwitchyardError): boolean {
  return inputFaults.includes(error.code)
}

/** Whether the failure says something of the candidate, so that its circuit breaker should hear of it. */
export function blamesCandidate(error: SwitchyardError): boolean {
  return !isInputFault(error) && error.code !== 'PROVIDER_REJECTED' && error.code !== 'BUDGET_EXCEEDED'
}

/** A server that wants to be left alone for longer is not waited for, ms: another candidate may do it now. */
const longestRetryAfterMs = 60_000

/** How long to wait before the next try: at least what a server has asked for, in `details.retryAfterMs`. */
export function delayBefore(failures: number, error: SwitchyardError, random: () => number): number {
  const { retryAfterMs } = error.details
  const ownMs = backoffMs(failures, random)
  return typeof retryAfterMs === 'number' && retryAfterMs > 0 ? Math.round(retryAfterMs) + ownMs : ownMs
}

function asksForTooLong({ details: { retryAfterMs } }: SwitchyardError): boolean {
  return typeof retryAfterMs === 'number' && retryAfterMs > longestRetryAfterMs
}

export interface RetryOptions<T> {
  /** Names what is tried in the attempts. */
  candidate: string
  work: () => Promise<{ result: Result<T, SwitchyardError>; usage?: AttemptUsage }>
  /** Tries, the first included. */
  maxAttempts: number
  /** Every try is appended, also when the signal ends them. */
  attempts: Attempt[]
  /** Told before each wait. */
  onRetry(retry: { error: SwitchyardError; delayMs: number; next: number }): void
  clock: Clock
  random: () => number
  signal: AbortSignal
}

/** Does the work again as long as it fails with a retryable error; gives back the last outcome. */
export async function withRetries<T>(options: RetryOptions<T>): Promise<Result<T, SwitchyardError>> {
  const { candidate, work, maxAttempts, attempts, onRetry, clock, random, signal } = options
  for (let failures = 1; ; failures += 1) {
    if (signal.aborted) return err(cancelled(signal))
    const startedAt = clock.now()
    const { result, usage } = await work()
    const durationMs = clock.now() - startedAt
    if (result.ok) {
      attempts.push({ candidate, durationMs, ...(usage && { usage }) })
      return result
    }
    const error = signal.aborted ? cancelled(signal) : result.error
    attempts.push({
      candidate,
      durationMs,
      error: { code: error.code, message: error.message },
      ...(usage && { usage }),
    })
    const over = !error.retryable || isInputFault(error) || asksForTooLong(error) || failures >= maxAttempts
    if (signal.aborted || over) return err(error)
    const delayMs = delayBefore(failures, error, random)
    onRetry({ error, delayMs, next: failures + 1 })
    await sleep(clock, delayMs, signal)
  }
}
