import { Job, Worker } from 'bullmq'
import type { QueueConnection } from './connection.js'
import { redisScript } from './redis-script.js'

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

/** Takes jobs from one lane by hand: the worker decides when, since one device serves many lanes. They end in `settleSteps`. */
export interface LaneConsumer {
  /** Takes up to `count` jobs. */
  take(count: number): Promise<HeldJob[]>
  /** Keeps jobs from being given to others. Returns the ids of those that were lost already. */
  renew(held: readonly HeldJob[]): Promise<string[]>
  fail(held: HeldJob, error: Error): Promise<void>
  /** Puts the job back, for another worker. */
  giveBack(held: HeldJob): Promise<void>
  close(): Promise<void>
}

const reclaimScript = redisScript(`
if redis.call('EXISTS', KEYS[1]) == 1 or not redis.call('LPOS', KEYS[2], ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SREM', KEYS[3], ARGV[1])
return 1`)

export async function openLaneConsumer(options: LaneConsumerOptions): Promise<LaneConsumer> {
  const { connection, lane, lockMs, workerId, onStalled, onError } = options
  const worker = new Worker<unknown>(lane, null, {
    connection: connection.redis,
    prefix: connection.namespace,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: lockMs,
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

  /** Holds a job again whose lock ran out while Redis was away or this process stood still, unless another has taken it. */
  async function reclaim(id: string, token: string): Promise<boolean> {
    const queue = `${connection.namespace}:${lane}`
    const keys = [`${queue}:${id}:lock`, `${queue}:active`, `${queue}:stalled`]
    return (await reclaimScript(connection.redis, [id, token, lockMs], keys)) === 1
  }

  return {
    async take(count) {
      taken += 1
      const token = `${workerId}:${taken}`
      const takes = Array.from({ length: count }, async () => {
        const [json, id] = await backend.moveToActive(token)
        return json ? [{ job: Job.fromJSON<unknown>(worker, json, id), token }] : []
      })
      const ends = await Promise.allSettled(takes)
      const held = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []))
      const refused = ends.find((end) => end.status === 'rejected')
      // What was taken before Redis refused is held, and must be done.
      if (refused && held.length === 0) throw refused.reason
      return held
    },
    async renew(held) {
      const lost = await worker.extendJobLocks(
        held.map(({ job }) => job.id ?? ''),
        held.map(({ token }) => token),
        lockMs,
      )
      const tokenOf = new Map(held.map(({ job, token }) => [job.id ?? '', token]))
      const back = await Promise.all(lost.map((id) => reclaim(id, tokenOf.get(id) ?? '')))
      return lost.filter((_, at) => !back[at])
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
