import type { RunEvent } from '../../agent/events.js'
import type { Run, RunResult } from '../../agent/run.js'
import type { RunClient } from '../../queue/runs/run-client.js'

/** A run of the queue as whoever waits for one has it. */
export interface QueuedRun extends Run {
  /** Resolves when the queue has it: from then on it needs this process no more. */
  readonly accepted: Promise<void>
}

export interface QueuedRunOptions {
  id: string
  client: RunClient
  /** Resolves when the run is in the queue. Default: it is. */
  accepted?: Promise<void> | undefined
  /** Ends the waiting here; the run goes on. */
  stopping: AbortSignal
  /** Told of each command on its way to Redis, so that it can be waited for at the end. */
  onCommand?: ((done: Promise<unknown>) => void) | undefined
}

/** Nothing is asked of Redis before somebody wants the result or the events. */
export function openQueuedRun(options: QueuedRunOptions): QueuedRun {
  const { id, client, accepted = Promise.resolve(), stopping, onCommand = () => {} } = options
  let waiting: Promise<RunResult> | undefined
  return {
    id,
    accepted,
    get result() {
      waiting ??= accepted.then(() => client.waitForRun(id, { signal: stopping }))
      // Whoever only reads events learns of a failure from them.
      waiting.catch(() => {})
      return waiting
    },
    cancel() {
      const cancelling = accepted.then(() => client.cancelRun(id))
      onCommand(cancelling.catch(() => {}))
    },
    async *[Symbol.asyncIterator]() {
      const gone = new AbortController()
      const events: RunEvent[] = []
      let isOver = false
      let wake = () => {}
      const end = () => {
        isOver = true
        wake()
      }
      const stop = () => gone.abort(stopping.reason)
      stopping.addEventListener('abort', stop, { once: true })
      if (stopping.aborted) stop()
      accepted
        .then(() =>
          client.waitForRun(id, {
            signal: gone.signal,
            onEvent(event) {
              events.push(event)
              wake()
            },
          }),
        )
        .then(end, end)
      try {
        for (let next = 0; ; next += 1) {
          while (next >= events.length && !isOver)
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          const event = events[next]
          if (!event) return
          yield event
        }
      } finally {
        stopping.removeEventListener('abort', stop)
        gone.abort()
      }
    },
  }
}
