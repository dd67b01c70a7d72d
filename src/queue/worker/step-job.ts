import { SpanKind } from '@opentelemetry/api'
import { failSpan, inSpan } from '../../agent/tracing.js'
import type { Backend, BackendProgress } from '../../backends/backend.js'
import type { Candidate } from '../../config/candidate.js'
import { describeIssues } from '../../core/describe-issues.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { err, ok, type Result } from '../../core/result.js'
import { stepKey } from '../../executors/step-key.js'
import type { AnyTool } from '../../tools/tool.js'
import type { HeldJob, LaneConsumer } from '../bullmq/lane-consumer.js'
import { tellWorkers } from '../lanes/lane-news.js'
import { isHandOver } from '../lanes/queue-backend.js'
import type { ResultStore } from '../lanes/result-store.js'
import { beginSteps, tellWaiters } from '../lanes/step-waiters.js'
import type { QueueConnection } from '../redis/connection.js'
import { type StepMessage, stepJobSchema } from '../redis/messages.js'
import { whileFull } from '../redis/while-full.js'
import {
  costKeptMs,
  isPutAside,
  isSuspect,
  noteCrash,
  noteRunsAlone,
  type RunningSteps,
  releaseStep,
  type StepCost,
} from './step-cost.js'

export interface StepJobServices {
  connection: QueueConnection
  results: ResultStore
  /** With a span a call. */
  backend: Backend
  registry: { get(id: string): AnyTool | undefined }
  /** Candidates of a tool that belong to a lane. */
  candidateOf(tool: string, lane: string): Candidate | undefined
  /** The steps that run in this process. */
  running: RunningSteps
  /** Processes that a step may end while it runs alone in them, before it is put aside. */
  maxStrikes: number
}

const progressEveryMs = 100

/** A job with what its step has cost so far, and its output where that is there already. */
export interface JudgedJob extends HeldJob {
  cost: StepCost
  finished: Record<string, unknown> | undefined
  /** Whether the waiting processes have heard that it starts. */
  announced: boolean
}

/** Looks up what jobs have cost and which are finished, in one round trip; processes that wait for the others hear that they start. */
export async function judgeResult(
  { connection, results }: Pick<StepJobServices, 'connection' | 'results'>,
  held: readonly HeldJob[],
): Promise<JudgedJob[]> {
  const found = await beginSteps(
    connection,
    held.map(({ job, token }) => ({ key: job.id ?? '', token })),
    { keepMs: costKeptMs },
  )
  const finished = await results.readAll(found.map(({ result }) => result))
  return held.map(({ job, token }, at) => {
    const { cost = { alone: 0, together: 0 }, result } = found[at] ?? {}
    return { job, token, cost, finished: finished[at], announced: !isSuspect(cost) && result === null }
  })
}

/**
 * Does one job: computes its step, unless it has been computed, and settles it. What was interrupted goes back to the lane.
 */
export async function doStepJob(
  held: JudgedJob,
  {
    lane,
    consumer,
    signal,
    onComputed,
  }: {
    lane: string
    consumer: LaneConsumer
    signal: AbortSignal
    /** Called when there is nothing more to compute, before Redis has it. */
    onComputed(): void
  },
  services: StepJobServices,
): Promise<'done' | 'failed' | 'given-back'> {
  const { connection, results } = services
  const key = held.job.id ?? ''
  const tell = (message: StepMessage, options?: { last: boolean }) =>
    tellWaiters(connection, key, message, options)

  const outcome = await compute(held, lane, signal, services, (progress) => {
    tell({ kind: 'progress', progress }).catch(() => undefined)
  })
  onComputed()
  if (outcome.ok) {
    const { value } = outcome
    const stillHeld = await whileFull(
      () => results.settle({ key, lane, token: held.token, ...value }),
      signal,
    )
    if (!stillHeld) throw new Error(`Another worker has taken ${held.job.name} ${key}, which is finished.`)
    return 'done'
  }
  if (signal.aborted && isHandOver(signal.reason)) {
    await giveBack(held, { lane, consumer }, connection)
    return 'given-back'
  }
  await releaseStep(connection, key, held.token)
  // Out of the lane first: a process that hears of the failure may add the same job again.
  await whileFull(() => consumer.fail(held, new Error(outcome.error.code)), signal)
  if (outcome.error.code === 'CANCELLED') await tell({ kind: 'gone' })
  else {
    // For people to look at: nothing waits for it.
    await connection.redis.hincrby(connection.keys.laneFailed, lane, 1).catch(() => undefined)
    await tell({ kind: 'failed', error: outcome.error.toInfo() }, { last: true })
  }
  return 'failed'
}

/** Puts a job back into its lane, where any worker may take it. */
export async function giveBack(
  held: HeldJob,
  { lane, consumer }: { lane: string; consumer: LaneConsumer },
  connection: QueueConnection,
): Promise<void> {
  await releaseStep(connection, held.job.id ?? '', held.token)
  // In this order: from when it is back, another may tell that it starts.
  await tellWaiters(connection, held.job.id ?? '', { kind: 'progress', progress: { kind: 'queued' } })
  await consumer.giveBack(held)
  await tellWorkers(connection, { lane, jobs: 1, interactive: held.job.priority ? 0 : 1 })
}

type Computed = Result<{ output: Record<string, unknown>; computed: boolean }, SwitchyardError>

async function compute(
  { job, token, cost, finished, announced }: JudgedJob,
  lane: string,
  signal: AbortSignal,
  services: StepJobServices,
  onProgress: (progress: BackendProgress) => void,
): Promise<Computed> {
  const { connection, results, backend, registry, maxStrikes } = services
  const key = job.id ?? ''
  const parsed = stepJobSchema.safeParse(job.data)
  if (!parsed.success) return err(unreadable(describeIssues(parsed.error)))
  const tool = registry.get(parsed.data.tool)
  const candidate = tool && services.candidateOf(tool.id, lane)
  const input = tool?.input.safeParse(parsed.data.input)
  if (
    !tool ||
    !candidate ||
    !input?.success ||
    stepKey({ tool: tool.id, candidate, input: input.data }) !== key
  )
    return err(unreadable(`it means another step of ${parsed.data.tool} here`))

  // What has cost a process runs after the others of its batch: by then another worker may have finished it.
  const output = finished ?? (isSuspect(cost) ? await results.get(key) : undefined)
  if (output) return ok({ output, computed: false })
  if (isPutAside(cost, maxStrikes)) return err(quarantined(tool.id, cost))
  if (isSuspect(cost)) await whileFull(() => noteRunsAlone(connection, key, token), signal)

  if (!announced) onProgress({ kind: 'started' })
  const attributes = { 'gen_ai.tool.name': tool.id, 'messaging.destination.name': lane }
  const running = services.running.begin()
  const outcome = await inSpan(
    `process ${tool.id}`,
    { attributes, kind: SpanKind.CONSUMER, from: parsed.data.trace },
    async (span) => {
      const call = { tool, candidate, input: input.data, key }
      const outcome = await callBackend(backend, call, signal, onProgress)
      if (!outcome.ok) failSpan(span, outcome.error)
      return outcome
    },
  ).finally(running.end)
  if (outcome.ok) return ok({ output: outcome.value, computed: true })
  if (outcome.error.code !== 'HOST_CRASHED') return outcome
  const crash = { key, token, how: running.how }
  const total = await whileFull(() => noteCrash(connection, crash), signal)
  if (!isPutAside(total, maxStrikes)) return outcome
  const found = await results.get(key)
  return found ? ok({ output: found, computed: false }) : err(quarantined(tool.id, total))
}

async function callBackend(
  backend: Backend,
  call: Parameters<Backend['call']>[0],
  signal: AbortSignal,
  tell: (progress: BackendProgress) => void,
): Promise<Result<Record<string, unknown>, SwitchyardError>> {
  let toldAt = Number.NEGATIVE_INFINITY
  const onProgress = (progress: BackendProgress) => {
    const now = performance.now()
    const often = progress.kind === 'inference' || progress.kind === 'download'
    if (often && now - toldAt < progressEveryMs) return
    toldAt = now
    tell(progress)
  }
  try {
    const outcome = await backend.call(call, { signal, onProgress })
    return signal.aborted && !outcome.ok ? err(cancelledError(signal)) : outcome
  } catch (thrown) {
    return err(signal.aborted ? cancelledError(signal) : toSwitchyardError(thrown))
  }
}

function quarantined(tool: string, { alone: strikes }: StepCost): SwitchyardError {
  return new SwitchyardError(
    'HOST_CRASHED',
    `This input of ${tool} has ended ${strikes} processes and is not tried again for a day. Check the input, or give the model more memory.`,
    { details: { quarantined: true, strikes } },
  )
}

function unreadable(reason: string): SwitchyardError {
  return new SwitchyardError(
    'INTERNAL',
    `A worker can't read this job: ${reason}. Use the same version of Switchyard everywhere.`,
  )
}
