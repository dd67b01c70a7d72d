import type { HeldJob, LaneConsumer } from '../bullmq/lane-consumer.js'
import type { Lane } from '../lanes/lane.js'
import type { HeldJobs } from './held-jobs.js'
import type { QueueObserver } from './queue-observer.js'
import { doStepJob, giveBack, type JudgedJob, judge, type StepJobServices } from './step-job.js'
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
 * them. A job that has cost processes before is not computed beside others, since those would be blamed should it do so
 * again: it comes after the others of its batch, alone in the process on its last try; a second one goes back to the lane.
 * Rejects when Redis can't say what the jobs have cost: they are let go then, for whoever gets them next.
 */
export async function doMicroBatch(
  taken: readonly HeldJob[],
  { lane, consumer, onComputed }: { lane: Lane; consumer: LaneConsumer; onComputed(): void },
  services: MicroBatchServices,
): Promise<void> {
  const { held, turns, step, observer, onError } = services
  const signals = new Map(taken.map((one) => [one.job, held.hold(one, consumer)]))
  const judged = await judge(step, taken).catch((error) => {
    // Held and never done, they would be renewed for ever.
    for (const one of taken) held.letGo(one)
    throw error
  })
  let computed = 0
  const countComputed = () => {
    computed += 1
    if (computed === taken.length) onComputed()
  }
  const isLastTry = ({ strikes, finished }: JudgedJob) =>
    strikes > 0 && strikes === step.maxStrikes - 1 && !finished

  async function run(job: JudgedJob): Promise<void> {
    const signal = signals.get(job.job)
    if (!signal) return
    const doIt = () => doStepJob(job, { lane: lane.name, consumer, signal, onComputed: countComputed }, step)
    try {
      const end = await (isLastTry(job) ? turns.alone(doIt) : turns.shared(doIt))
      observer.step(lane.id, end)
    } catch (thrown) {
      // The lock was lost, or Redis refused: the job is or will be given to someone else.
      onError(thrown)
    } finally {
      held.letGo(job)
    }
  }

  const [suspect, ...others] = judged
    .filter(({ strikes }) => strikes > 0)
    .sort((one, other) => one.strikes - other.strikes)
  const given = others.map((other) => {
    held.letGo(other)
    return giveBack(other, { lane: lane.name, consumer }, step.connection).catch(onError)
  })
  await Promise.all([...given, ...judged.filter(({ strikes }) => strikes === 0).map(run)])
  if (suspect) await run(suspect)
}
