import { type Job, WaitingError, Worker } from 'bullmq'
import { answerRequest } from '../agent.js'
import type { AgentParts } from '../agent-parts.js'
import { newConversation } from '../conversation.js'
import { cancelled, SwitchyardError, toSwitchyardError } from '../errors.js'
import type { RunEvent, RunEventBody } from '../events.js'
import type { Executor } from '../executors/executor.js'
import type { QueueConnection } from './connection.js'
import { controlMessageSchema, parseMessage, queueVersion, type RunJob, runJobSchema } from './messages.js'
import { nobody, type QueueObserver } from './observer.js'
import { handOver, isHandOver } from './queue-backend.js'
import { newEventsOnly, resumePlans, resumeSteps } from './resume.js'
import { createRunStore, type RunEnd, type RunStoreOptions } from './run-store.js'
import { patientStore } from './when-full.js'

/** Name of the BullMQ queue of runs; another version of Switchyard has another. */
export const runsQueue = `runs~v${queueVersion}`

export interface RunDriverOptions {
  connection: QueueConnection
  /** Plans and answers. Its own executor is not used. */
  parts: AgentParts
  /** Runs the steps: `createQueueExecutor`. The caller's: `close` leaves it alone. */
  executor: Executor
  /** Runs at once. Default: 32. */
  concurrency?: number
  /** A run whose process was silent for this long is continued by another, ms. Default: 30,000. */
  lockMs?: number
  /** Processes that a run may cost before it is given up. Default: 10. */
  maxTakeovers?: number
  keep?: RunStoreOptions
  /** Told of runs that ended here. Default: nobody. */
  observer?: QueueObserver
  onError?: (error: Error) => void
}

export interface RunDriver {
  /** Runs that it drives now. */
  readonly active: number
  /** Hands its runs to other processes, which continue them, and stops. Idempotent. */
  close(): Promise<void>
}

/** Starts to drive runs: plans, has the queue run the steps, answers. Light: no model is in this process. */
export async function startRunDriver(options: RunDriverOptions): Promise<RunDriver> {
  const { connection, parts, executor, concurrency = 32, lockMs = 30_000, maxTakeovers = 10 } = options
  const { onError = () => {}, observer = nobody, keep } = options
  const { hub, keys, redis, namespace } = connection
  const store = createRunStore(connection, keep)
  const running = new Map<string, AbortController>()
  const leaving = new AbortController()
  let closing: Promise<void> | undefined

  async function drive(job: Job<unknown>): Promise<void> {
    const runId = job.id ?? ''
    const controller = new AbortController()
    running.set(runId, controller)
    // BullMQ may still take a job that it was just about to take.
    if (closing) controller.abort(handOver())
    const at = (event: RunEventBody): RunEvent => ({
      ...event,
      runId,
      atMs: Math.max(0, connection.now() - job.timestamp),
    })
    const finish = async (end: RunEnd) => {
      const first = await patientStore(store, leaving.signal).finish(
        runId,
        end,
        at(
          end.ok
            ? { type: 'run-finished', status: end.result.status }
            : { type: 'run-failed', error: end.error },
        ),
      )
      if (first) observer.run(end.ok ? end.result.status : 'failed')
    }
    try {
      if (await store.end(runId)) return
      if (!closing && (await redis.exists(keys.runCancelled(runId)))) controller.abort(runWasCancelled())
      const result = await answer(job, controller.signal, at)
      await finish({ ok: true, result })
    } catch (thrown) {
      const error = controller.signal.aborted ? cancelled(controller.signal) : toSwitchyardError(thrown)
      if (isHandOver(error)) throw error
      await finish({ ok: false, error: error.toInfo() })
    } finally {
      running.delete(runId)
    }
  }

  async function answer(job: Job<unknown>, signal: AbortSignal, at: (event: RunEventBody) => RunEvent) {
    const runId = job.id ?? ''
    const request = readJob(job.data)
    const patient = patientStore(store, signal)
    const state = await store.load(runId)
    const isNew = newEventsOnly(state.events)
    let telling: Promise<unknown> = Promise.resolve()
    const emit = (event: RunEventBody) => {
      const fresh = isNew(event)
      // A driver that hands over leaves its steps unfinished, not cancelled.
      if (!fresh || (signal.aborted && isHandOver(signal.reason))) return
      telling = Promise.all([telling, patient.addEvent(at(fresh))])
      telling.catch(onError)
    }
    if (signal.aborted) throw cancelled(signal)
    const result = await answerRequest({
      parts: {
        ...parts,
        executor: resumeSteps(executor, state, patient),
        planner: resumePlans(parts.planner, runId, state, patient),
      },
      conversation: newConversation(),
      request,
      runId,
      signal,
      emit,
    })
    if (signal.aborted) throw cancelled(signal)
    await telling
    return result
  }

  const worker = new Worker<unknown>(
    runsQueue,
    async (job, token) => {
      try {
        await drive(job)
      } catch (thrown) {
        if (!isHandOver(thrown)) throw thrown
        await job.moveToWait(token)
        throw new WaitingError()
      }
    },
    {
      connection: redis,
      prefix: namespace,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: maxTakeovers,
      runRetryDelay: 1_000,
    },
  )
  worker.on('error', onError)
  worker.on('failed', (job, error) => {
    // Not by us: BullMQ gives up a run that has cost too many processes.
    if (!job?.id) return
    const given = new SwitchyardError(
      'INTERNAL',
      `The run was given up: ${error.message}. It has ended several processes, or Redis failed.`,
    ).toInfo()
    const event: RunEvent = {
      type: 'run-failed',
      error: given,
      runId: job.id,
      atMs: connection.now() - job.timestamp,
    }
    store
      .finish(job.id, { ok: false, error: given }, event)
      .then((first) => first && observer.run('failed'))
      .catch(onError)
  })
  const stopListening = await hub.subscribe(keys.control, (text) => {
    const message = parseMessage(controlMessageSchema, text)
    if (message?.kind === 'cancel-run') running.get(message.runId)?.abort(runWasCancelled())
  })
  await worker.waitUntilReady()

  return {
    get active() {
      return running.size
    },
    close() {
      closing ??= (async () => {
        const closed = worker.close()
        leaving.abort(handOver())
        for (const controller of running.values()) controller.abort(handOver())
        await closed
        await stopListening().catch(() => undefined)
      })()
      return closing
    },
  }
}

export const runWasCancelled = (): SwitchyardError =>
  new SwitchyardError('CANCELLED', 'The run was cancelled.')

function readJob(data: unknown): { text: string; media: RunJob['media']; plan?: RunJob['plan'] & {} } {
  const parsed = runJobSchema.safeParse(data)
  if (!parsed.success)
    throw new SwitchyardError(
      'INTERNAL',
      'This run was submitted by another version of Switchyard. Use the same version everywhere.',
    )
  const { text, media, plan } = parsed.data
  return { text, media, ...(plan && { plan }) }
}
