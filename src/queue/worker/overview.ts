import { createLaneJobs } from '../bullmq/lane-jobs.js'
import { runQueues } from '../bullmq/run-queues.js'
import { knownLaneSchema } from '../lanes/lane.js'
import type { QueueConnection } from '../redis/connection.js'
import { parseMessage } from '../redis/messages.js'
import { aliveMs, listWorkers, type WorkerInfo } from './worker-watch.js'

/** One lane, as it is now. */
export interface LaneOverview {
  /** The candidate's id. */
  id: string
  /** Name of its BullMQ queue; two lanes of one id belong to catalogues that differ. */
  name: string
  /** Jobs that no worker has taken. */
  waiting: number
  /** Jobs that a worker holds. */
  active: number
  /** How long the oldest waiting job has waited, milliseconds. */
  oldestMs?: number | undefined
  /** Steps that were computed since the lane was first used. */
  done: number
  /** Steps that failed since then. */
  failed: number
  /** Workers that serve it, and of those the ones that have its model in memory. */
  workers: number
  loaded: number
}

/** The queue, as it is now: what `switchyard queue` shows. */
export interface QueueOverview {
  /** When this was so, on Redis's clock. */
  atMs: number
  /** Interactive runs: those that wait for a driver, and those that one drives. */
  runs: { waiting: number; active: number; oldestMs?: number | undefined }
  /** Runs of batches: those that the queue holds, not those that wait in their batches. */
  batchRuns: { waiting: number; active: number; oldestMs?: number | undefined }
  /** Lanes that were ever used and have jobs or workers, the fullest first. */
  lanes: LaneOverview[]
  /** `alive` is false for workers that went silent in the last ten minutes. */
  workers: (WorkerInfo & { alive: boolean })[]
}

/**
 * What is in the queue now, and which workers serve it.
 *
 * @example
 * ```js
 * import { openQueue, queueOverview } from 'switchyard-ai/queue'
 *
 * const connection = await openQueue({ url: 'redis://localhost:6379' })
 * const { runs, lanes } = await queueOverview(connection)
 * console.log(runs.waiting, lanes.map(({ id, waiting }) => `${id}: ${waiting}`))
 * await connection.close()
 * ```
 */
export async function queueOverview(connection: QueueConnection): Promise<QueueOverview> {
  await connection.synchronize()
  const now = connection.now()
  const workers = (await listWorkers(connection)).map((worker) => ({
    ...worker,
    alive: now - worker.atMs <= aliveMs,
  }))
  const known = await connection.redis.hgetall(connection.keys.lanes)
  const done = await connection.redis.hgetall(connection.keys.laneDone)
  const failed = await connection.redis.hgetall(connection.keys.laneFailed)
  const counts = await createLaneJobs(connection).count([...Object.values(runQueues), ...Object.keys(known)])
  const countOf = (name: string) => {
    const { waiting = 0, active = 0, oldestAtMs } = counts.get(name) ?? {}
    return {
      waiting,
      active,
      oldestMs: oldestAtMs === undefined ? undefined : Math.max(0, Math.round(now - oldestAtMs)),
    }
  }

  const lanes = Object.entries(known).map(([name, text]): LaneOverview => {
    const living = workers.filter(({ alive }) => alive)
    return {
      id: parseMessage(knownLaneSchema, text)?.id ?? name,
      name,
      ...countOf(name),
      done: Number(done[name] ?? 0),
      failed: Number(failed[name] ?? 0),
      workers: living.filter((worker) => worker.lanes.includes(name)).length,
      loaded: living.filter((worker) => worker.loaded.includes(name)).length,
    }
  })
  return {
    atMs: Math.round(now),
    runs: countOf(runQueues.interactive),
    batchRuns: countOf(runQueues.batch),
    lanes: lanes
      .filter(({ waiting, active, workers: serving }) => waiting + active + serving > 0)
      .sort((a, b) => b.waiting + b.active - a.waiting - a.active || (a.name < b.name ? -1 : 1)),
    workers,
  }
}
