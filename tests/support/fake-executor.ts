import { type SwitchyardError, toSwitchyardError } from '../../src/core/errors.js'
import { err, ok, type Result } from '../../src/core/result.js'
import type { Executor, ReadyStep, StepFailure, StepSuccess } from '../../src/executors/executor.js'

/** An executor that hands each step to a function; an error from it is the step's failure. */
export class FakeExecutor implements Executor {
  readonly concurrency: number
  readonly started: ReadyStep[] = []
  running = 0
  mostRunning = 0
  readonly #run: (step: ReadyStep, signal: AbortSignal) => Promise<Record<string, unknown> | SwitchyardError>

  constructor(
    run: (step: ReadyStep, signal: AbortSignal) => Promise<Record<string, unknown> | SwitchyardError>,
    { concurrency = 4 }: { concurrency?: number } = {},
  ) {
    this.#run = run
    this.concurrency = concurrency
  }

  async execute(
    step: ReadyStep,
    { signal }: { signal: AbortSignal },
  ): Promise<Result<StepSuccess, StepFailure>> {
    this.started.push(step)
    this.running += 1
    this.mostRunning = Math.max(this.mostRunning, this.running)
    try {
      const outcome = await this.#run(step, signal)
      if (outcome instanceof Error) return err({ error: outcome, attempts: [] })
      return ok({ output: outcome, key: `key of ${step.stepId}`, cacheHit: false, attempts: [] })
    } catch (thrown) {
      return err({ error: toSwitchyardError(thrown), attempts: [] })
    } finally {
      this.running -= 1
    }
  }

  async close(): Promise<void> {}
}
