import type { HeldJob, LaneConsumer } from '../bullmq/lane-consumer.js'
import type { Lane } from '../lanes/lane.js'
import type { HeldJobs } from './held-jobs.js'
import type { QueueObserver } from './queue-observer.js'
import { isSuspect, releaseStep } from './step-cost.js'
import { doStepJob, giveBack, type JudgedJob, judgeResult, type StepJobServices } from './step-job.js'
import type { Turns } from './turns.js'

export interface MicroBatchServices {
  held: HeldJobs
  /** Of the whole process: see `doMicroBatch`. */
  turns: Turns
  step: StepJobServices
  observer: QueueObserver
  onError(error: unknown): void
}

/**
 * Does jobs that were taken from a lane, until Redis has the end of each. `onComputed` hears once the device is done with
 * them. A step that ran when a process died is not computed beside others: it comes after the others of its batch, by itself
 * in this process, so that it is blamed for what it does and nothing else is; a second one goes back to the lane.
 * Rejects when Redis can't say what the jobs have cost: they are let go then, and another worker takes them.
 */
export async function doMicroBatch(
  taken: readonly HeldJob[],
  { lane, consumer, onComputed }: { lane: Lane; consumer: LaneConsumer; onComputed(): void },
  services: MicroBatchServices,
): Promise<void> {
  const { held, turns, step, observer, onError } = services
  const signals = new Map(taken.map((one) => [one.job, held.hold(one, consumer)]))
  const judged = await judgeResult(step, taken).catch((error) => {
    // Held and never done, they would be renewed for ever.
    for (const one of taken) {
      held.letGo(one)
      releaseStep(step.connection, one.job.id ?? '', one.token).catch(onError)
    }
    throw error
  })
  let computed = 0
  const countComputed = () => {
    computed += 1
    if (computed === taken.length) onComputed()
  }

  async function run(job: JudgedJob): Promise<void> {
    const signal = signals.get(job.job)
    if (!signal) return
    const doIt = () => doStepJob(job, { lane: lane.name, consumer, signal, onComputed: countComputed }, step)
    try {
      const isAlone = isSuspect(job.cost) && !job.finished
      const end = await (isAlone ? turns.alone(doIt) : turns.shared(doIt))
      observer.step(lane.id, end)
    } catch (thrown) {
      // The lock was lost, or Redis refused: the job is or will be given to another worker.
      onError(thrown)
      // This process is alive: it must not be counted among those that the step has ended.
      releaseStep(step.connection, job.job.id ?? '', job.token).catch(onError)
    } finally {
      held.letGo(job)
    }
  }

  const [suspect, ...others] = judged
    .filter(({ cost }) => isSuspect(cost))
    .sort((one, other) => one.cost.alone - other.cost.alone)
  const limits = others.map((other) => {
    held.letGo(other)
    return giveBack(other, { lane: lane.name, consumer }, step.connection).catch(onError)
  })
  await Promise.all([...limits, ...judged.filter(({ cost }) => !isSuspect(cost)).map(run)])
  if (suspect) await run(suspect)
}
