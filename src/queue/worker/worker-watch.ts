import { z } from 'zod'
import type { CandidateState } from '../../backends/backend.js'
import type { Lane } from '../lanes/lane.js'
import type { QueueConnection } from '../redis/connection.js'
import { foreignKey, isWrongType } from '../redis/foreign-key.js'
import { parseMessage } from '../redis/messages.js'

const workerInfoSchema = z.object({
  id: z.string(),
  hostname: z.string(),
  pid: z.number(),
  version: z.string(),
  /** The version of the queue's messages; processes of another leave its jobs alone. */
  queueVersion: z.number(),
  device: z.string(),
  memoryBytes: z.number(),
  concurrency: z.number(),
  maxBatch: z.number(),
  /** Names of the lanes it serves. */
  lanes: z.array(z.string()),
  /** Names of the lanes whose models are in memory. */
  loaded: z.array(z.string()),
  /** Jobs it holds. */
  active: z.number(),
  /** Runs it drives. */
  runs: z.number(),
  /** The most runs that it drives at once. */
  runsAtOnce: z.number().default(0),
  /** Whether it takes no more jobs. */
  draining: z.boolean(),
  startedAtMs: z.number(),
  /** When it announced this, milliseconds since 1970 on Redis's clock. */
  atMs: z.number(),
})
/** What a worker announces of itself at every heartbeat. */
export type WorkerInfo = z.infer<typeof workerInfoSchema>

/** How long a worker that went silent is remembered, for people and for routing. */
export const rememberMs = 600_000
/** A worker that was silent for longer is taken for dead. */
export const aliveMs = 20_000

/** Announces a worker; it is forgotten by itself when no more heartbeats come. */
export async function announce({ redis, keys }: QueueConnection, info: WorkerInfo): Promise<void> {
  const replies = await redis
    .multi()
    .set(keys.worker(info.id), JSON.stringify(info), 'PX', rememberMs)
    .zadd(keys.workers, info.atMs, info.id)
    .zremrangebyscore(keys.workers, '-inf', `${info.atMs - rememberMs}`)
    .exec()
  for (const [error] of replies ?? [])
    if (error) throw isWrongType(error) ? foreignKey(keys.workers, 'This worker is not listed.') : error
}

/** Takes a worker's announcement back. */
export async function withdrawWorker({ redis, keys }: QueueConnection, id: string): Promise<void> {
  await redis.multi().del(keys.worker(id)).zrem(keys.workers, id).exec()
}

/** The workers of the last ten minutes. */
export async function listWorkers({ redis, keys }: QueueConnection): Promise<WorkerInfo[]> {
  const ids = await redis.zrange(keys.workers, '0', '-1').catch((error) => {
    throw isWrongType(error) ? foreignKey(keys.workers, 'Workers can not be listed.') : error
  })
  if (ids.length === 0) return []
  const texts = await redis.mget(ids.map((id) => keys.worker(id)))
  return texts.flatMap((text) => parseMessage(workerInfoSchema, text) ?? [])
}

/** Which lanes are served, as far as this process has heard; for routing. */
export interface WorkerWatch {
  stateOf(lane: Lane): CandidateState
  close(): void
}

/**
 * Looks at the workers' announcements now and then. Where no worker was heard of yet, jobs are queued for those to come;
 * otherwise a lane without a worker is not routed to.
 */
export async function watchWorkers(
  connection: QueueConnection,
  { everyMs = 5_000 }: { everyMs?: number | undefined } = {},
): Promise<WorkerWatch> {
  let served = new Set<string>()
  let loaded = new Set<string>()
  let count = 0
  const look = async () => {
    const workers = (await listWorkers(connection)).filter(({ lanes }) => lanes.length > 0)
    served = new Set(workers.flatMap(({ lanes }) => lanes))
    loaded = new Set(workers.flatMap((worker) => worker.loaded))
    count = workers.length
  }
  // Without the list, jobs are queued for workers to come.
  await look().catch(() => undefined)
  const timer = setInterval(() => void look().catch(() => undefined), everyMs)
  timer.unref()
  return {
    stateOf({ name, bytes }) {
      if (count === 0) return { readiness: 'cached' }
      if (loaded.has(name)) return { readiness: 'loaded' }
      if (served.has(name)) return { readiness: 'cached' }
      const need = bytes > 0 ? ` (it needs ${Math.ceil(bytes / 1e6)} MB)` : ''
      const workers = count === 1 ? 'the one worker does not' : `none of the ${count} workers does`
      return { readiness: 'cached', unavailable: `is served by no worker of the queue: ${workers}${need}` }
    },
    close: () => clearInterval(timer),
  }
}
