import { cancelled } from '../core/errors.js'

export interface TimeBounds {
  signal: AbortSignal
  /** Most time between two pieces, and before the first. */
  idleMs: number
  /** Most time for all of them. Default: no bound. */
  totalMs?: number
  /** The error to throw when a bound is reached. */
  expired: (ms: number) => Error
}

/**
 * Passes pieces on as they come. Throws at once when `signal` aborts or a bound is reached, whether or not the source
 * notices; stops the source then, and also when the reader leaves early.
 */
export async function* withinTime<T>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  { signal, idleMs, totalMs, expired }: TimeBounds,
): AsyncGenerator<T> {
  if (signal.aborted) throw cancelled(signal)
  const own = new AbortController()
  const either = AbortSignal.any([signal, own.signal])
  let stop: (error: unknown) => void = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  stopped.catch(() => {})
  const onAbort = () => stop(signal.aborted ? cancelled(signal) : own.signal.reason)
  either.addEventListener('abort', onAbort)
  const within = (ms: number) => setTimeout(() => own.abort(expired(ms)), ms)
  const total = totalMs === undefined ? undefined : within(totalMs)
  try {
    const iterator = start(either)[Symbol.asyncIterator]()
    for (;;) {
      const idle = within(idleMs)
      const next = await Promise.race([iterator.next(), stopped]).finally(() => clearTimeout(idle))
      // A source that notices the abort may end as if it were complete.
      if (either.aborted) await stopped
      if (next.done) return
      yield next.value
    }
  } finally {
    clearTimeout(total)
    either.removeEventListener('abort', onAbort)
    own.abort()
  }
}
