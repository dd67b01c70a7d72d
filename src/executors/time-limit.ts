import type { Clock } from '../core/clock.js'
import { cancelledError, type SwitchyardError } from '../core/errors.js'

/** A signal that aborts when the outer one does or when the time is used up, whichever is first. */
export interface TimeLimit {
  readonly signal: AbortSignal
  /** Whether the time is used up, and that came first. */
  readonly ranOut: boolean
  /** Stops the clock, as long as something runs that should not count. Idempotent. */
  pause(): void
  /** Lets it run on. Idempotent. */
  resume(): void
  /** Ends what is limited before its time. */
  abort(reason: SwitchyardError): void
  /** Lets go of timer and outer signal. */
  end(): void
}

export interface TimeLimitOptions {
  clock: Clock
  limitMs: number
  signal: AbortSignal
  /** Makes the reason of the abort. */
  exceeded: () => SwitchyardError
}

/** Starts a limit of `limitMs` milliseconds. */
export function startTimeLimit(options: TimeLimitOptions): TimeLimit {
  return new RunningTimeLimit(options)
}

class RunningTimeLimit implements TimeLimit {
  readonly signal: AbortSignal
  ranOut = false
  readonly #options: TimeLimitOptions
  readonly #controller = new AbortController()
  readonly #forward = () => this.#controller.abort(cancelledError(this.#options.signal))
  readonly #exceed = () => {
    if (this.signal.aborted) return
    this.ranOut = true
    this.#controller.abort(this.#options.exceeded())
  }
  #leftMs: number
  #since = 0
  /** Stops the timer; absent while paused. */
  #stop: (() => void) | undefined

  constructor(options: TimeLimitOptions) {
    this.#options = options
    this.#leftMs = options.limitMs
    this.signal = this.#controller.signal
    if (options.signal.aborted) this.#forward()
    else options.signal.addEventListener('abort', this.#forward, { once: true })
    this.resume()
  }

  pause(): void {
    if (!this.#stop) return
    this.#stop()
    this.#stop = undefined
    this.#leftMs -= this.#options.clock.now() - this.#since
  }

  resume(): void {
    if (this.#stop || this.signal.aborted) return
    this.#since = this.#options.clock.now()
    this.#stop = this.#options.clock.after(Math.max(0, this.#leftMs), this.#exceed)
  }

  abort(reason: SwitchyardError): void {
    this.#controller.abort(reason)
  }

  end(): void {
    this.pause()
    this.#options.signal.removeEventListener('abort', this.#forward)
  }
}
