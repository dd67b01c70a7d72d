import type { RunStatus } from '../../agent/events.js'

/** Told of what a process does for the queue, for metrics. Must not throw. */
export interface QueueObserver {
  /** A micro-batch of this many steps was taken from a lane. */
  batch(lane: string, size: number): void
  /** A step of a lane was settled, or given back to it. */
  step(lane: string, outcome: 'done' | 'failed' | 'given-back'): void
  /** A run has ended here; `failed`: with an error instead of an answer. */
  run(status: RunStatus | 'failed'): void
}

export const nobody: QueueObserver = { batch: () => {}, step: () => {}, run: () => {} }
