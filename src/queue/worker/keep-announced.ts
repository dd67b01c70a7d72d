import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { packageVersion } from '../../version.js'
import type { QueueConnection } from '../redis/connection.js'
import { queueVersion } from '../redis/messages.js'
import { announce, type WorkerInfo, withdrawWorker } from './worker-watch.js'

const heartbeatMs = 5_000

/** What a process says of itself beside what is the same for all. */
export type Announced = Omit<WorkerInfo, 'id' | 'hostname' | 'pid' | 'queueVersion' | 'startedAtMs' | 'atMs'>

/** What a process says that drives runs and serves no lane. */
export const onlyDrives: Omit<Announced, 'runs' | 'runsAtOnce'> = {
  version: packageVersion,
  device: 'none',
  memoryBytes: 0,
  concurrency: 0,
  maxBatch: 0,
  lanes: [],
  loaded: [],
  active: 0,
  draining: false,
}

export interface Announcement {
  /** Says it at once: for what others should know soon. */
  renew(): Promise<void>
  /** Takes it back. */
  withdraw(): Promise<void>
}

/**
 * Lists this process among the queue's workers, and says what it does every five seconds. One that can't be listed works all
 * the same: `onError` is told.
 */
export async function keepAnnounced({
  connection,
  id = randomUUID(),
  describe,
  onError,
}: {
  connection: QueueConnection
  id?: string | undefined
  describe: () => Announced
  onError: (error: unknown) => void
}): Promise<Announcement> {
  const startedAtMs = connection.now()
  async function tell(): Promise<void> {
    await connection.synchronize()
    await announce(connection, {
      ...describe(),
      id,
      hostname: hostname(),
      pid: process.pid,
      queueVersion,
      startedAtMs,
      atMs: Math.round(connection.now()),
    })
  }
  /** One at a time, so that none comes after it was taken back. */
  let telling = Promise.resolve()
  const renew = () => {
    telling = telling.then(tell).catch(onError)
    return telling
  }
  await renew()
  const timer = setInterval(renew, heartbeatMs)
  return {
    renew,
    async withdraw() {
      clearInterval(timer)
      await telling
      await withdrawWorker(connection, id)
    },
  }
}
