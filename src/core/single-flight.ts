import { orAborted } from './abort.js'
import { cancelled } from './errors.js'
import type { Result } from './result.js'

/** Runs work once for all callers with the same key at the same time. */
export interface SingleFlight<T, E> {
  /**
   * `shared` says that another caller did the work. That caller may be cancelled without harm to the others: one of
   * them does it again. A failure is shared like a success.
   */
  run(
    key: string,
    signal: AbortSignal,
    work: () => Promise<Result<T, E>>,
  ): Promise<{ result: Result<T, E>; shared: boolean }>
}

export function createSingleFlight<T, E>(): SingleFlight<T, E> {
  const flights = new Map<string, Promise<Result<T, E> | 'abandoned'>>()
  return {
    async run(key, signal, work) {
      for (;;) {
        if (signal.aborted) throw cancelled(signal)
        const flight = flights.get(key)
        if (!flight) break
        const result = await orAborted(flight, signal)
        if (result !== 'abandoned') return { result, shared: true }
      }
      const own = work()
      const flight = own.then(
        (result) => (signal.aborted ? 'abandoned' : result),
        () => 'abandoned' as const,
      )
      flights.set(key, flight)
      try {
        return { result: await own, shared: false }
      } finally {
        flights.delete(key)
      }
    },
  }
}
