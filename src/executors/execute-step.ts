import type { BackendProgress } from '../backends/backend.js'
import type { Clock } from '../core/clock.js'
import { SwitchyardError, toSwitchyardError } from '../core/errors.js'
import type { SingleFlight } from '../core/flow/single-flight.js'
import { err, ok, type Result } from '../core/result.js'
import type { CircuitBreaker } from '../routing/circuit-breaker.js'
import { type Offered, offeredCandidates } from '../routing/offered-candidates.js'
import type { NoRoute, Ranked, Route } from '../routing/route.js'
import { freeRoute, route } from '../routing/router.js'
import { type RoutingServices, routingFacts } from '../routing/routing-facts.js'
import type { CandidateSelector } from '../routing/select-candidate.js'
import type { Spending } from '../spending/spending.js'
import type { Attempt } from '../spending/usage.js'
import type { AnyTool } from '../tools/tool.js'
import { type Called, callCandidate } from './call-candidate.js'
import { callOwnTool } from './call-own-tool.js'
import { combineFailures } from './combine-failures.js'
import {
  type ExecuteOptions,
  mostGuesses,
  type ReadyStep,
  type StepFailure,
  type StepSuccess,
} from './executor.js'
import { blamesCandidate, isInputFault, withRetries } from './retry.js'
import type { StepCache } from './step-cache.js'
import type { StepEvent } from './step-events.js'
import { stepKey } from './step-key.js'
import { startTimeLimit, type TimeLimit } from './time-limit.js'

type Output = Record<string, unknown>

/** What a finished candidate gives, and whether it had been computed before. */
export interface Computed {
  output: Output
  cacheHit: boolean
}

/** What a step is run with, by this process's own executor or by a worker of the queue. */
export interface StepServices extends RoutingServices {
  registry: { get(id: string): AnyTool | undefined }
  /** Present with `selection: llm`. */
  selector?: CandidateSelector | undefined
  cache?: StepCache | undefined
  breaker: CircuitBreaker
  flights: SingleFlight<Computed, SwitchyardError>
  /** Steps that run now, so that all of them can be stopped. */
  running: Set<TimeLimit>
  clock: Clock
  /** 0 to 1, for the jitter of retries. */
  random: () => number
}

interface Context {
  step: ReadyStep
  tool: AnyTool
  services: StepServices
  limit: TimeLimit
  emit: (event: StepEvent) => void
  spending: Spending | undefined
  asGuess: boolean
  /** Absent where the result is not to be kept. */
  cache: StepCache | undefined
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
  { signal, emit, spending, asGuess = false, remember = true }: ExecuteOptions,
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
  services.running.add(limit)
  let over = false
  const emitWhileRunning = (event: StepEvent) => {
    if (!over) emit(event)
  }
  const context: Context = {
    step,
    tool,
    services,
    limit,
    emit: emitWhileRunning,
    spending,
    asGuess,
    cache: remember ? services.cache : undefined,
    attempts,
  }
  try {
    if (asGuess && (tool.run || services.running.size > mostGuesses))
      return err({ error: noGuess(tool), attempts })
    return tool.run ? await runOwnTool(context) : await runOnModel(context)
  } catch (thrown) {
    return err({ error: toSwitchyardError(thrown), attempts })
  } finally {
    over = true
    limit.end()
    services.running.delete(limit)
  }
}

/** A user's own tool: plain code in this process. Never cached, as only its author knows what else it does. */
async function runOwnTool(context: Context): Promise<Result<StepSuccess, StepFailure>> {
  const { step, tool, limit, attempts } = context
  const work = async () => ({ result: await callOwnTool(tool, step.input, limit.signal) })
  const result = await retrying(context, 'own code', work)
  if (!result.ok) return err({ error: result.error, attempts })
  const key = stepKey({ tool: tool.id, input: step.input })
  return ok({ output: result.value, key, cacheHit: false, attempts })
}

async function runOnModel(context: Context): Promise<Result<StepSuccess, StepFailure>> {
  const { step, tool, services, limit, emit, attempts } = context
  // The Hub is asked about no model for a guess.
  const known = context.asGuess ? { ...services, openModels: undefined } : services
  const offered = await offeredCandidates(step, tool, known, limit.signal)
  if (!offered.ok) return err({ error: offered.error, attempts })
  const routed = await chooseRoute(context, offered.value)
  if (!routed.ok) {
    const { message, rejected } = routed.error
    return err({ error: new SwitchyardError('NO_ROUTE', message, { details: { rejected } }), attempts })
  }
  announceRoute(context, routed.value)

  const failures: { id: string; error: SwitchyardError }[] = []
  let waiting = routed.value.ranked
  for (let ranked = waiting[0]; ranked; ranked = waiting[0]) {
    const { candidate, id } = ranked
    const key = stepKey({ tool: tool.id, candidate, input: step.input })
    const { result, shared } = await computeOnce(context, ranked, key)
    if (result.ok) {
      const { output, cacheHit } = result.value
      return ok({ output, route: routed.value, key, cacheHit: cacheHit || shared, attempts })
    }
    const { error } = result
    failures.push({ id, error })
    if (limit.signal.aborted || isInputFault(error)) return err({ error, attempts })
    const others = waiting.slice(1)
    // Each of these would wait for a Hub that has just not answered.
    const hopeless = others.filter((one) => isHubAway(error) && isAbsent(one, context))
    failures.push(...hopeless.map(({ id }) => ({ id, error })))
    waiting = others.filter((one) => !hopeless.includes(one))
    const next = waiting[0]
    if (next) emit(retried(step, id, error, `Trying ${next.id} instead.`))
  }
  return err({ error: combineFailures(tool.id, failures), attempts })
}

const isHubAway = ({ code, details }: SwitchyardError): boolean =>
  code === 'MODEL_UNAVAILABLE' && details.reason === 'unreachable'

const isAbsent = ({ candidate }: Ranked, { tool, services }: Context): boolean =>
  services.backends.some(
    (backend) => backend.id === candidate.backend && backend.state(candidate, tool).readiness === 'absent',
  )

async function chooseRoute(
  { step, tool, services, limit, spending, asGuess }: Context,
  offered: Offered,
): Promise<Result<Route, NoRoute>> {
  const { selector, profile } = services
  const facts = { ...routingFacts(tool, services), ...offered }
  if (asGuess) return freeRoute(tool.id, step.input, facts)
  const routed = route(tool.id, step.input, facts)
  if (!routed.ok || !selector) return routed
  const call = { tool, input: step.input, route: routed.value, preference: profile.preference }
  return ok(await selector.select(call, { signal: limit.signal, meter: spending?.llm }))
}

/** Computes it, or shares what another run computes; but each run has a budget of its own. */
async function computeOnce(context: Context, ranked: Ranked, key: string) {
  const { services, limit } = context
  for (;;) {
    const flight = await services.flights.run(key, limit.signal, () => compute(context, ranked, key))
    const { result, shared } = flight
    if (result.ok || !shared || result.error.code !== 'BUDGET_EXCEEDED') return flight
  }
}

/** The candidate's result, from the cache or from its backend. */
async function compute(
  context: Context,
  ranked: Ranked,
  key: string,
): Promise<Result<Computed, SwitchyardError>> {
  const { tool, services, cache } = context
  const stored = await cache?.get(key, ranked.candidate)
  const known = stored && tool.output.safeParse(stored)
  if (known?.success) return ok({ output: known.data, cacheHit: true })

  const { id } = ranked
  const result = await retrying(context, id, () => callBackend(context, ranked, key))
  if (result.ok) {
    services.breaker.succeeded(id)
    cache?.set(key, result.value)
    return ok({ output: result.value, cacheHit: false })
  }
  const { limit } = context
  // A candidate that was stopped is not to blame; one that used up all the time is.
  if ((limit.ranOut || !limit.signal.aborted) && blamesCandidate(result.error)) {
    services.breaker.failed(id)
    services.memory.record(tool.id, id, { ok: false })
  }
  return result
}

async function callBackend(context: Context, ranked: Ranked, key: string): Promise<Called> {
  const { step, tool, services, limit, spending } = context
  const called = await callCandidate({
    tool,
    ranked,
    input: step.input,
    key,
    backends: services.backends,
    spending,
    clock: services.clock,
    signal: limit.signal,
    onProgress: (progress) => reportProgress(context, progress),
  })
  limit.resume()
  const { result, durationMs } = called
  if (result.ok)
    services.memory.record(tool.id, ranked.id, {
      ok: true,
      durationMs,
    })
  return called
}

function retrying(context: Context, candidate: string, work: () => Promise<Called>) {
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
          `Trying again${delayMs < 50 ? '' : ` in ${(delayMs / 1000).toFixed(1)} s`} (${next} of ${maxAttempts}).`,
        ),
      ),
    clock: services.clock,
    random: services.random,
    signal: limit.signal,
  })
}

function reportProgress({ step, limit, emit }: Context, progress: BackendProgress): void {
  if (progress.kind === 'usage') return
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

function announceRoute({ step, emit }: Context, { ranked: [best], selection }: Route): void {
  if (!best) return
  const reason = selection === undefined ? best.reason : `${best.reason}. ${selection}`
  emit({ type: 'step-routed', ...place(step), candidate: best.id, reason })
}

const noGuess = ({ id }: AnyTool): SwitchyardError =>
  new SwitchyardError('NO_ROUTE', `${id} is not run before it is asked for: it waits for its turn.`)

const place = (step: ReadyStep) => ({
  step: step.stepId,
  index: step.index,
})

const retried = (
  step: ReadyStep,
  candidate: string,
  error: SwitchyardError,
  nextMove: string,
): StepEvent => ({
  type: 'step-retried',
  ...place(step),
  candidate,
  error: error.toInfo(),
  nextMove,
})
