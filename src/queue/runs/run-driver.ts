import { SpanKind } from '@opentelemetry/api'
import { answerRequest } from '../../agent/answer-request.js'
import type { AgentParts } from '../../agent/assemble.js'
import { newConversation } from '../../agent/conversation.js'
import type { RunEvent, RunEventBody } from '../../agent/events.js'
import { inSpan } from '../../agent/tracing.js'
import { nobodyAnswers } from '../../batch/answer-jobs.js'
import type { AnswerCall, EndpointCall } from '../../batch/endpoint-call.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import type { Executor } from '../../executors/executor.js'
import { createBudget } from '../../spending/budget.js'
import { createBatchStore } from '../batches/batch-store.js'
import { startFeeder } from '../batches/feeder.js'
import { openRunQueues } from '../bullmq/run-queues.js'
import { type HeldRun, startRunWorker } from '../bullmq/run-worker.js'
import { handOver, isHandOver } from '../lanes/queue-backend.js'
import type { QueueConnection } from '../redis/connection.js'
import { controlMessageSchema, parseMessage, type RunJob, runJobSchema } from '../redis/messages.js'
import { patientStore, whileFull } from '../redis/while-full.js'
import { nobody, type QueueObserver } from '../worker/queue-observer.js'
import { createApprovalDesk } from './approval-desk.js'
import { approvalOf } from './approval-of.js'
import { abortAtDeadline } from './deadline.js'
import { approveLater, ParkedRun } from './park-run.js'
import { type Priority, priorities } from './priority.js'
import { newEventsOnly, resumePlans, resumeSteps } from './resume.js'
import {
  type BatchRunBook,
  createBatchRunBook,
  createRunBook,
  type RunBook,
  runWasCancelled,
} from './run-books.js'
import { endOverdueRuns } from './run-deadlines.js'
import { requestOf, traceOf } from './run-request.js'
import { createRunStore, type RunEnd, type RunStoreOptions } from './run-store.js'

/** Options of `startRunDriver`. */
export interface RunDriverOptions {
  /** The way to the queue. The caller closes it. */
  connection: QueueConnection
  /** Plans and answers. Its own executor is not used. */
  parts: AgentParts
  /** Runs the steps: `createQueueExecutor`. The caller's: `close` leaves it alone. */
  executor: Executor
  /** Runs the steps of batch runs: one whose steps stand back in the lanes. @default `executor` */
  batchExecutor?: Executor | undefined
  /** Answers lines of batches that are requests of OpenAI's endpoints. @default nobody does, and they fail */
  answerCall?: AnswerCall | undefined
  /** Interactive runs at once, and as many batch runs. @default 32 */
  concurrency?: number | undefined
  /** How long a driver may be silent before another process continues its runs, milliseconds. @default 30,000 */
  lockMs?: number | undefined
  /** Processes that a run may cost before it is given up. @default 10 */
  maxTakeovers?: number | undefined
  /** Fewest runs of one submitter's batches that the queue holds, while there are as many. @default 64 */
  window?: number | undefined
  /** How often it looks for deadlines that are over and for jobs of batches that got lost, ms. @default 2,000 */
  sweepMs?: number | undefined
  /** How long outcomes and events are kept. */
  keep?: RunStoreOptions | undefined
  /** Is told of runs that this driver ended. @default nothing is told */
  observer?: QueueObserver | undefined
  /** Is called with what goes wrong between this process and Redis; all of it is tried again. @default nothing is called */
  onError?: ((error: Error) => void) | undefined
}

/** Plans runs of the queue, has their steps computed and answers them. */
export interface RunDriver {
  /** Runs that it drives now. */
  readonly active: number
  /** Hands its runs to other processes, which continue them, and stops. Idempotent. */
  close(): Promise<void>
}

/** Starts to drive runs: it plans, has the queue run the steps, and answers. It loads no model. `createQueueExecutor` shows how. */
export async function startRunDriver(options: RunDriverOptions): Promise<RunDriver> {
  const { connection, parts, executor, concurrency = 32, lockMs = 30_000, maxTakeovers = 10 } = options
  const { answerCall, onError = () => {}, observer = nobody, keep, window, sweepMs = 2_000 } = options
  const executors = { interactive: executor, batch: options.batchExecutor ?? executor }
  const { hub, keys } = connection
  const store = createRunStore(connection, keep)
  const batches = createBatchStore(connection)
  const queues = openRunQueues(connection)
  const desk = createApprovalDesk(connection)
  /** A run may be here twice: taken again by the process that had lost it. */
  const running = new Set<{ runId: string; controller: AbortController }>()
  const leaving = new AbortController()
  let closing: Promise<void> | undefined

  const feeder = await startFeeder({
    connection,
    store: batches,
    queues,
    sweepMs,
    onError,
    window,
  })

  const clockOf =
    (run: HeldRun) =>
    (event: RunEventBody): RunEvent => ({
      ...event,
      runId: run.id,
      atMs: Math.max(0, connection.now() - run.submittedAtMs),
    })
  const bookOf = (run: HeldRun, batch: RunJob['batch']): RunBook =>
    batch
      ? createBatchRunBook(batch, { connection, batches })
      : createRunBook(run.id, { connection, store, at: clockOf(run) })

  async function drive(run: HeldRun, priority: Priority): Promise<ParkedRun | undefined> {
    const runId = run.id
    const controller = new AbortController()
    const here = { runId, controller }
    running.add(here)
    // BullMQ may still take a job that it was just about to take.
    if (closing) controller.abort(handOver())
    const data = runJobSchema.safeParse(run.data).data
    const book = bookOf(run, data?.batch)
    const finish = async (end: RunEnd) => {
      const first = await whileFull(() => book.close(end), leaving.signal)
      if (first) observer.run(end.ok ? end.result.status : 'failed')
      if (data?.batch) feeder.feed()
    }
    let stopClock = () => {}
    try {
      const refusal = await whileFull(() => book.open(), controller.signal)
      if (refusal === 'over') return
      if (refusal && !closing) controller.abort(refusal)
      if (data?.deadlineAtMs !== undefined && !closing)
        stopClock = abortAtDeadline(controller, { deadlineAtMs: data.deadlineAtMs, now: connection.now })
      if (data?.call && data.batch) {
        const batchBook = createBatchRunBook(data.batch, { connection, batches })
        await finishCall({ call: data.call, book: batchBook }, controller.signal)
        return undefined
      }
      const result = await answer(run, { data, book, executor: executors[priority] }, controller.signal)
      await finish({ ok: true, result })
    } catch (thrown) {
      if (thrown instanceof ParkedRun && !controller.signal.aborted) return thrown
      const error = controller.signal.aborted ? cancelledError(controller.signal) : toSwitchyardError(thrown)
      if (isHandOver(error)) throw error
      await finish({ ok: false, error: error.toInfo() })
    } finally {
      stopClock()
      running.delete(here)
    }
    return undefined
  }

  /** A line of a batch that is a request of an endpoint. */
  async function finishCall(
    { call, book }: { call: EndpointCall; book: BatchRunBook },
    signal: AbortSignal,
  ): Promise<void> {
    if (!answerCall) throw nobodyAnswers()
    const reply = await answerCall(call, { signal })
    if (signal.aborted) throw cancelledError(signal)
    if (await whileFull(() => book.closeWith(reply), leaving.signal))
      observer.run(reply.status < 400 ? 'answered' : 'failed')
    feeder.feed()
  }

  async function answer(
    run: HeldRun,
    { data, book, executor }: { data: RunJob | undefined; book: RunBook; executor: Executor },
    signal: AbortSignal,
  ) {
    const runId = run.id
    const patient = patientStore(store, signal)
    const at = clockOf(run)
    const request = requestOf(data)
    const state = await store.load(runId)
    const isNew = newEventsOnly(state.events)
    let telling: Promise<unknown> = Promise.resolve()
    const emit = (event: RunEventBody) => {
      const fresh = isNew(event)
      // A driver that hands over leaves its steps unfinished, not cancelled.
      if (!fresh || (signal.aborted && isHandOver(signal.reason))) return
      // One after the other: one that waits for room keeps its place.
      telling = telling.then(() => whileFull(() => book.addEvent(at(fresh)), signal))
      telling.catch(onError)
    }
    if (signal.aborted) throw cancelledError(signal)
    const { allowUnknownPrice } = parts.profile.budget
    const limitUsd = data?.batch?.maxCostUsd ?? data?.maxCostUsd
    const scope = data?.batch ? 'batch' : 'key'
    const { profile, canAsk } = approvalOf(parts.profile, data)
    const result = await answerRequest({
      parts: {
        ...parts,
        profile,
        executor: resumeSteps(executor, state, patient),
        planner: resumePlans(parts.planner, runId, state, patient),
      },
      conversation: { ...newConversation(), ...data?.past },
      request,
      runId,
      signal,
      emit,
      budget: limitUsd === undefined ? undefined : createBudget({ scope, limitUsd, allowUnknownPrice }),
      approve: canAsk ? approveLater(desk) : undefined,
      askedBefore: profile.approval === 'never' ? undefined : await desk.asked(runId),
    }).catch(async (thrown) => {
      // What a parked run has told so far is to be read while it waits.
      if (thrown instanceof ParkedRun) await telling
      throw thrown
    })
    if (signal.aborted) throw cancelledError(signal)
    await telling
    return result
  }

  /** Somebody may have decided, or cancelled it, just before it was parked. */
  async function wakeIfDecided(runId: string): Promise<void> {
    const isCancelled = (await connection.redis.exists(keys.runCancelled(runId))) === 1
    if (isCancelled || !(await desk.find(runId))) await queues.wake(runId)
  }

  /** BullMQ gives up a run that has cost too many processes. */
  async function giveUp(run: HeldRun, reason: Error): Promise<void> {
    const error = new SwitchyardError(
      'INTERNAL',
      `The run was given up: ${reason.message}. It has ended several processes, or Redis failed.`,
    ).toInfo()
    const batch = runJobSchema.safeParse(run.data).data?.batch
    if (await whileFull(() => bookOf(run, batch).close({ ok: false, error }), leaving.signal))
      observer.run('failed')
    if (batch) feeder.feed()
  }

  const stopWorkers = await Promise.all(
    priorities.map((priority) =>
      startRunWorker({
        connection,
        priority,
        concurrency,
        lockMs,
        maxTakeovers,
        onError,
        async drive(run) {
          try {
            const parked = await inSpan('drive run', { kind: SpanKind.CONSUMER, from: traceOf(run) }, () =>
              drive(run, priority),
            )
            return parked ? { parkedUntilMs: parked.untilMs } : 'done'
          } catch (thrown) {
            if (!isHandOver(thrown)) throw thrown
            return 'given-back'
          }
        },
        onParked: (run) => void wakeIfDecided(run.id).catch(onError),
        onGivenUp: (run, reason) => void giveUp(run, reason).catch(onError),
      }),
    ),
  )
  const overdue = setInterval(() => {
    endOverdueRuns({ connection, store, queues }).catch(onError)
  }, sweepMs)
  const stopListening = await hub.subscribe(keys.control, (text) => {
    const message = parseMessage(controlMessageSchema, text)
    if (message?.kind !== 'cancel-run') return
    for (const { runId, controller } of running)
      if (runId === message.runId) controller.abort(runWasCancelled())
  })

  return {
    get active() {
      return running.size
    },
    close() {
      closing ??= (async () => {
        clearInterval(overdue)
        const closed = Promise.all([feeder.close(), ...stopWorkers.map((stop) => stop())])
        leaving.abort(handOver())
        for (const { controller } of running) controller.abort(handOver())
        await closed
        await stopListening().catch(() => undefined)
        await desk.close()
        await queues.close()
      })()
      return closing
    },
  }
}
