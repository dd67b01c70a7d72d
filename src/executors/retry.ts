import type { Clock } from '../core/clock.js'
import {
  cancelledError,
  type ErrorCode,
  SwitchyardError,
  toSwitchyardError,
  userErrorCodes,
} from '../core/errors.js'
import { retry } from '../core/flow/retry.js'
import { err, ok, type Result } from '../core/result.js'
import type { Attempt, AttemptUsage } from '../spending/usage.js'

const inputFaults: readonly ErrorCode[] = userErrorCodes

/** Whether the input is to blame, so that no retry and no other candidate would help. */
export function isInputFault(error: SwitchyardError): boolean {
  return inputFaults.includes(error.code)
}

/** Whether the failure says something of the candidate, so that its circuit breaker should hear of it. */
export function blamesCandidate(error: SwitchyardError): boolean {
  return !isInputFault(error) && error.code !== 'PROVIDER_REJECTED' && error.code !== 'BUDGET_EXCEEDED'
}

export interface StepRetryOptions<T> {
  /** Names what is tried in the attempts. */
  candidate: string
  work: () => Promise<{ result: Result<T, SwitchyardError>; usage?: AttemptUsage | undefined }>
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
export async function withRetries<T>(options: StepRetryOptions<T>): Promise<Result<T, SwitchyardError>> {
  const { candidate, work, maxAttempts, attempts, onRetry, clock, random, signal } = options

  async function attempt(): Promise<T> {
    if (signal.aborted) throw cancelledError(signal)
    const startedAt = clock.now()
    const { result, usage } = await work()
    const durationMs = clock.now() - startedAt
    const error = result.ok ? undefined : signal.aborted ? cancelledError(signal) : result.error
    attempts.push({
      candidate,
      durationMs,
      error: error && { code: error.code, message: error.message },
      usage,
    })
    if (result.ok) return result.value
    throw error
  }

  try {
    return ok(
      await retry(attempt, {
        attempts: maxAttempts,
        firstPauseMs: 500,
        shouldRetry: (error) => error instanceof SwitchyardError && error.retryable && !isInputFault(error),
        onRetry: ({ error, ...next }) => onRetry({ error: toSwitchyardError(error), ...next }),
        clock,
        random,
        signal,
      }),
    )
  } catch (thrown) {
    return err(toSwitchyardError(thrown))
  }
}
