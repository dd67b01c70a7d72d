import { type BackendFactory, type Job, type RedisQueueBackend, Worker, type WorkerOptions } from 'bullmq'
import type { QueueConnection } from '../redis/connection.js'

/** A job that this process holds. */
export interface HeldJob {
  job: Job<unknown>
  /** Proves that this process holds it. */
  token: string
}

export interface LaneConsumerOptions {
  lane: string
  /** A process that does not renew its jobs within this time loses them, milliseconds. */
  lockMs: number
  /** Names this process's holds. */
  workerId: string
  /** Jobs of a process that died are in the lane again. */
  onStalled: () => void
  onError: (error: Error) => void
}

/** Takes jobs from one lane by hand: the worker decides when, since one device serves many lanes. They end in `LaneJobs.settle`. */
export interface LaneConsumer {
  /** Takes up to `count` jobs. */
  take(count: number): Promise<HeldJob[]>
  /** Keeps jobs from being given to others. Returns the ids of those that were lost already. */
  renew(held: readonly HeldJob[]): Promise<string[]>
  /** Takes a job out of the lane that has failed. */
  fail(held: HeldJob, error: Error): Promise<void>
  /** Puts the job back, for another worker. */
  giveBack(held: HeldJob): Promise<void>
  close(): Promise<void>
}

/**
 * BullMQ's worker of a lane, which runs nothing by itself: it looks after the jobs of processes that died. `backend`: how its
 * backend is made; left out, as BullMQ does it, with a connection of its own to wait on.
 */
export async function openLaneWorker(
  { redis, namespace }: Pick<QueueConnection, 'redis' | 'namespace'>,
  { lane, lockMs, onStalled, onError }: LaneConsumerOptions,
  backend?: BackendFactory<RedisQueueBackend>,
): Promise<Worker<unknown>> {
  const options: WorkerOptions = {
    connection: redis,
    prefix: namespace,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    // Jobs that cost process after process are put aside by our own count, with an answer to the processes that wait for them.
    maxStalledCount: 1_000_000,
  }
  const worker: Worker<unknown> = backend
    ? new Worker(lane, null, options, backend)
    : new Worker(lane, null, options)
  worker.on('error', onError)
  worker.on('stalled', onStalled)
  await worker.waitUntilReady()
  await worker.startStalledCheckTimer()
  return worker
}

/** Takes jobs by `takeOne`, as many at once as are wanted, under a token that no other take of this worker has. */
export function takeWith(
  workerId: string,
  takeOne: (token: string) => Promise<Job<unknown> | undefined>,
): LaneConsumer['take'] {
  let taken = 0
  return async (count) => {
    taken += 1
    const token = `${workerId}:${taken}`
    const takes = Array.from({ length: count }, async () => {
      const job = await takeOne(token)
      return job ? [{ job, token }] : []
    })
    return heldOf(await Promise.allSettled(takes))
  }
}

/** What was taken: also before Redis refused more, since that is held, and must be done. */
function heldOf(takes: readonly PromiseSettledResult<readonly HeldJob[]>[]): HeldJob[] {
  const held = takes.flatMap((take) => (take.status === 'fulfilled' ? take.value : []))
  const refused = takes.find((take) => take.status === 'rejected')
  if (refused && held.length === 0) throw refused.reason
  return held
}
