import { randomUUID } from 'node:crypto'
import { SpanKind } from '@opentelemetry/api'
import { type Conversation, newConversation } from '../../agent/conversation.js'
import type { RunEvent } from '../../agent/events.js'
import { type OutputParts, outputPlace, outputsOf } from '../../agent/outputs.js'
import type { RunResult } from '../../agent/run.js'
import { inSpan, traceHeaders } from '../../agent/tracing.js'
import { orAborted } from '../../core/abort.js'
import { dayMs } from '../../core/clock.js'
import { describeIssues } from '../../core/describe-issues.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import type { Plan } from '../../plan/plan.js'
import { attemptOf } from '../batches/batch.js'
import { openRunQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import { type ControlMessage, queueVersion, type RunJob, runJobSchema } from '../redis/messages.js'
import { submitError } from '../redis/while-full.js'
import type { Priority } from './priority.js'
import { runWasCancelled } from './run-books.js'
import { createRunStore, type RunEnd, type RunStoreOptions } from './run-store.js'

/** One request for the queue. Its media are records, so that the job stays small. */
export interface QueuedRequest {
  /** What is asked, in words. */
  text: string
  /** Media that are in the store which the workers share: records made by `agent.parts.ingest`. */
  media?: readonly Media[] | undefined
  /** A plan to run as it is. */
  plan?: Plan | undefined
  /** What the chat remembers that it is a request of, such as the `conversation` of a session. @default nothing */
  past?: Partial<Conversation> | undefined
}

/** Whose word the plan of a run needs. */
export interface RunApproval {
  /** Which plans wait: as the setting `approval`. What the drivers' profile says holds too. */
  approval: 'never' | 'remote' | 'costly' | 'always'
  /** US dollars, for `costly`. */
  approvalAboveUsd: number
  /** How long a plan waits, milliseconds. */
  approvalTimeoutMs: number
  /** Whether somebody can decide, at a server of this queue; otherwise such a run ends with `APPROVAL_NEEDED`. */
  canAsk: boolean
}

/** Options of `submitRun`. */
export interface SubmitOptions {
  /** Names the run: up to 128 letters, digits, dots, dashes and underscores, not only digits. @default a UUID */
  runId?: string | undefined
  /** `batch` for runs that may stand back while others are waited for. @default `interactive` */
  priority?: Priority | undefined
  /** What it may cost, US dollars by estimated prices. @default what `budget.perRun` of the workers' profile says */
  maxCostUsd?: number | undefined
  /** Whose word its plan needs, besides what the drivers' profile says. @default that alone, and there is nobody to ask */
  approval?: RunApproval | undefined
  /** How long it may take, waiting included, milliseconds; then it ends with `DEADLINE_EXCEEDED`. @default no limit */
  deadlineMs?: number | undefined
}

/** Options of `createRunClient`. */
export interface RunClientOptions {
  /** The way to the queue. The caller closes it. */
  connection: QueueConnection
  /** How long outcomes and events are kept. */
  keep?: RunStoreOptions | undefined
  /** Where the files are that runs make: `agent.parts` of an agent with the workers' media. Without, `outputs` only name them. */
  outputs?: OutputParts | undefined
  /** How often runs that are waited for are looked after in case a message was lost, ms. @default 10,000 */
  checkMs?: number | undefined
  /** Most bytes of a request's JSON. @default 1 MB */
  maxJobBytes?: number | undefined
}

/** Hands runs to the queue and waits for them. A submitted run goes on whether or not a program waits for it. */
export interface RunClient {
  /**
   * Submits a run and returns its id once Redis has it. With an id of your own, submitting the same again does nothing.
   * @throws SwitchyardError `INVALID_REQUEST`; `STORE_FULL` (retryable) when Redis has no memory for it
   */
  submitRun(request: QueuedRequest, options?: SubmitOptions): Promise<string>
  /**
   * Waits until the run has ended. Events come in order, from the first, however late one starts (as long as they are
   * kept). Any number of processes may wait for one run.
   * @throws SwitchyardError the error that ended the run, `CANCELLED` when `signal` aborts the waiting, `INVALID_REQUEST`
   * when there is no such run
   */
  waitForRun(
    runId: string,
    options?: { signal?: AbortSignal | undefined; onEvent?: ((event: RunEvent) => void) | undefined },
  ): Promise<RunResult>
  /** How a run stands, without waiting: `going`, its end, or undefined when none was submitted or it is forgotten. */
  findRun(runId: string): Promise<'going' | RunEnd | undefined>
  /** How many interactive runs wait for a driver, whoever has submitted them. */
  countWaiting(): Promise<number>
  /** Cancels a run, whether it waits or runs. Does nothing when it has ended. */
  cancelRun(runId: string): Promise<void>
  /** Lets go of what it holds; the connection stays open. Runs go on. */
  close(): Promise<void>
}

/**
 * Makes a client for runs on the queue. The caller closes the connection.
 *
 * @example
 * ```js
 * import { createAgent } from 'switchyard-ai'
 * import { createRunClient, openQueue } from 'switchyard-ai/queue'
 *
 * const connection = await openQueue({ url: 'redis://localhost:6379' })
 * const agent = await createAgent({ profile: 'demo' }) // only to take media in
 * const runs = createRunClient({ connection })
 *
 * const taken = await agent.parts.ingest.ingest('photo.jpg')
 * if (!taken.ok) throw taken.error
 * const runId = await runs.submitRun({ text: 'What is in this picture?', media: [taken.value] })
 * const { answer } = await runs.waitForRun(runId)
 * console.log(answer)
 * ```
 */
export function createRunClient(options: RunClientOptions): RunClient {
  const { connection, keep, outputs: outputParts, checkMs = 10_000, maxJobBytes = 1_000_000 } = options
  const { redis, hub, keys } = connection
  const store = createRunStore(connection, keep)
  const queues = openRunQueues(connection)

  /** Whether it waits, runs, or is just being cancelled: then it has left the queue and has no end yet. */
  const isThere = async (runId: string): Promise<boolean> =>
    (await queues.has(runId)) || (await redis.exists(keys.runCancelled(runId))) === 1
  const withOutputs = (result: RunResult): RunResult => ({
    ...result,
    outputs: outputsOf(result, outputParts && outputPlace(outputParts)),
  })

  return {
    async submitRun({ text, media = [], plan, past }, options = {}) {
      const { runId = randomUUID(), priority = 'interactive', deadlineMs, maxCostUsd, approval } = options
      const nowMs = Math.round(connection.now())
      if (deadlineMs !== undefined && !(deadlineMs > 0 && Number.isFinite(deadlineMs)))
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `deadlineMs is a time from now in milliseconds, above 0, not ${deadlineMs}.`,
        )
      const deadlineAtMs = deadlineMs === undefined ? undefined : nowMs + Math.round(deadlineMs)
      const job: RunJob = {
        version: queueVersion,
        text,
        media: [...media],
        plan,
        past: past && pastOf(past),
        deadlineAtMs,
        maxCostUsd,
        approval,
      }
      const checked = runJobSchema.safeParse(job)
      if (!checked.success)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `The request can't be submitted: ${describeIssues(checked.error)}. Media are records: take files in with \`agent.parts.ingest\` first.`,
        )
      const size = Buffer.byteLength(JSON.stringify(job))
      if (size > maxJobBytes)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `The request is ${size} bytes, the queue takes at most ${maxJobBytes}. Attach long texts as files.`,
        )
      if (!/^[\w.-]+$/.test(runId) || !/[a-z_-]/i.test(runId) || runId.length > 128)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `"${runId}" can't be a run's id: up to 128 letters, digits, dots, dashes and underscores, not only digits.`,
        )
      if (await redis.exists(keys.runResult(runId))) return runId
      if (await queues.has(runId)) return runId
      try {
        if (deadlineAtMs !== undefined) await redis.zadd(keys.runDeadlines, deadlineAtMs, runId)
        await inSpan(
          'submit run',
          { kind: SpanKind.PRODUCER, attributes: { 'switchyard.run.id': runId } },
          () => {
            const trace = traceHeaders()
            const data = trace ? { ...job, trace } : job
            return queues.add(priority, [{ runId, data, timestamp: nowMs }])
          },
        )
      } catch (error) {
        throw submitError(error)
      }
      return runId
    },

    async waitForRun(runId, { signal = new AbortController().signal, onEvent } = {}) {
      if (signal.aborted) throw cancelledError(signal)
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
        if ((await isThere(runId)) || (await redis.exists(keys.runResult(runId)))) return lookSoon()
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
        if (end.ok) return withOutputs(end.result)
        throw SwitchyardError.fromInfo(end.error)
      } finally {
        clearInterval(timer)
        stop()
        await unsubscribe()
      }
    },

    async findRun(runId) {
      const before = await store.end(runId)
      if (!before && (await isThere(runId))) return 'going'
      // It may have ended in between.
      const end = before ?? (await store.end(runId))
      return end?.ok ? { ok: true, result: withOutputs(end.result) } : end
    },

    countWaiting: () => queues.countWaiting(),

    async cancelRun(runId) {
      if (await redis.exists(keys.runResult(runId))) return
      await redis.set(keys.runCancelled(runId), '1', 'PX', dayMs).catch((error) => {
        throw submitError(error)
      })
      // The end of a batch's run is a matter of its batch: a driver puts it down.
      if (!attemptOf(runId) && (await queues.remove(runId))) {
        const error = runWasCancelled().toInfo()
        await store.finish(runId, { ok: false, error }, { type: 'run-failed', error, runId, atMs: 0 })
      }
      // Also where it waited: a driver that had lost it may still be at it.
      const message: ControlMessage = { kind: 'cancel-run', runId }
      await redis.publish(keys.control, JSON.stringify(message))
    },

    close: () => queues.close(),
  }
}

/** As a job keeps it: with nothing that is undefined. */
function pastOf(past: Partial<Conversation>): RunJob['past'] {
  const { media, steps, turns } = { ...newConversation(), ...past }
  return { media: { ...media }, steps: [...steps], turns: [...turns] }
}
