import { Job, Worker } from 'bullmq'
import type { QueueConnection } from './connection.js'

/** A job that this process holds. */
export interface HeldJob {
  job: Job<unknown>
  /** Proves that this process holds it. */
  token: string
}

export interface LaneConsumerOptions {
  connection: QueueConnection
  lane: string
  /** Told to stalled jobs' processes: who doesn't renew within this time has lost the job. Milliseconds. */
  lockMs: number
  /** Names this process's holds. */
  workerId: string
  /** Jobs of a process that died are in the lane again. */
  onStalled: () => void
  onError: (error: Error) => void
}

/** Takes jobs from one lane by hand: the worker decides when, since one device serves many lanes. */
export interface LaneConsumer {
  /** Takes up to `count` jobs. */
  take(count: number): Promise<HeldJob[]>
  /** Keeps jobs from being given to others. Returns the ids of those that were lost already. */
  renew(held: readonly HeldJob[]): Promise<string[]>
  complete(held: HeldJob): Promise<void>
  fail(held: HeldJob, error: Error): Promise<void>
  /** Puts the job back, for another worker. */
  giveBack(held: HeldJob): Promise<void>
  close(): Promise<void>
}

export async function openLaneConsumer(options: LaneConsumerOptions): Promise<LaneConsumer> {
  const { connection, lane, lockMs, workerId, onStalled, onError } = options
  const worker = new Worker<unknown>(lane, null, {
    connection: connection.redis,
    prefix: connection.namespace,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    // Jobs that cost process after process are put aside by our own count, with an answer to those who wait for them.
    maxStalledCount: 1_000_000,
  })
  worker.on('error', onError)
  worker.on('stalled', onStalled)
  await worker.waitUntilReady()
  await worker.startStalledCheckTimer()
  // Underneath the worker's and the jobs' own methods, which are made for jobs that are scheduled, retried and measured.
  const backend = worker.getBackend()
  let taken = 0

  return {
    async take(count) {
      taken += 1
      const token = `${workerId}:${taken}`
      const takes = Array.from({ length: count }, async () => {
        const [json, id] = await backend.moveToActive(token)
        return json ? [{ job: Job.fromJSON<unknown>(worker, json, id), token }] : []
      })
      return (await Promise.all(takes)).flat()
    },
    renew: (held) =>
      worker.extendJobLocks(
        held.map(({ job }) => job.id ?? ''),
        held.map(({ token }) => token),
        lockMs,
      ),
    async complete({ job, token }) {
      await backend.moveToCompleted(job, null, { count: 0 }, token, false)
    },
    async fail({ job, token }, error) {
      await job.moveToFailed(error, token, false)
    },
    async giveBack({ job, token }) {
      await job.moveToWait(token)
    },
    close: () => worker.close(true),
  }
}
