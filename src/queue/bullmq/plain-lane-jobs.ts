import type { Job, Queue } from 'bullmq'
import type { QueueConnection } from '../redis/connection.js'
import { isWrongType } from '../redis/foreign-key.js'
import { stepKeyPrefixes } from '../redis/queue-keys.js'
import { scriptFile } from '../redis/redis-script.js'
import { type LaneConsumer, type LaneConsumerOptions, openLaneWorker, takeWith } from './lane-consumer.js'
import {
  bullPriority,
  carriedBytes,
  type LaneCount,
  type LaneJobs,
  type SettledStep,
  unreadableLane,
} from './lane-jobs-contract.js'
import { addEach, createQueueCache } from './open-queue.js'

const storeScript = scriptFile('store-steps')

/** A job's data is JSON text in JSON, so that both ways read the same. */
const parseData = (text: string): unknown => JSON.parse(text)

/**
 * The jobs of lanes by BullMQ's documented calls alone: slower, with a connection more for each lane, and a step of a batch
 * that was left waiting stands behind those that somebody waits for at that moment. Used where BullMQ's inside is not the
 * one that `createQuickLaneJobs` knows.
 */
export function createPlainLaneJobs(connection: QueueConnection): LaneJobs {
  const { redis, keys, namespace } = connection
  const queueOf = createQueueCache(connection)
  /** Where a job is held, so that it can be taken out by its own methods. */
  const held = new Map<string, Job<unknown>>()

  return {
    async add(lane, jobs, { timestamp, priority }) {
      const opts = { attempts: 0, timestamp, ...bullPriority[priority] }
      const queue = queueOf(lane)
      await addEach(redis, jobs, {
        add: ({ key, tool, data }) => queue.add(tool, parseData(data), { ...opts, jobId: key }),
        keyOf: ({ key }) => queue.toKey(key),
      })
    },
    remove: async (lane, key) =>
      (await queueOf(lane)
        .remove(key)
        .catch(() => 0)) === 1,
    find: (places) =>
      Promise.all(places.map(async ({ lane, key }) => (await queueOf(lane).getJob(key)) !== undefined)),
    async raise(lane, steps) {
      const queue = queueOf(lane)
      for (const key of steps) {
        const job = await queue.getJob(key)
        if (job?.priority) await toInteractive(job)
      }
    },
    async letAgedIn(lanes, { ageingMs }) {
      for (const lane of lanes) {
        const [oldest] = await queueOf(lane).getPrioritized(0, 0)
        if (oldest && oldest.timestamp <= connection.now() - ageingMs) await toInteractive(oldest)
      }
    },
    async count(lanes, onError = () => {}) {
      const found = await Promise.all(
        lanes.map(async (lane): Promise<[string, LaneCount][]> => {
          try {
            return [[lane, await countQueue(queueOf(lane))]]
          } catch (error) {
            if (!isWrongType(error)) throw error
            onError(unreadableLane(`${namespace}:${lane}`))
            return []
          }
        }),
      )
      return new Map(found.flat())
    },
    async settle(steps, { keepMs }) {
      const each = steps.flatMap(({ key, output, computed }) => [
        key,
        JSON.stringify(output),
        computed ? 1 : 0,
      ])
      await storeScript(redis, [...stepKeyPrefixes(keys), keepMs, carriedBytes, ...each])
      return Promise.all(steps.map(takeOut))
    },
    openConsumer: (options) => openPlainConsumer(connection, options, held),
  }

  async function takeOut({ key, lane, token }: SettledStep): Promise<boolean> {
    const place = `${token} ${key}`
    const job = held.get(place)
    held.delete(place)
    try {
      await job?.moveToCompleted(null, token, false)
    } catch {
      // Its lock has run out, or it is gone: another worker has it, and finds the output.
      return false
    }
    await redis.hincrby(keys.laneDone, lane, 1)
    return job !== undefined
  }
}

/** A job that a worker holds or that is gone by now can't be moved, and need not be. */
async function toInteractive(job: Job): Promise<void> {
  await job.changePriority({ priority: 0 }).catch(() => undefined)
}

async function countQueue(queue: Queue): Promise<LaneCount> {
  const [counts, firsts] = await Promise.all([
    queue.getJobCounts('wait', 'prioritized', 'active'),
    Promise.all([queue.getWaiting(0, 0), queue.getPrioritized(0, 0)]),
  ])
  const { wait: interactive = 0, prioritized = 0, active = 0 } = counts
  const times = firsts.flat().map(({ timestamp }) => timestamp)
  return {
    waiting: interactive + prioritized,
    interactive,
    active,
    oldestAtMs: times.length > 0 ? Math.min(...times) : undefined,
  }
}

async function openPlainConsumer(
  connection: QueueConnection,
  options: LaneConsumerOptions,
  held: Map<string, Job<unknown>>,
): Promise<LaneConsumer> {
  const { lockMs, workerId } = options
  const worker = await openLaneWorker(connection, options)
  const letGo = ({ job, token }: { job: Job<unknown>; token: string }) => held.delete(`${token} ${job.id}`)

  return {
    take: takeWith(workerId, async (token) => {
      const job = await worker.getNextJob(token, { block: false })
      if (job) held.set(`${token} ${job.id}`, job)
      return job
    }),
    async renew(jobs) {
      const kept = await Promise.all(
        jobs.map(({ job, token }) =>
          job.extendLock(token, lockMs).then(
            (renewed) => renewed === 1,
            (error) => !/lock|missing/i.test(String(error)),
          ),
        ),
      )
      return jobs.flatMap(({ job }, at) => (kept[at] ? [] : (job.id ?? [])))
    },
    async fail(one, error) {
      letGo(one)
      await one.job.moveToFailed(error, one.token, false)
    },
    async giveBack(one) {
      letGo(one)
      await one.job.moveToWait(one.token)
    },
    close: () => worker.close(true),
  }
}
