import type { Backend } from '../backends/backend.js'
import { readLocalSettings, thisMachine } from '../backends/local/local-settings.js'
import type { Profile } from '../config/profile.js'
import { type Clock, systemClock } from '../core/clock.js'
import { SwitchyardError } from '../core/errors.js'
import { createSingleFlight } from '../core/flow/single-flight.js'
import type { LanguageModel } from '../llm/language-model.js'
import { type CandidateMemory, createCandidateMemory } from '../routing/candidate-memory.js'
import { type CircuitBreaker, createCircuitBreaker } from '../routing/circuit-breaker.js'
import { createCandidateSelector } from '../routing/select-candidate.js'
import { executeStep, type StepServices } from './execute-step.js'
import type { Executor } from './executor.js'
import type { StepCache } from './step-cache.js'

export interface InlineExecutorOptions {
  /** Looks tools up by id. */
  registry: StepServices['registry']
  /** Knows each tool's candidates, in order. */
  catalog: StepServices['catalog']
  /** Finds out about models that steps name and the catalogue has not. The caller's: `close` leaves it alone. */
  openModels?: StepServices['openModels'] | undefined
  /** The caller's: `close` leaves them alone. */
  backends: readonly Backend[]
  profile: Profile
  /** Without it, nothing is remembered. */
  cache?: StepCache | undefined
  /** Whether there is a token for Hugging Face's servers. Default: whether `HF_TOKEN` is set. */
  hasToken?: boolean | undefined
  /** What calls were like before. Default: remembered in this process only. The caller's: `close` leaves it alone. */
  memory?: CandidateMemory | undefined
  /** What people said of results. Default: nobody is asked. */
  judgements?: StepServices['judgements'] | undefined
  /** Keeps candidates that fail again and again from being tried. Default: one of its own. */
  breaker?: CircuitBreaker | undefined
  /** Chooses among candidates with `selection: llm`. Absent: the rules' order stands. */
  selectWith?: LanguageModel | undefined
  /** Default: the system's. */
  clock?: Clock | undefined
  /** Jitter of retries, 0 to 1. Default: `Math.random`. */
  random?: (() => number) | undefined
}

/** Runs steps from this process, on the backends given. */
export function createInlineExecutor({
  registry,
  catalog,
  openModels,
  backends,
  profile,
  cache,
  hasToken = Boolean(process.env.HF_TOKEN),
  memory = createCandidateMemory(),
  judgements,
  selectWith,
  clock = systemClock,
  breaker = createCircuitBreaker({ clock }),
  random = Math.random,
}: InlineExecutorOptions): Executor {
  const services: StepServices = {
    registry,
    catalog,
    backends,
    profile,
    hasToken,
    openModels,
    cache,
    memory,
    judgements,
    selector: profile.selection === 'llm' ? createCandidateSelector({ model: selectWith }) : undefined,
    breaker,
    flights: createSingleFlight(),
    running: new Set(),
    clock,
    random,
  }
  const executions = new Set<Promise<unknown>>()

  return {
    concurrency: stepConcurrency(profile),
    async execute(step, options) {
      const execution = executeStep(step, services, options)
      executions.add(execution)
      const result = await execution
      executions.delete(execution)
      return result
    },
    /** Cancels what still runs and waits until finished results are on disk. */
    async close() {
      for (const limit of services.running)
        limit.abort(new SwitchyardError('CANCELLED', 'The executor was closed.'))
      await Promise.all(executions)
      await cache?.close()
    },
  }
}

/** `steps.concurrency`, with `auto` worked out: twice the number of hosts, at least 4. */
function stepConcurrency({ steps, local }: Profile): number {
  if (steps.concurrency !== 'auto') return steps.concurrency
  const { hosts } = readLocalSettings(local, 'auto', thisMachine())
  return Math.max(4, 2 * hosts)
}
