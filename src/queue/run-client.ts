import { randomUUID } from 'node:crypto'
import { Queue } from 'bullmq'
import { orAborted } from '../abortable.js'
import { cancelled, SwitchyardError } from '../errors.js'
import type { RunEvent } from '../events.js'
import type { Media } from '../media/media.js'
import type { Plan } from '../planner/plan.js'
import type { RunResult } from '../run.js'
import type { QueueConnection } from './connection.js'
import { type ControlMessage, queueVersion, type RunJob } from './messages.js'
import { runsQueue, runWasCancelled } from './run-driver.js'
import { createRunStore, type RunEnd, type RunStoreOptions } from './run-store.js'
import { submitError } from './when-full.js'

export interface QueuedRequest {
  /** What is asked, in words. */
  text: string
  /** Media that are in the store which the workers share: records made by `agent.parts.ingest`. */
  media?: readonly Media[]
  /** A plan to run as it is. */
  plan?: Plan
}

export interface RunClientOptions {
  connection: QueueConnection
  keep?: RunStoreOptions
  /** How often runs that are waited for are looked after in case a message was lost, ms. Default: 10,000. */
  checkMs?: number
  /** Most bytes of a request's JSON. Default: 1 MB. */
  maxJobBytes?: number
}

/** Hands runs to the queue and waits for them. A submitted run goes on whether or not anybody waits. */
export interface RunClient {
  /**
   * Submits a run and returns its id once Redis has it. With an id of your own, submitting the same again does nothing.
   * @throws SwitchyardError `INVALID_REQUEST`; `STORE_FULL` (retryable) when Redis has no memory for it
   */
  submitRun(request: QueuedRequest, options?: { runId?: string }): Promise<string>
  /**
   * Waits until the run has ended. Events come in order, from the first, however late one starts (as long as they are
   * kept). Any number of processes may wait for one run.
   * @throws SwitchyardError the error that ended the run, `CANCELLED` when `signal` aborts the waiting, `INVALID_REQUEST`
   * when there is no such run
   */
  waitForRun(
    runId: string,
    options?: { signal?: AbortSignal; onEvent?: (event: RunEvent) => void },
  ): Promise<RunResult>
  /** Cancels a run, whether it waits or runs. Does nothing when it has ended. */
  cancelRun(runId: string): Promise<void>
  close(): Promise<void>
}

const dayMs = 86_400_000

export function createRunClient(options: RunClientOptions): RunClient {
  const { connection, keep, checkMs = 10_000, maxJobBytes = 1_000_000 } = options
  const { redis, hub, keys, namespace } = connection
  const store = createRunStore(connection, keep)
  const queue = new Queue(runsQueue, {
    connection: redis,
    prefix: namespace,
    streams: { events: { maxLen: 10 } },
  })
  queue.on('error', () => undefined)

  return {
    async submitRun({ text, media = [], plan }, { runId = randomUUID() } = {}) {
      const job: RunJob = { version: queueVersion, text, media: [...media], ...(plan && { plan }) }
      const size = Buffer.byteLength(JSON.stringify(job))
      if (size > maxJobBytes)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `The request is ${size} bytes, the queue takes at most ${maxJobBytes}. Attach long texts as files.`,
        )
      if (!/^[\w.~-]*[a-z~_-][\w.~-]*$/i.test(runId) || runId.length > 128)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `"${runId}" can't be a run's id: up to 128 letters, digits, dots, dashes and underscores, not only digits.`,
        )
      if (await redis.exists(keys.runResult(runId))) return runId
      await queue
        .add('run', job, {
          jobId: runId,
          timestamp: Math.round(connection.now()),
          removeOnComplete: true,
          removeOnFail: true,
        })
        .catch((error) => {
          throw submitError(error)
        })
      return runId
    },

    async waitForRun(runId, { signal = new AbortController().signal, onEvent } = {}) {
      if (signal.aborted) throw cancelled(signal)
      let last = '-'
      let settle: (end: RunEnd) => void = () => {}
      let refuse: (error: unknown) => void = () => {}
      const ended = new Promise<RunEnd>((resolve, reject) => {
        settle = resolve
        refuse = reject
      })
      ended.catch(() => undefined)

      const look = async (): Promise<void> => {
        // In this order: an end that is there has all its events before it.
        const end = await store.end(runId)
        if (onEvent) {
          const news = await store.eventsAfter(runId, last)
          last = news.last
          for (const event of news.events) onEvent(event)
        }
        if (end) settle(end)
      }
      let looking = Promise.resolve()
      let queued = false
      const lookSoon = () => {
        if (queued) return
        queued = true
        looking = looking
          .then(() => {
            queued = false
            return look()
          })
          .catch(refuse)
      }
      const exists = async () => {
        if ((await queue.getJob(runId)) || (await redis.exists(keys.runResult(runId)))) return lookSoon()
        refuse(
          new SwitchyardError(
            'INVALID_REQUEST',
            `There is no run ${runId}: none was submitted, or it is forgotten.`,
          ),
        )
      }
      const unsubscribe = await hub.subscribe(keys.runNews(runId), lookSoon)
      const stop = hub.onReconnect(lookSoon)
      const timer = setInterval(() => void exists().catch(() => undefined), checkMs)
      try {
        await exists()
        const end = await orAborted(ended, signal)
        if (end.ok) return end.result
        throw SwitchyardError.fromInfo(end.error)
      } finally {
        clearInterval(timer)
        stop()
        await unsubscribe()
      }
    },

    async cancelRun(runId) {
      if (await redis.exists(keys.runResult(runId))) return
      await redis.set(keys.runCancelled(runId), '1', 'PX', dayMs)
      const removed = await queue.remove(runId).catch(() => 0)
      if (removed === 1) {
        const error = runWasCancelled().toInfo()
        await store.finish(runId, { ok: false, error }, { type: 'run-failed', error, runId, atMs: 0 })
        return
      }
      const message: ControlMessage = { kind: 'cancel-run', runId }
      await redis.publish(keys.control, JSON.stringify(message))
    },

    close: () => queue.close(),
  }
}
