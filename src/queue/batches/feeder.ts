import { SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import type { RunQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import { queueVersion, type RunJob } from '../redis/messages.js'
import { type Priority, priorities } from '../runs/priority.js'
import { aliveMs, listWorkers } from '../worker/worker-watch.js'
import { type JobAttempt, runIdOf } from './batch.js'
import { type BatchStore, createPageReader } from './batch-store.js'
import { isUnfit } from './page.js'
import { endUnbegun, stopBatch, stopError } from './stop-batch.js'

/** How long a job may be on its way into the queue before it counts as lost. */
const lostMs = 10_000

export interface FeederOptions {
  connection: QueueConnection
  store: BatchStore
  queues: RunQueues
  /** Fewest jobs that the queue holds for one submitter, while there are as many. Default: 64. */
  window?: number | undefined
  /** How often it looks after lost jobs, deadlines and cancelled batches, ms. Default: 2,000. */
  sweepMs?: number | undefined
  onError: (error: Error) => void
}

export interface Feeder {
  /** Puts jobs into the queue as far as there is room. Never rejects. */
  feed(): void
  close(): Promise<void>
}

/** Most jobs that are put into the queue in one go. */
const atOnce = 64

/**
 * Feeds the queue of runs from the batches: never more than a window of each submitter's jobs, one of each submitter in
 * turn, so that a batch of any size takes up little and leaves the others their share. Every driver has a feeder, and any
 * of them does what one that died has left: the state is in Redis alone.
 */
export async function startFeeder(options: FeederOptions): Promise<Feeder> {
  const { connection, store, queues, window: fewest = 64, sweepMs = 2_000 } = options
  const { hub, keys } = connection
  const jobOf = createPageReader(store)
  let window = fewest
  let closed = false
  const work = new Set<Promise<void>>()

  /** One at a time; what is asked for meanwhile is done once more afterwards. */
  function single(task: () => Promise<void>): () => void {
    let running = false
    let again = false
    const start = () => {
      if (closed) return
      if (running) {
        again = true
        return
      }
      running = true
      const done: Promise<void> = task()
        .catch((error) => options.onError(error instanceof Error ? error : new Error(String(error))))
        .then(() => {
          running = false
          work.delete(done)
          if (!again) return
          again = false
          start()
        })
      work.add(done)
    }
    return start
  }

  async function enqueue(priority: Priority, attempts: readonly JobAttempt[]): Promise<void> {
    const limits = new Map<string, { deadlineAtMs?: number | undefined; maxCostUsd?: number | undefined }>()
    const jobs = []
    for (const attempt of attempts) {
      const job = await jobOf(attempt).catch(toSwitchyardError)
      if (job instanceof SwitchyardError) await endUnbegun({ store, jobOf }, attempt, job)
      if (job instanceof SwitchyardError || isUnfit(job)) continue
      const { batchId, job: number, attempt: tries } = attempt
      if (!limits.has(batchId)) limits.set(batchId, (await store.status(batchId)) ?? {})
      const { deadlineAtMs, maxCostUsd } = limits.get(batchId) ?? {}
      const { customId, text, media, plan, call } = job
      const data: RunJob = {
        version: queueVersion,
        text,
        media,
        plan,
        call,
        deadlineAtMs,
        batch: {
          id: batchId,
          job: number,
          attempt: tries,
          customId,
          maxCostUsd,
        },
      }
      jobs.push({ runId: runIdOf(attempt), data, timestamp: Math.round(connection.now()) })
    }
    await queues.add(priority, jobs)
  }

  /** What a feeder has claimed before it died, or Redis has lost, is put into the queue once more. */
  async function findLost(priority: Priority): Promise<void> {
    const held = await store.held(priority, lostMs)
    const there = await Promise.all(held.map((attempt) => queues.has(runIdOf(attempt))))
    for (const attempt of held.filter((_, place) => !there[place])) {
      const order = await store.lost(attempt)
      if (order === 'go') await enqueue(priority, [attempt])
      else if (order !== 'over') await endUnbegun({ store, jobOf }, attempt, stopError(order))
    }
  }

  const feed = single(async () => {
    for (const priority of priorities) {
      for (;;) {
        const claimed = await store.claim(priority, { window, most: atOnce })
        if (claimed.length > 0) await enqueue(priority, claimed)
        if (claimed.length < atOnce || closed) break
      }
    }
  })

  const sweep = single(async () => {
    const since = connection.now() - aliveMs
    const drivers = (await listWorkers(connection)).filter(({ atMs }) => atMs >= since)
    window = Math.max(fewest, 2 * drivers.reduce((sum, { runsAtOnce }) => sum + runsAtOnce, 0))
    const { stopping, overdue } = await store.ending()
    for (const id of overdue) await store.stop(id, 'deadline')
    for (const id of new Set([...stopping, ...overdue])) {
      const status = await store.status(id)
      await stopBatch(
        { connection, store, queues },
        id,
        status?.state === 'cancelling' ? 'cancelled' : 'deadline',
      )
    }
    for (const priority of priorities) await findLost(priority)
    feed()
  })

  const stopListening = await hub.subscribe(keys.batchWork, (what) => (what === 'stop' ? sweep() : feed()))
  const stopWatching = hub.onReconnect(feed)
  const timer = setInterval(sweep, sweepMs)
  sweep()
  return {
    feed,
    async close() {
      closed = true
      clearInterval(timer)
      stopWatching()
      await stopListening().catch(() => undefined)
      await Promise.all(work)
    },
  }
}
