import type { Clock } from '../../src/core/clock.js'

/** Time that passes only when told to. */
export class ManualClock implements Clock {
  #now = 0
  #timers: { at: number; run: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [due] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (!due) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#now = due.at
      due.run()
    }
    this.#now = end
  }

  /** How long until each pending timer falls due. */
  get pending(): number[] {
    return this.#timers.map(({ at }) => at - this.#now)
  }
}

/** A clock on which every wait is over at once; `waits` says how long each would have been. */
export class HastyClock implements Clock {
  readonly waits: number[] = []
  #now = 0

  now(): number {
    return this.#now
  }

  after(delayMs: number, run: () => void): () => void {
    // Time limits of whole steps are far away and must not fire; the waits between retries are short.
    if (delayMs >= 60_000) return () => {}
    this.waits.push(delayMs)
    let stopped = false
    queueMicrotask(() => {
      if (stopped) return
      this.#now += delayMs
      run()
    })
    return () => {
      stopped = true
    }
  }
}
