import type { Run } from '../../agent/run.js'

/** Cancels a run when one of the signals fires, and lets go of them when it ends. */
export function followSignals(run: Run, signals: readonly (AbortSignal | undefined)[]): void {
  const stop = () => run.cancel()
  for (const signal of signals) {
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
  }
  run.result
    .catch(() => {})
    .finally(() => {
      for (const signal of signals) signal?.removeEventListener('abort', stop)
    })
}
