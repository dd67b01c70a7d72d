import type { Backend, BackendProgress } from '../backends/backend.js'
import { cancelled, SwitchyardError, toSwitchyardError } from '../errors.js'
import { describeIssues } from '../executors/describe-issues.js'
import { stepKey } from '../executors/step-key.js'
import { err, ok, type Result } from '../result.js'
import type { Candidate } from '../tools/candidate.js'
import type { AnyTool } from '../tools/tool.js'
import type { QueueConnection } from './connection.js'
import type { HeldJob, LaneConsumer } from './lane-consumer.js'
import { type StepMessage, stepJobSchema } from './messages.js'
import { isHandOver } from './queue-backend.js'
import type { ResultStore } from './result-store.js'
import { whileFull } from './when-full.js'

export interface StepJobServices {
  connection: QueueConnection
  results: ResultStore
  backend: Backend
  registry: { get(id: string): AnyTool | undefined }
  /** Candidates of a tool that belong to a lane. */
  candidateOf(tool: string, lane: string): Candidate | undefined
  /** Processes that a step may cost before it is put aside. */
  maxStrikes: number
}

/** Outputs up to this size travel with the message that tells of them; characters. */
const carriedOutput = 16_000
const progressEveryMs = 100
const strikesKeptMs = 86_400_000

/** A job with how many processes it has cost so far. */
export interface JudgedJob extends HeldJob {
  strikes: number
}

/** Looks up what jobs have cost, in one round trip. */
export async function judge(
  { redis, keys }: QueueConnection,
  held: readonly HeldJob[],
): Promise<JudgedJob[]> {
  if (held.length === 0) return []
  const counts = await redis.mget(held.map(({ job }) => keys.strikes(job.id ?? '')))
  return held.map((one, at) => ({ ...one, strikes: Number(counts[at] ?? 0) + one.job.stalledCounter }))
}

/**
 * Does one job: computes its step, unless it has been computed, stores the result, tells those who wait and takes the job
 * out of its lane, in this order, so that a crash at any point loses nothing. What was interrupted goes back to the lane.
 */
export async function doStepJob(
  held: JudgedJob,
  { lane, consumer, signal }: { lane: string; consumer: LaneConsumer; signal: AbortSignal },
  services: StepJobServices,
): Promise<'done' | 'failed' | 'given-back'> {
  const { connection, results } = services
  const { redis, keys } = connection
  const key = held.job.id ?? ''
  const tell = (message: StepMessage) => redis.publish(keys.step(key), JSON.stringify(message))

  const outcome = await compute(held, lane, signal, services, (progress) => {
    tell({ kind: 'progress', progress }).catch(() => undefined)
  })
  if (outcome.ok) {
    const { output, computed } = outcome.value
    if (computed) await whileFull(() => results.put(key, output), signal)
    const json = JSON.stringify(output)
    await tell({ kind: 'done', ...(json.length <= carriedOutput && { output }) })
    await whileFull(() => consumer.complete(held), signal)
    return 'done'
  }
  if (signal.aborted && isHandOver(signal.reason)) {
    await consumer.giveBack(held)
    await tell({ kind: 'progress', progress: { kind: 'queued' } })
    await redis.publish(keys.laneAdded, lane)
    return 'given-back'
  }
  // Out of the lane first: whoever hears of the failure may add the same job again.
  await whileFull(() => consumer.fail(held, new Error(outcome.error.code)), signal)
  if (outcome.error.code === 'CANCELLED') await tell({ kind: 'gone' })
  else await tell({ kind: 'failed', error: outcome.error.toInfo() })
  return 'failed'
}

type Computed = Result<{ output: Record<string, unknown>; computed: boolean }, SwitchyardError>

async function compute(
  { job, strikes }: JudgedJob,
  lane: string,
  signal: AbortSignal,
  services: StepJobServices,
  onProgress: (progress: BackendProgress) => void,
): Promise<Computed> {
  const { connection, results, backend, registry } = services
  const { redis, keys } = connection
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

  const finished = await results.get(key)
  if (finished) return ok({ output: finished, computed: false })
  if (strikes >= services.maxStrikes) return err(quarantined(tool.id, strikes))

  onProgress({ kind: 'started' })
  const outcome = await callBackend(backend, { tool, candidate, input: input.data }, signal, onProgress)
  if (outcome.ok) return ok({ output: outcome.value, computed: true })
  if (outcome.error.code !== 'HOST_CRASHED') return outcome
  const [[, count] = [null, 0]] =
    (await redis.multi().incr(keys.strikes(key)).pexpire(keys.strikes(key), strikesKeptMs).exec()) ?? []
  const total = Number(count) + job.stalledCounter
  return total >= services.maxStrikes ? err(quarantined(tool.id, total)) : outcome
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
    return signal.aborted && !outcome.ok ? err(cancelled(signal)) : outcome
  } catch (thrown) {
    return err(signal.aborted ? cancelled(signal) : toSwitchyardError(thrown))
  }
}

function quarantined(tool: string, strikes: number): SwitchyardError {
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
