import { orAborted } from '../abort.js'
import { cancelledError } from '../errors.js'
import type { Result } from '../result.js'

/** Runs work once for all callers with the same key at the same time; the first of them does it, and pays for it. */
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
        if (signal.aborted) throw cancelledError(signal)
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

/** Runs work once for all callers with the same key at the same time, in none of their names. */
export interface SharedFlight<T, P> {
  /** The work goes on until the last caller has left, and is then told to stop. Progress goes to all of them. */
  run(
    key: string,
    caller: { signal: AbortSignal; onProgress?: ((progress: P) => void) | undefined },
    work: (options: { signal: AbortSignal; onProgress: (progress: P) => void }) => Promise<T>,
  ): Promise<T>
}

export function createSharedFlight<T, P = never>(): SharedFlight<T, P> {
  interface Flight {
    result: Promise<T>
    controller: AbortController
    listeners: Set<(progress: P) => void>
  }
  const flights = new Map<string, Flight>()

  function begin(key: string, work: Parameters<SharedFlight<T, P>['run']>[2]): Flight {
    const controller = new AbortController()
    const listeners = new Set<(progress: P) => void>()
    const onProgress = (progress: P) => {
      for (const listener of listeners) listener(progress)
    }
    const flight = { result: work({ signal: controller.signal, onProgress }), controller, listeners }
    flights.set(key, flight)
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    flight.result.then(forget, forget)
    return flight
  }

  return {
    run(key, { signal, onProgress = () => {} }, work) {
      if (signal.aborted) return Promise.reject(cancelledError(signal))
      const flight = flights.get(key) ?? begin(key, work)
      // Told apart by identity: two callers may pass the same function.
      const listener = (progress: P) => onProgress(progress)
      flight.listeners.add(listener)
      return orAborted(flight.result, signal).finally(() => {
        flight.listeners.delete(listener)
        if (flight.listeners.size > 0) return
        if (flights.get(key) === flight) flights.delete(key)
        flight.controller.abort()
      })
    },
  }
}
