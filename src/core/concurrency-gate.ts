import { cancelled } from './errors.js'

/** Lets so many calls of one kind run at once; the others wait for their turn, first come, first served. */
export interface ConcurrencyGate {
  /**
   * Runs `work` when there is room among the calls with the same key. `onWait` is called when there is none yet.
   * Rejects with the signal's error when it fires before the turn comes.
   */
  run<T>(
    key: string,
    work: () => Promise<T>,
    options: { signal: AbortSignal; onWait: () => void },
  ): Promise<T>
}

interface Lane {
  running: number
  waiting: Set<() => void>
}

/** @param limit calls of one key at once */
export function createConcurrencyGate(limit: number): ConcurrencyGate {
  const lanes = new Map<string, Lane>()

  function turn(lane: Lane, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort)
        lane.waiting.delete(onTurn)
        resolve()
      }
      const onAbort = () => {
        lane.waiting.delete(onTurn)
        reject(cancelled(signal))
      }
      lane.waiting.add(onTurn)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  return {
    async run(key, work, { signal, onWait }) {
      if (signal.aborted) throw cancelled(signal)
      const lane = lanes.get(key) ?? { running: 0, waiting: new Set() }
      lanes.set(key, lane)
      if (lane.running < limit) lane.running += 1
      else {
        onWait()
        // Whoever ends hands its place on, so that `running` stays as it is.
        await turn(lane, signal)
      }
      try {
        return await work()
      } finally {
        const [next] = lane.waiting
        if (next) next()
        else {
          lane.running -= 1
          if (lane.running === 0) lanes.delete(key)
        }
      }
    },
  }
}
