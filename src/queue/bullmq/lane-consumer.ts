import { createRedisBackend, Job, Worker } from 'bullmq'
import { z } from 'zod'
import type { QueueConnection } from '../redis/connection.js'
import { redisScript } from '../redis/redis-script.js'

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

/**
 * KEYS: the lane. ARGV: the time, then ids and tokens. Returns the ids of jobs that others hold or that are gone. Unlike
 * BullMQ's own it also works while Redis is full, and holds a job again whose lock ran out (Redis was away, or this process
 * stood still) unless another has taken it. SREM comes before SET: a full Redis lets a script go on that has written.
 */
const renewScript = redisScript(`
local lost = {}
for i = 2, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  local lock = KEYS[1] .. ':' .. id .. ':lock'
  local holder = redis.call('GET', lock)
  if holder == token then
    redis.call('PEXPIRE', lock, ARGV[1])
    redis.call('SREM', KEYS[1] .. ':stalled', id)
  elseif not holder and redis.call('LPOS', KEYS[1] .. ':active', id) then
    redis.call('SREM', KEYS[1] .. ':stalled', id)
    redis.call('SET', lock, token, 'PX', ARGV[1])
  else
    lost[#lost + 1] = id
  end
end
return lost`)

const lostSchema = z.array(z.string())

export async function openLaneConsumer(options: LaneConsumerOptions): Promise<LaneConsumer> {
  const { connection, lane, lockMs, workerId, onStalled, onError } = options
  const worker = new Worker<unknown>(
    lane,
    null,
    {
      connection: connection.redis,
      prefix: connection.namespace,
      autorun: false,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      removeOnFail: { count: 0 },
      // Jobs that cost process after process are put aside by our own count, with an answer to those who wait for them.
      maxStalledCount: 1_000_000,
    },
    // Without the connection that each worker of BullMQ has of its own to wait on: nobody waits here.
    (name, opts) => createRedisBackend(name, opts),
  )
  worker.on('error', onError)
  worker.on('stalled', onStalled)
  await worker.waitUntilReady()
  await worker.startStalledCheckTimer()
  // Underneath the worker's and the jobs' own methods, which are made for jobs that are scheduled, retried and measured.
  const backend = worker.getBackend()
  const queue = `${connection.namespace}:${lane}`
  let taken = 0

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
      const each = held.flatMap(({ job, token }) => [job.id ?? '', token])
      return lostSchema.parse(await renewScript(connection.redis, [lockMs, ...each], [queue]))
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
