import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { packageVersion } from '../../version.js'
import type { QueueConnection } from '../redis/connection.js'
import { queueVersion } from '../redis/messages.js'
import { announce, withdrawWorker } from './worker-watch.js'

const heartbeatMs = 5_000

export interface AnnounceDriverOptions {
  connection: QueueConnection
  /** Runs that it drives now, and the most that it would drive at once. */
  runs: () => number
  runsAtOnce: number
  onError: (error: Error) => void
}

/** Lists a process that drives runs and serves no lane among the queue's workers, until the returned is called. */
export async function announceDriver({
  connection,
  runs,
  runsAtOnce,
  onError,
}: AnnounceDriverOptions): Promise<() => Promise<void>> {
  const id = randomUUID()
  const startedAtMs = connection.now()
  const tell = async (): Promise<void> => {
    await connection.synchronize()
    await announce(connection, {
      id,
      hostname: hostname(),
      pid: process.pid,
      version: packageVersion,
      queueVersion,
      device: 'none',
      memoryBytes: 0,
      concurrency: 0,
      maxBatch: 0,
      lanes: [],
      loaded: [],
      active: 0,
      runs: runs(),
      runsAtOnce,
      draining: false,
      startedAtMs,
      atMs: Math.round(connection.now()),
    })
  }
  let telling = tell()
  await telling
  const timer = setInterval(() => {
    telling = telling.then(tell).catch(onError)
  }, heartbeatMs)
  return async () => {
    clearInterval(timer)
    await telling.catch(() => undefined)
    await withdrawWorker(connection, id)
  }
}
