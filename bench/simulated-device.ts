import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import type { Backend, BackendCall, CandidateState } from '../dist/backends/backend.js'

export interface DeviceShape {
  /** Memory for models; the least recently used goes first. */
  memoryBytes: number
  loadMs: number
  /** What a micro-batch costs, whatever is in it, and what each call adds. A call's `ms` input adds to that. */
  batchMs: number
  itemMs: number
  maxBatch: number
}

interface Waiting extends BackendCall {
  resolve(): void
}

/**
 * Something with the shape of a GPU: models take time to load and memory to keep, calls run in micro-batches of one model,
 * one after the other. Time passes by timer, so that the queue is measured and not this machine's cores.
 */
export class SimulatedDevice implements Backend {
  readonly id = 'local'
  /** Models in the order in which they were loaded. */
  readonly loads: string[] = []
  /** When each micro-batch began, loading included; `performance.now()`. */
  readonly batches: { model: string; size: number; beganAt: number }[] = []
  readonly #shape: DeviceShape
  readonly #waiting: Waiting[] = []
  /** Loaded models with their memory, the least recently used first. */
  readonly #loaded = new Map<string, number>()
  #busy = false

  constructor(shape: DeviceShape) {
    this.#shape = shape
  }

  async call(call: BackendCall) {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ ...call, resolve })
      if (!this.#busy) void this.#work()
    })
    return { ok: true, value: { text: 'done' } } as const
  }

  state({ model }: BackendCall['candidate']): CandidateState {
    return { readiness: this.#loaded.has(model) ? 'loaded' : 'cached' }
  }

  async close(): Promise<void> {}

  async #work(): Promise<void> {
    this.#busy = true
    // What was taken together arrives within one turn of the event loop.
    await setImmediate()
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const { model } = next.candidate
      const batch = this.#waiting
        .filter(({ candidate }) => candidate.model === model)
        .slice(0, this.#shape.maxBatch)
      for (const one of batch) this.#waiting.splice(this.#waiting.indexOf(one), 1)
      this.batches.push({ model, size: batch.length, beganAt: performance.now() })
      await this.#load(next)
      const { batchMs, itemMs } = this.#shape
      const own = batch.reduce((sum, { input }) => sum + Number(input.ms ?? 0), 0)
      await passes(batchMs + itemMs * batch.length + own)
      for (const { resolve } of batch) resolve()
    }
    this.#busy = false
  }

  async #load({ candidate: { model, memory } }: BackendCall): Promise<void> {
    const known = this.#loaded.delete(model)
    if (!known) {
      const used = () => [...this.#loaded.values()].reduce((sum, bytes) => sum + bytes, 0)
      for (const oldest of this.#loaded.keys()) {
        if (used() + memory <= this.#shape.memoryBytes) break
        this.#loaded.delete(oldest)
      }
      this.loads.push(model)
      await passes(this.#shape.loadMs)
    }
    this.#loaded.set(model, memory)
  }
}

/** A timer of nothing still takes a millisecond. */
async function passes(ms: number): Promise<void> {
  if (ms > 0) await delay(ms)
}
