import type { Clock } from '../core/clock.js'

/** Keeps a candidate that fails again and again from being tried for a while. */
export interface CircuitBreaker {
  /** Why the candidate rests, for people; undefined when it may be tried. */
  open(candidate: string): string | undefined
  succeeded(candidate: string): void
  failed(candidate: string): void
}

export interface CircuitBreakerOptions {
  clock: Clock
  /** Failures in a row that open the circuit. Default: 3. */
  failures?: number | undefined
  /** How long it stays open; then one more failure opens it again and a success closes it. Default: 30,000. */
  restMs?: number | undefined
}

export function createCircuitBreaker({
  clock,
  failures = 3,
  restMs = 30_000,
}: CircuitBreakerOptions): CircuitBreaker {
  const records = new Map<string, { failures: number; failedAt: number }>()
  return {
    open(candidate) {
      const record = records.get(candidate)
      if (!record || record.failures < failures) return undefined
      const leftMs = record.failedAt + restMs - clock.now()
      if (leftMs <= 0) return undefined
      return `failed ${record.failures} times in a row, rests for another ${Math.ceil(leftMs / 1000)} s`
    },
    succeeded(candidate) {
      records.delete(candidate)
    },
    failed(candidate) {
      records.set(candidate, {
        failures: (records.get(candidate)?.failures ?? 0) + 1,
        failedAt: clock.now(),
      })
    },
  }
}
