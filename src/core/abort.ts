import { setMaxListeners } from 'node:events'
import { cancelledError, SwitchyardError } from './errors.js'

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
    const stop = () => reject(cancelledError(signal))
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

/**
 * Does some work with a signal that is aborted as soon as one of the others is, and lets go of them when the work is over:
 * a signal of `AbortSignal.any` hangs on its sources, and a server's own may live for a million requests. `controller` may
 * abort the work too.
 *
 * @throws SwitchyardError `INVALID_REQUEST` for what is no signal, such as a whole controller
 */
export async function withLinkedSignals<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  const unlink = linkSignals(signals, controller)
  try {
    return await work(controller.signal)
  } finally {
    unlink()
  }
}

/** Aborts the controller as soon as one of the signals aborts. Returns what lets go of them. */
export function linkSignals(
  signals: readonly (AbortSignal | undefined)[],
  controller: AbortController,
): () => void {
  const sources = signals.filter((signal) => signal !== undefined)
  if (!sources.every((signal) => signal instanceof AbortSignal))
    throw new SwitchyardError(
      'INVALID_REQUEST',
      '`signal` must be an AbortSignal, such as the `signal` of an AbortController.',
    )
  // Many runs may follow one signal, and many calls of a run listen to its own: Node warns from the eleventh listener on.
  setMaxListeners(0, controller.signal, ...sources)
  const stop = () => controller.abort(sources.find((signal) => signal.aborted)?.reason)
  for (const signal of sources) {
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  }
  return () => {
    for (const signal of sources) signal.removeEventListener('abort', stop)
  }
}

/**
 * Does some work with a signal that is aborted with the outer one, and when the time is used up. Not by
 * `AbortSignal.any` and `AbortSignal.timeout`: Node 20 may collect the two as garbage before they fire.
 */
export async function withTimeout<T>(
  outer: AbortSignal | undefined,
  timeoutMs: number | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const exceed = () => controller.abort(new DOMException('The time limit was reached.', 'TimeoutError'))
  const timer = timeoutMs === undefined ? undefined : setTimeout(exceed, timeoutMs)
  try {
    return await withLinkedSignals([outer], work, controller)
  } finally {
    clearTimeout(timer)
  }
}

/** Parts of the limit below that are counted one by one. */
const ticks = 10

/**
 * Does some work with a signal that is aborted after `timeoutMs` in which this process could have seen it end. Time in which
 * the process was busy or had no processor doesn't count: what is waited for may have come, and lie unread.
 */
export async function withSpareTime<T>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let left = ticks
  // An interval doesn't catch up: however late it comes, it counts once.
  const timer = setInterval(() => {
    left -= 1
    if (left <= 0) controller.abort(new DOMException('The time limit was reached.', 'TimeoutError'))
  }, timeoutMs / ticks)
  try {
    return await work(controller.signal)
  } finally {
    clearInterval(timer)
  }
}
