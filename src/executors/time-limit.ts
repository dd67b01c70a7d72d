import { cancelled, type SwitchyardError } from '../errors.js'
import type { Clock } from './clock.js'

/** A signal that aborts when the outer one does or when the time is used up, whichever is first. */
export interface TimeLimit {
  readonly signal: AbortSignal
  /** Whether the time is used up, and that came first. */
  readonly ranOut: boolean
  /** Stops the clock, as long as something runs that should not count. Idempotent. */
  pause(): void
  /** Lets it run on. Idempotent. */
  resume(): void
  /** Lets go of timer and outer signal. */
  end(): void
}

/** Starts a limit of `limitMs` milliseconds; `exceeded` makes the abort reason. */
export function startTimeLimit(options: {
  clock: Clock
  limitMs: number
  signal: AbortSignal
  exceeded: () => SwitchyardError
}): TimeLimit {
  const { clock, limitMs, signal: outer, exceeded } = options
  const controller = new AbortController()
  let leftMs = limitMs
  let running: { since: number; stop: () => void } | undefined

  let ranOut = false

  const runOut = () => {
    if (controller.signal.aborted) return
    ranOut = true
    controller.abort(exceeded())
  }
  const forward = () => controller.abort(cancelled(outer))
  if (outer.aborted) forward()
  else outer.addEventListener('abort', forward, { once: true })

  const limit: TimeLimit = {
    signal: controller.signal,
    get ranOut() {
      return ranOut
    },
    pause() {
      if (!running) return
      running.stop()
      leftMs -= clock.now() - running.since
      running = undefined
    },
    resume() {
      if (running || controller.signal.aborted) return
      running = {
        since: clock.now(),
        stop: clock.after(Math.max(0, leftMs), runOut),
      }
    },
    end() {
      limit.pause()
      outer.removeEventListener('abort', forward)
    },
  }
  limit.resume()
  return limit
}
