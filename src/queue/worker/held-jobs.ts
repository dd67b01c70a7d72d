import { SwitchyardError } from '../../core/errors.js'
import type { HeldJob, LaneConsumer } from '../bullmq/lane-consumer.js'
import { handOver } from '../lanes/queue-backend.js'

interface Held extends HeldJob {
  consumer: LaneConsumer
  controller: AbortController
}

/** The jobs that a worker holds, with what stops each. */
export class HeldJobs {
  /** By step: a worker that has lost a job and taken it once more knows the later one. */
  readonly #held = new Map<string, Held>()
  #leaving = false

  get size(): number {
    return this.#held.size
  }

  /** Returns the signal that stops the job. */
  hold(job: HeldJob, consumer: LaneConsumer): AbortSignal {
    const controller = new AbortController()
    // Taken while the worker was already leaving.
    if (this.#leaving) controller.abort(handOver())
    this.#held.set(job.job.id ?? '', { ...job, consumer, controller })
    return controller.signal
  }

  letGo({ job, token }: HeldJob): void {
    const id = job.id ?? ''
    if (this.#held.get(id)?.token === token) this.#held.delete(id)
  }

  /** Keeps the jobs from being given to others, and stops those that others have by now. */
  async renew(): Promise<void> {
    const byConsumer = new Map<LaneConsumer, Held[]>()
    for (const held of this.#held.values())
      byConsumer.set(held.consumer, [...(byConsumer.get(held.consumer) ?? []), held])
    for (const [consumer, held] of byConsumer) {
      const lost = new Set(await consumer.renew(held))
      for (const { job, controller } of held)
        if (lost.has(job.id ?? ''))
          controller.abort(new SwitchyardError('CANCELLED', 'Another worker has taken this job.'))
    }
  }

  /** Stops one job, should it be held. */
  cancel(key: string): void {
    this.#held
      .get(key)
      ?.controller.abort(new SwitchyardError('CANCELLED', 'Nobody waits for this step any more.'))
  }

  /** What is taken from now on goes back at once. */
  leave(): void {
    this.#leaving = true
  }

  /** Has all jobs given back. */
  handOver(): void {
    for (const { controller } of this.#held.values()) controller.abort(handOver())
  }
}
