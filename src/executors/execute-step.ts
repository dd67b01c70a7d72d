import { orAborted } from '../abortable.js'
import type { Backend, BackendProgress } from '../backends/backend.js'
import type { Profile } from '../config/profile.js'
import { SwitchyardError, toSwitchyardError } from '../errors.js'
import type { RunEventBody } from '../events.js'
import { err, ok, type Result } from '../result.js'
import { type Candidate, candidateId } from '../tools/candidate.js'
import type { OpenModels } from '../tools/open-models.js'
import type { Route } from '../tools/route.js'
import { type RoutingFacts, route } from '../tools/router.js'
import type { AnyTool } from '../tools/tool.js'
import type { CircuitBreaker } from './circuit-breaker.js'
import type { Clock } from './clock.js'
import { describeIssues } from './describe-issues.js'
import type { Attempt, ReadyStep, StepFailure, StepSuccess } from './executor.js'
import { type Offered, offeredCandidates } from './offered-candidates.js'
import { blamesCandidate, isInputFault, withRetries } from './retry.js'
import type { SingleFlight } from './single-flight.js'
import type { StepCache } from './step-cache.js'
import { stepKey } from './step-key.js'
import { startTimeLimit, type TimeLimit } from './time-limit.js'

type Output = Record<string, unknown>

/** What a finished candidate gives, and whether it had been computed before. */
export interface Computed {
  output: Output
  cacheHit: boolean
}

/** What a step is run with, whoever runs it: this process's own executor or a worker of the queue. */
export interface StepServices {
  registry: { get(id: string): AnyTool | undefined }
  catalog: { candidates(tool: string): readonly Candidate[] }
  /** Finds out about models that steps name and the catalogue has not. Absent: only the catalogue's can run here. */
  openModels?: OpenModels
  backends: readonly Backend[]
  profile: Profile
  /** Whether there is a token for Hugging Face's servers. */
  hasToken: boolean
  cache?: StepCache
  breaker: CircuitBreaker
  flights: SingleFlight<Computed, SwitchyardError>
  clock: Clock
  /** 0 to 1, for the jitter of retries. */
  random: () => number
}

interface Context {
  step: ReadyStep
  tool: AnyTool
  services: StepServices
  limit: TimeLimit
  emit: (event: RunEventBody) => void
  attempts: Attempt[]
}

/**
 * Runs one step to its end: route, then for each candidate in the route's order the cache, the backend, retries of what
 * is transient; the next candidate when one has failed. An error that is the input's fault, cancellation and the time
 * limit end the step at once. Never rejects.
 */
export async function executeStep(
  step: ReadyStep,
  services: StepServices,
  { signal, emit }: { signal: AbortSignal; emit: (event: RunEventBody) => void },
): Promise<Result<StepSuccess, StepFailure>> {
  const attempts: Attempt[] = []
  const tool = services.registry.get(step.tool)
  if (!tool)
    return err({ error: new SwitchyardError('INVALID_PLAN', `There is no tool "${step.tool}".`), attempts })

  const { clock, profile } = services
  const limitMs = profile.steps.timeoutMs
  const exceeded = () =>
    new SwitchyardError(
      'TIMEOUT',
      `${step.stepId} (${step.tool}) took longer than ${limitMs / 1000} s (steps.timeoutMs).`,
      {
        retryable: true,
      },
    )
  const limit = startTimeLimit({ clock, limitMs, signal, exceeded })
  let over = false
  const emitWhileRunning = (event: RunEventBody) => {
    if (!over) emit(event)
  }
  const context: Context = { step, tool, services, limit, emit: emitWhileRunning, attempts }
  try {
    return tool.run ? await runOwnTool(context) : await runOnModel(context)
  } catch (thrown) {
    return err({ error: toSwitchyardError(thrown), attempts })
  } finally {
    over = true
    limit.end()
  }
}

/** A user's own tool: plain code in this process. Never cached, as only its author knows what else it does. */
async function runOwnTool(context: Context): Promise<Result<StepSuccess, StepFailure>> {
  const { step, tool, limit, attempts } = context
  const work = async (): Promise<Result<Output, SwitchyardError>> => {
    try {
      const running = Promise.resolve().then(() => tool.run?.(step.input, { signal: limit.signal }))
      const parsed = tool.output.safeParse(await orAborted(running, limit.signal))
      const wrong = parsed.success ? notJson(parsed.data) : describeIssues(parsed.error)
      if (parsed.success && wrong === undefined) return ok(parsed.data)
      return err(new SwitchyardError('INTERNAL', `The tool ${tool.id} returned a wrong result: ${wrong}.`))
    } catch (thrown) {
      return err(toSwitchyardError(thrown))
    }
  }
  const result = await retrying(context, 'own code', work)
  if (!result.ok) return err({ error: result.error, attempts })
  const key = stepKey({ tool: tool.id, input: step.input })
  return ok({ output: result.value, key, cacheHit: false, attempts })
}

/** Why a result can't be kept in events and the run record, which are plain JSON; a tool's own schema may allow more. */
function notJson(output: Output): string | undefined {
  try {
    JSON.stringify(output)
    return undefined
  } catch (thrown) {
    const [reason] = toSwitchyardError(thrown).message.split('\n')
    return `it can't be written as JSON (${reason})`
  }
}

async function runOnModel(context: Context): Promise<Result<StepSuccess, StepFailure>> {
  const { step, tool, services, limit, emit, attempts } = context
  const offered = await offeredCandidates(step, tool, services, limit.signal)
  if (!offered.ok) return err({ error: offered.error, attempts })
  const routed = route(tool.id, step.input, routingFacts(tool, offered.value, services))
  if (!routed.ok) {
    const { message, rejected } = routed.error
    return err({ error: new SwitchyardError('NO_ROUTE', message, { details: { rejected } }), attempts })
  }
  announceRoute(context, routed.value)

  const failures: { id: string; error: SwitchyardError }[] = []
  for (const [place, { candidate, id }] of routed.value.ranked.entries()) {
    const key = stepKey({ tool: tool.id, candidate, input: step.input })
    const { result, shared } = await services.flights.run(key, limit.signal, () =>
      compute(context, candidate, key),
    )
    if (result.ok) {
      const { output, cacheHit } = result.value
      return ok({ output, route: routed.value, key, cacheHit: cacheHit || shared, attempts })
    }
    failures.push({ id, error: result.error })
    if (limit.signal.aborted || isInputFault(result.error)) return err({ error: result.error, attempts })
    const next = routed.value.ranked[place + 1]
    if (next) emit(retried(step, id, result.error, `Trying ${next.id} instead.`))
  }
  return err({ error: allFailed(tool.id, failures), attempts })
}

/** The candidate's result, from the cache or from its backend. */
async function compute(
  context: Context,
  candidate: Candidate,
  key: string,
): Promise<Result<Computed, SwitchyardError>> {
  const { tool, services } = context
  const stored = tool.output.safeParse(await services.cache?.get(key))
  if (stored.success) return ok({ output: stored.data, cacheHit: true })

  const id = candidateId(candidate)
  const result = await retrying(context, id, () => callBackend(context, candidate))
  if (result.ok) {
    services.breaker.succeeded(id)
    services.cache?.set(key, result.value)
    return ok({ output: result.value, cacheHit: false })
  }
  if (!context.limit.signal.aborted && blamesCandidate(result.error)) services.breaker.failed(id)
  return result
}

async function callBackend(context: Context, candidate: Candidate): Promise<Result<Output, SwitchyardError>> {
  const { step, tool, services, limit } = context
  const backend = services.backends.find(({ id }) => id === candidate.backend)
  if (!backend) return err(new SwitchyardError('INTERNAL', `There is no backend ${candidate.backend}.`))
  const onProgress = (progress: BackendProgress) => reportProgress(context, progress)
  try {
    const call = backend.call({ tool, candidate, input: step.input }, { signal: limit.signal, onProgress })
    const result = await orAborted(call, limit.signal)
    if (!result.ok) return result
    const parsed = tool.output.safeParse(result.value)
    if (parsed.success) return ok(parsed.data)
    const message = `${candidate.model} gave a result that does not fit ${tool.id}: ${describeIssues(parsed.error)}.`
    return err(new SwitchyardError('MODEL_BROKEN', message, { details: { model: candidate.model } }))
  } catch (thrown) {
    return err(toSwitchyardError(thrown))
  } finally {
    limit.resume()
  }
}

function retrying(context: Context, candidate: string, work: () => Promise<Result<Output, SwitchyardError>>) {
  const { step, services, limit, emit, attempts } = context
  const maxAttempts = services.profile.steps.attempts
  return withRetries({
    candidate,
    work,
    maxAttempts,
    attempts,
    onRetry: ({ error, delayMs, next }) =>
      emit(
        retried(
          step,
          candidate,
          error,
          `Trying again in ${(delayMs / 1000).toFixed(1)} s (${next} of ${maxAttempts}).`,
        ),
      ),
    clock: services.clock,
    random: services.random,
    signal: limit.signal,
  })
}

function reportProgress({ step, limit, emit }: Context, progress: BackendProgress): void {
  if (progress.kind === 'queued') {
    limit.pause()
    return
  }
  if (progress.kind === 'download') {
    limit.pause()
    const { model, loadedBytes, totalBytes } = progress
    emit({ type: 'model-download', step: step.stepId, model, loadedBytes, totalBytes })
    return
  }
  limit.resume()
  if (progress.kind === 'load') emit({ type: 'model-load', step: step.stepId, model: progress.model })
  if (progress.kind === 'inference')
    emit({ type: 'step-progress', ...place(step), fraction: progress.fraction })
}

function routingFacts(tool: AnyTool, offered: Offered, services: StepServices): RoutingFacts {
  const { backends, profile, hasToken, breaker } = services
  return {
    ...offered,
    profile,
    hasToken,
    resting: (id) => breaker.open(id),
    state: (candidate) =>
      backends.find(({ id }) => id === candidate.backend)?.state(candidate, tool) ?? {
        readiness: 'absent',
        unavailable: `needs the backend ${candidate.backend}, which is not set up`,
      },
  }
}

function announceRoute({ step, emit }: Context, { ranked: [best] }: Route): void {
  if (best) emit({ type: 'step-routed', ...place(step), candidate: best.id, reason: best.reason })
}

const place = (step: ReadyStep) => ({
  step: step.stepId,
  ...(step.index !== undefined && { index: step.index }),
})

const retried = (
  step: ReadyStep,
  candidate: string,
  error: SwitchyardError,
  nextMove: string,
): RunEventBody => ({
  type: 'step-retried',
  ...place(step),
  candidate,
  error: error.toInfo(),
  nextMove,
})

/** One error for a step whose candidates have all failed: the first one's code, everyone's words. */
function allFailed(
  tool: string,
  failures: readonly { id: string; error: SwitchyardError }[],
): SwitchyardError {
  const [first] = failures
  if (!first) return new SwitchyardError('INTERNAL', `The route of ${tool} is empty.`)
  if (failures.length === 1) return first.error
  // A reason that was said in full need not be said again for each candidate: all of them are in the attempts.
  const words = failures
    .map(({ id, error }, place) => {
      const sameAsFirst = place > 0 && error.code === first.error.code
      return sameAsFirst ? `${id}: the same (${error.code}).` : `${id}: ${error.message}`
    })
    .join(' ')
  return new SwitchyardError(
    first.error.code,
    `All ${failures.length} candidates of ${tool} failed. ${words}`,
    {
      retryable: failures.some(({ error }) => error.retryable),
      details: { candidates: failures.map(({ id, error }) => ({ candidate: id, code: error.code })) },
      cause: first.error,
    },
  )
}
