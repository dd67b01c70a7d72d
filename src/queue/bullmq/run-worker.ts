import { DelayedError, type Job, WaitingError, Worker } from 'bullmq'
import type { QueueConnection } from '../redis/connection.js'
import type { Priority } from '../runs/priority.js'
import { runQueues } from './run-queues.js'

/** A run that this process holds. */
export interface HeldRun {
  id: string
  /** As another process has written it: not checked yet. */
  data: unknown
  /** When it was submitted, on Redis's clock. */
  submittedAtMs: number
}

export interface RunWorkerOptions {
  connection: Pick<QueueConnection, 'redis' | 'namespace'>
  priority: Priority
  /** Runs at once. */
  concurrency: number
  /** A process that does not renew its runs within this time loses them, milliseconds. */
  lockMs: number
  /** Processes that a run may cost before it is given up. */
  maxTakeovers: number
  /** Drives a run. `given-back`: another process is to go on with it; `parkedUntilMs`: then, or when it is woken. */
  drive(run: HeldRun): Promise<'done' | 'given-back' | { parkedUntilMs: number }>
  /** Told of a run once it is parked. */
  onParked(run: HeldRun): void
  /** Told of runs that BullMQ gives up, or that `drive` has failed. */
  onGivenUp(run: HeldRun, reason: Error): void
  onError(error: Error): void
}

/** Takes runs off one of the queues of runs. Resolves once it does, to what stops it when the runs that it holds have ended. */
export async function startRunWorker(options: RunWorkerOptions): Promise<() => Promise<void>> {
  const { connection, priority, concurrency, lockMs, maxTakeovers, drive, onParked, onGivenUp, onError } =
    options
  const worker = new Worker<unknown>(
    runQueues[priority],
    async (job, token) => {
      const run = heldRun(job)
      const driven = await drive(run)
      if (driven === 'done') return
      if (driven !== 'given-back') {
        await job.moveToDelayed(driven.parkedUntilMs, token)
        onParked(run)
        throw new DelayedError()
      }
      await job.moveToWait(token)
      throw new WaitingError()
    },
    {
      connection: connection.redis,
      prefix: connection.namespace,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: maxTakeovers,
      runRetryDelay: 1_000,
    },
  )
  worker.on('error', onError)
  worker.on('failed', (job, error) => {
    if (job?.id) onGivenUp(heldRun(job), error)
  })
  await worker.waitUntilReady()
  return () => worker.close()
}

const heldRun = ({ id = '', data, timestamp }: Job<unknown>): HeldRun => ({
  id,
  data,
  submittedAtMs: timestamp,
})
