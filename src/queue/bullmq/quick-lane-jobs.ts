import { createRedisBackend, Job, type JobJson } from 'bullmq'
import { z } from 'zod'
import type { QueueConnection } from '../redis/connection.js'
import { stepKeyPrefixes } from '../redis/queue-keys.js'
import { scriptFile } from '../redis/redis-script.js'
import type { Priority } from '../runs/priority.js'
import { type LaneConsumer, type LaneConsumerOptions, openLaneWorker, takeWith } from './lane-consumer.js'
import {
  bullPriority,
  carriedBytes,
  type LaneCount,
  type LaneJobs,
  type NewLaneJob,
  unreadableLane,
} from './lane-jobs-contract.js'
import { addEach, createQueueCache } from './open-queue.js'

const raiseScript = scriptFile('raise-steps')
const letInScript = scriptFile('let-aged-in')
const countScript = scriptFile('count-jobs')
const settleScript = scriptFile('settle-steps')
const renewScript = scriptFile('renew-jobs')

const countsSchema = z.array(z.tuple([z.number(), z.number(), z.number(), z.string()]))
const endsSchema = z.array(z.number())
const lostSchema = z.array(z.string())

/** Steps that go before one of a batch that was left waiting. */
const ahead = 8

/**
 * The jobs of lanes by scripts of our own, which know BullMQ's keys, and by the methods underneath its own, which are made
 * for jobs that are scheduled, retried and measured.
 */
export function createQuickLaneJobs(connection: QueueConnection): LaneJobs {
  const { redis, keys, namespace } = connection
  const queueOf = createQueueCache(connection)
  const keyOf = (lane: string) => `${namespace}:${lane}`

  return {
    async add(lane, jobs, options) {
      const backend = queueOf(lane).getBackend()
      await addEach(redis, jobs, {
        add: (job) => backend.addJob(jobJson(job, options), job.key),
        keyOf: ({ key }) => `${keyOf(lane)}:${key}`,
      })
    },
    remove: async (lane, key) =>
      (await queueOf(lane)
        .remove(key)
        .catch(() => 0)) === 1,
    async find(places) {
      const looks = redis.pipeline()
      for (const { lane, key } of places) looks.exists(`${keyOf(lane)}:${key}`)
      const found = (await looks.exec()) ?? []
      // Where that can't be said, nothing is lost for sure.
      return places.map((_, at) => found[at]?.[1] !== 0)
    },
    async raise(lane, steps) {
      await raiseScript(redis, steps, [keyOf(lane)])
    },
    async letAgedIn(lanes, { ageingMs }) {
      if (lanes.length === 0) return
      await letInScript(redis, [Math.round(connection.now() - ageingMs), ahead], lanes.map(keyOf))
    },
    async count(lanes, onError = () => {}) {
      if (lanes.length === 0) return new Map()
      const found = countsSchema.parse(await countScript(redis, [], lanes.map(keyOf)))
      return new Map(
        found.flatMap(([waiting, interactive, active, at], place): [string, LaneCount][] => {
          const lane = lanes[place] ?? ''
          if (waiting < 0) {
            onError(/WRONGTYPE/.test(at) ? unreadableLane(keyOf(lane)) : new Error(at))
            return []
          }
          return [[lane, { waiting, interactive, active, oldestAtMs: at === '' ? undefined : Number(at) }]]
        }),
      )
    },
    async settle(steps, { keepMs }) {
      const each = steps.flatMap(({ key, output, computed, lane, token }) => [
        key,
        JSON.stringify(output),
        computed ? 1 : 0,
        lane,
        token,
      ])
      const args = [...stepKeyPrefixes(keys), keepMs, carriedBytes, namespace, keys.laneDone, ...each]
      return endsSchema.parse(await settleScript(redis, args)).map((held) => held === 1)
    },
    openConsumer: (options) => openQuickConsumer(connection, options),
  }
}

async function openQuickConsumer(
  connection: QueueConnection,
  options: LaneConsumerOptions,
): Promise<LaneConsumer> {
  const { lane, lockMs, workerId } = options
  // Without the connection that each worker of BullMQ has of its own to wait on: nothing waits here.
  const worker = await openLaneWorker(connection, options, (name, opts) => createRedisBackend(name, opts))
  const backend = worker.getBackend()
  const queue = `${connection.namespace}:${lane}`

  return {
    take: takeWith(workerId, async (token) => {
      const [json, id] = await backend.moveToActive(token)
      return json ? Job.fromJSON<unknown>(worker, json, id) : undefined
    }),
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

/** A step's job as BullMQ stores it: what `Queue.add` would make of it, without the object in between. */
function jobJson(
  { key, tool, data }: NewLaneJob,
  { timestamp, priority }: { timestamp: number; priority: Priority },
): JobJson {
  return {
    id: key,
    name: tool,
    data,
    opts: { attempts: 0, ...bullPriority[priority] },
    timestamp,
    progress: 0,
    attemptsMade: 0,
    attemptsStarted: 0,
    stalledCounter: 0,
    failedReason: '',
    returnvalue: 'null',
  }
}
