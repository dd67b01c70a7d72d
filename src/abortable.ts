import { cancelled } from './errors.js'

/**
 * The chunks of `source`, ending with the signal's error as soon as it fires, even while the source keeps silent.
 * The source is told to stop whenever the consumer leaves early.
 */
export async function* abortable<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let finished = false
  try {
    while (true) {
      const next = await orAborted(iterator.next(), signal)
      if (next.done) {
        finished = true
        return
      }
      yield next.value
    }
  } finally {
    // Not awaited: a source that is stuck in `next()` would never answer.
    if (!finished) iterator.return?.().catch(() => undefined)
  }
}

/** The promise's outcome, or the signal's error when that comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(cancelled(signal))
    const leave = () => signal.removeEventListener('abort', stop)
    promise.then(
      (value) => {
        leave()
        resolve(value)
      },
      (reason) => {
        leave()
        reject(reason)
      },
    )
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
