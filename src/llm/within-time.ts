import { abortable, linkSignals } from '../core/abort.js'
import { cancelledError, type SwitchyardError } from '../core/errors.js'

export interface TimeBounds {
  signal: AbortSignal
  /** Most time between two pieces, and before the first. */
  idleMs: number
  /** Most time for all of them. Default: no bound. */
  totalMs?: number | undefined
  /** The error to throw when a bound is reached. */
  expired: (ms: number) => SwitchyardError
}

/**
 * Passes pieces on as they come. Throws at once when `signal` aborts or a bound is reached, whether or not the source
 * notices; stops the source then, and also when the reader leaves early.
 */
export async function* withinTime<T>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  { signal, idleMs, totalMs, expired }: TimeBounds,
): AsyncGenerator<T> {
  if (signal.aborted) throw cancelledError(signal)
  const controller = new AbortController()
  const unlink = linkSignals([signal], controller)
  const within = (ms: number) => setTimeout(() => controller.abort(expired(ms)), ms)
  const total = totalMs === undefined ? undefined : within(totalMs)
  let idle = within(idleMs)
  // A source that notices the abort may end as if it were complete.
  const check = () => {
    if (controller.signal.aborted) throw cancelledError(controller.signal)
  }
  try {
    for await (const piece of abortable(start(controller.signal), controller.signal)) {
      clearTimeout(idle)
      check()
      yield piece
      idle = within(idleMs)
    }
    check()
  } finally {
    clearTimeout(total)
    clearTimeout(idle)
    unlink()
    controller.abort()
  }
}
