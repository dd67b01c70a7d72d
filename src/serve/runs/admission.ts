import { orAborted } from '../../core/abort.js'
import { ApiError } from '../http/api-error.js'

export interface AdmissionOptions {
  /** Most runs at once. */
  concurrency: number
  /** Most requests that wait for their turn. */
  waiting: number
}

/** A place among the runs of a server. */
export interface RunPlace {
  /** Resolves when the run may begin. Rejects when the signal fires or the server stops. */
  turn(signal: AbortSignal): Promise<void>
  /** Gives the place to the next one. Does nothing the second time. */
  leave(): void
}

/** Lets a bounded number of runs go on at once and a bounded number wait; the rest is told when to come again. */
export interface Admission {
  /** @throws ApiError 429 when too many wait, 503 when the server stops */
  reserve(): RunPlace
  readonly running: number
  readonly waiting: number
  /** Whether the next one would be turned away. */
  readonly isFull: boolean
  readonly isDraining: boolean
  /** Takes no more. Those that wait are turned away. Resolves when none runs. */
  drain(): Promise<void>
}

export function createAdmission({ concurrency, waiting: mostWaiting }: AdmissionOptions): Admission {
  const queue = new Set<{ begin: () => void; refuse: (error: ApiError) => void }>()
  let running = 0
  let isDraining = false
  /** Moving average of how long a run takes, milliseconds. */
  let usualMs = 2000
  let onIdle: (() => void)[] = []

  function release(): void {
    const [next] = queue
    if (next) {
      queue.delete(next)
      next.begin()
      return
    }
    running -= 1
    if (running === 0) {
      for (const tell of onIdle) tell()
      onIdle = []
    }
  }

  return {
    get running() {
      return running
    },
    get waiting() {
      return queue.size
    },
    get isFull() {
      return running >= concurrency && queue.size >= mostWaiting
    },
    get isDraining() {
      return isDraining
    },
    reserve() {
      if (isDraining) throw stopping()
      let state: 'waiting' | 'running' | 'left' = 'waiting'
      let beganAt = 0
      const begin = () => {
        state = 'running'
        beganAt = performance.now()
      }
      let waiter: { begin: () => void; refuse: (error: ApiError) => void } | undefined
      let turn = Promise.resolve()
      if (running < concurrency) {
        running += 1
        begin()
      } else {
        if (queue.size >= mostWaiting)
          throw busy(Math.ceil(((queue.size + 1) * usualMs) / concurrency / 1000))
        turn = new Promise((resolve, reject) => {
          waiter = {
            begin: () => {
              begin()
              resolve()
            },
            refuse: reject,
          }
          queue.add(waiter)
        })
        turn.catch(() => {})
      }
      return {
        turn: (signal) => orAborted(turn, signal),
        leave() {
          if (state === 'running') {
            usualMs = usualMs * 0.9 + (performance.now() - beganAt) * 0.1
            release()
          } else if (waiter) queue.delete(waiter)
          state = 'left'
        },
      }
    },
    drain() {
      isDraining = true
      for (const { refuse } of queue) refuse(stopping())
      queue.clear()
      return running === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))
    },
  }
}

/** Longest time that a client is told to wait, seconds: what official clients obey. */
const longestRetrySeconds = 60

const busy = (seconds: number): ApiError =>
  new ApiError('The server has as many requests as it takes. Send this one again later.', {
    status: 429,
    code: 'too_many_requests',
    retry: true,
    retryAfterSeconds: Math.min(longestRetrySeconds, Math.max(1, seconds)),
  })

const stopping = (): ApiError =>
  new ApiError('The server is stopping. Send the request again in a moment.', {
    status: 503,
    code: 'server_stopping',
    retry: true,
    retryAfterSeconds: 5,
    closes: true,
  })
