import PQueue from 'p-queue'
import { orAborted } from '../abort.js'

/** Lets so many calls run at once; the others wait for their turn, first come, first served. */
export interface Limit {
  /**
   * Does the work when there is room. `onWait` is called when there is none yet. Rejects with the signal's error as soon as
   * it aborts.
   */
  run<T>(
    work: () => Promise<T>,
    options: { signal: AbortSignal; onWait?: (() => void) | undefined },
  ): Promise<T>
}

/** @param most calls at once */
export function createLimit(most: number): Limit {
  const queue = new PQueue({ concurrency: most })
  return {
    run(work, { signal, onWait }) {
      if (queue.pending >= most && !signal.aborted) onWait?.()
      return orAborted(queue.add(work, { signal }), signal)
    },
  }
}
