import type { SwitchyardError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { Route } from '../routing/route.js'
import type { Spending } from '../spending/spending.js'
import type { Attempt } from '../spending/usage.js'
import type { StepEvent } from './step-events.js'

/** A step with its references resolved: what an executor runs. */
export interface ReadyStep {
  runId: string
  stepId: string
  /** Index within a mapped step (`[*]`); absent for a plain one. */
  index?: number | undefined
  tool: string
  /** A model of the Hub to run it on, in place of the catalogue's choice. */
  model?: string | undefined
  /** Parsed by the tool's input schema. */
  input: Record<string, unknown>
}

export interface StepSuccess {
  /** Parsed by the tool's output schema. */
  output: Record<string, unknown>
  /** Absent for users' own tools, which run in process. */
  route?: Route | undefined
  /** The step's key: same key, same result. */
  key: string
  cacheHit: boolean
  attempts: Attempt[]
}

export interface StepFailure {
  error: SwitchyardError
  attempts: Attempt[]
}

export interface ExecuteOptions {
  signal: AbortSignal
  emit: (event: StepEvent) => void
  /** What the run uses and may spend. Default: nothing is counted, everything is allowed. */
  spending?: Spending | undefined
  /**
   * Whether nobody has asked for the step yet. Then it runs only where that is free and in nobody's way: on this machine, on
   * the model that is first in line and here already, beside fewer than `mostGuesses` others. Elsewhere it is `NO_ROUTE`.
   * Default: false.
   */
  asGuess?: boolean | undefined
  /** Whether the result is kept for other runs, where results are. Default: true. */
  remember?: boolean | undefined
}

/** Most steps at once that nobody has asked for yet. */
export const mostGuesses = 2

/**
 * Runs one ready step to its end: routing, cache, retries, next candidate. Inline and queued execution implement this
 * and nothing else differs between them.
 */
export interface Executor {
  execute(step: ReadyStep, options: ExecuteOptions): Promise<Result<StepSuccess, StepFailure>>
  /** How many steps may usefully run at once. */
  readonly concurrency: number
  close(): Promise<void>
}
