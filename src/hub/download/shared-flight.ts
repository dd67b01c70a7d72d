import { cancelled } from '../../core/errors.js'

/** Work that several callers wait for. It is stopped when the last of them goes. */
export interface SharedFlights<T, P> {
  run(
    key: string,
    caller: { signal: AbortSignal; onProgress: (progress: P) => void },
    work: (options: { signal: AbortSignal; onProgress: (progress: P) => void }) => Promise<T>,
  ): Promise<T>
}

interface Flight<T, P> {
  result: Promise<T>
  stop: AbortController
  listeners: Set<(progress: P) => void>
}

export function createSharedFlights<T, P>(): SharedFlights<T, P> {
  const flights = new Map<string, Flight<T, P>>()
  return {
    run(key, { signal, onProgress }, work) {
      if (signal.aborted) return Promise.reject(cancelled(signal))
      const flight = flights.get(key) ?? begin(key, work)
      // Told apart by identity: two callers may pass the same function.
      const listener = (progress: P) => onProgress(progress)
      flight.listeners.add(listener)
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(cancelled(signal))
          flight.listeners.delete(listener)
          if (flight.listeners.size > 0) return
          if (flights.get(key) === flight) flights.delete(key)
          flight.stop.abort()
        }
        signal.addEventListener('abort', leave, { once: true })
        flight.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
      })
    },
  }

  function begin(key: string, work: Parameters<SharedFlights<T, P>['run']>[2]): Flight<T, P> {
    const stop = new AbortController()
    const listeners = new Set<(progress: P) => void>()
    const result = work({
      signal: stop.signal,
      onProgress: (progress) => {
        for (const listener of listeners) listener(progress)
      },
    })
    const flight = { result, stop, listeners }
    flights.set(key, flight)
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    result.then(forget, forget)
    return flight
  }
}
