import { setMaxListeners } from 'node:events'
import { type Clock, systemClock } from '../core/clock.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import type { Media } from '../media/media.js'
import { decideCondition } from '../plan/decide-condition.js'
import { findTool, isListOperator } from '../plan/operators.js'
import type { Plan, Step } from '../plan/plan.js'
import type { EarlierStep } from '../plan/planned.js'
import { parseReference } from '../plan/reference.js'
import { foundValue, type Known, type KnownStep, knownStep } from '../plan/reference-value.js'
import { resolveInput } from '../plan/resolve-input.js'
import { subjectOf } from '../plan/subject.js'
import type { Spending } from '../spending/spending.js'
import type { AnyTool } from '../tools/tool.js'
import { callStep, failedCall } from './call-step.js'
import type { Executor } from './executor.js'
import { runOperator } from './run-operator.js'
import { createSchedule, type Schedule } from './schedule.js'
import type { StepEvent } from './step-events.js'
import {
  type EndedCall,
  type EndedStep,
  recordStep,
  type StepRecord,
  type StoppedStep,
} from './step-record.js'
import type { StepReport } from './step-report.js'

export type { CallRecord, StepRecord } from './step-record.js'

export interface RunPlanOptions {
  runId: string
  /** Checked by `validatePlan`. */
  plan: Plan
  /** Looks tools up by id. */
  tools: { get(id: string): AnyTool | undefined }
  media: Readonly<Record<string, Media>>
  /** Steps of earlier requests that this plan may refer to. */
  earlier: readonly EarlierStep[]
  executor: Executor
  /** The content of a text or table file. */
  readText: (media: Media) => Promise<string>
  signal: AbortSignal
  emit: (event: StepEvent) => void
  /** See `ExecuteOptions`. */
  spending?: Spending | undefined
  /** Most calls at once; items of mapped steps count. Default, and at most: what the executor can use. */
  maxParallel?: number | undefined
  clock?: Clock | undefined
}

/**
 * Runs a plan's steps, as parallel as the plan and the executor allow, and says how each ended, in the order of the
 * plan. Steps that need a failed one are skipped, steps whose condition does not hold are not needed, nor is what needs
 * them, and the rest still runs. When the signal aborts, nothing new starts, what
 * runs is told, and the outcome comes at once with everything finished so far: it is not an error here.
 *
 * Emits `step-started` when a step begins (and, with an index, for each item of a mapped step), and `step-finished` once
 * for every step of the plan, whatever became of it.
 */
export function runPlan(options: RunPlanOptions): Promise<{ steps: StepRecord[] }> {
  return new PlanRun(options).outcome()
}

/** A step that runs. */
interface Running {
  step: Step
  startedAt: number
  mapped: boolean
  calls: (EndedCall | undefined)[]
  /** Calls that have not ended. */
  left: number
}

type Work = () => Promise<void>

class PlanRun {
  readonly #options: RunPlanOptions
  readonly #clock: Clock
  readonly #limit: number
  readonly #beganAt: number
  readonly #schedule: Schedule
  readonly #steps: ReadonlyMap<string, Step>
  readonly #finished = new Map<string, KnownStep>()
  readonly #known: Known
  readonly #records = new Map<string, StepRecord>()
  readonly #running = new Map<string, Running>()
  /** Calls of mapped steps, in turn; those before `nextItem` have been taken. */
  #items: Work[] = []
  #nextItem = 0
  #active = 0

  constructor(options: RunPlanOptions) {
    const {
      plan,
      media,
      earlier,
      executor,
      maxParallel = executor.concurrency,
      clock = systemClock,
    } = options
    this.#options = options
    this.#clock = clock
    this.#limit = Math.max(1, Math.min(maxParallel, executor.concurrency))
    this.#beganAt = clock.now()
    this.#schedule = createSchedule(plan.steps)
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]))
    this.#known = {
      steps: this.#finished,
      media,
      earlier: new Map(earlier.map(({ id, output }) => [id, knownStep(output)])),
    }
  }

  outcome(): Promise<{ steps: StepRecord[] }> {
    const { plan, signal } = this.#options
    return new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.#stop()
        resolve()
      }
      if (signal.aborted) return stop()
      // Every call listens to the signal, and Node warns from the eleventh listener on.
      setMaxListeners(0, signal)
      signal.addEventListener('abort', stop, { once: true })
      this.#pump(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, reject)
    }).then(() => ({ steps: plan.steps.flatMap(({ id }) => this.#records.get(id) ?? []) }))
  }

  /** Starts as much as may run, and again whenever something has ended. */
  #pump(onDone: () => void, onError: (bug: unknown) => void): void {
    while (this.#active < this.#limit) {
      const work = this.#takeWork()
      if (!work) break
      this.#active += 1
      work().then(() => {
        this.#active -= 1
        this.#pump(onDone, onError)
      }, onError)
    }
    if (this.#schedule.remaining === 0) onDone()
  }

  /** Items of steps that have begun go before steps that have not. */
  #takeWork(): Work | undefined {
    const item = this.#items[this.#nextItem]
    if (item) {
      this.#nextItem += 1
      return item
    }
    this.#items = []
    this.#nextItem = 0
    const step = this.#steps.get(this.#schedule.next() ?? '')
    return step && (() => this.#begin(step))
  }

  async #begin(step: Step): Promise<void> {
    const { tools, readText, emit } = this.#options
    const run: Running = { step, startedAt: this.#clock.now(), mapped: false, calls: [], left: 1 }
    this.#running.set(step.id, run)
    const decided = this.#decide(step)
    if (decided.ok && decided.value)
      return this.#endStep(run, { status: 'not-needed', reason: decided.value })
    emit({ type: 'step-started', step: step.id, tool: step.tool })
    if (!decided.ok) return this.#endCall(run, 0, failedCall({ error: decided.error }))
    const tool = findTool(step.tool, tools)
    if (!tool) {
      const error = new SwitchyardError('INVALID_PLAN', `There is no tool "${step.tool}".`)
      return this.#endCall(run, 0, failedCall({ error }))
    }
    const resolved = await resolveInput({ step, tool, known: this.#known, readText })
    if (!this.#running.has(step.id)) return
    if (!resolved.ok) return this.#endCall(run, 0, failedCall({ error: resolved.error }))
    if (resolved.value.kind === 'each') return this.#expand(run, tool, resolved.value.inputs)
    this.#endCall(run, 0, await this.#call(step, tool, resolved.value.input))
  }

  /** Why a step is not needed, a clause; undefined when it is. */
  #decide({ when }: Step): Result<string | undefined, SwitchyardError> {
    if (!when) return ok(undefined)
    try {
      const { holds, because } = decideCondition(when, (text) => {
        const reference = parseReference(text)
        if (reference) return foundValue(reference, this.#known)
        throw new SwitchyardError('INVALID_PLAN', `${text} is no reference.`)
      })
      return ok(holds ? undefined : because)
    } catch (thrown) {
      const { code, message } = toSwitchyardError(thrown)
      return err(new SwitchyardError(code, `Its condition can't be decided: ${message}`))
    }
  }

  #expand(
    run: Running,
    tool: AnyTool,
    inputs: readonly Result<Record<string, unknown>, SwitchyardError>[],
  ): void {
    const { step } = run
    run.mapped = true
    run.left = inputs.length
    run.calls = inputs.map(() => undefined)
    if (inputs.length === 0) this.#endStep(run)
    for (const [index, input] of inputs.entries()) {
      this.#items.push(async () => {
        if (!this.#running.has(step.id)) return
        if (!input.ok) return this.#endCall(run, index, failedCall({ error: input.error, index }))
        this.#options.emit({ type: 'step-started', step: step.id, index, tool: step.tool })
        this.#endCall(run, index, await this.#call(step, tool, input.value, index))
      })
    }
  }

  #call(step: Step, tool: AnyTool, input: Record<string, unknown>, index?: number): Promise<EndedCall> {
    const { runId, executor, signal, spending } = this.#options
    const emit = (event: StepEvent) => {
      if (this.#running.has(step.id)) this.#options.emit(event)
    }
    if (isListOperator(tool)) return runOperator(tool, { input, signal, index })
    const { id: stepId, tool: toolId, model } = step
    const place = { runId, stepId, index }
    const ready = { ...place, tool: toolId, model, input }
    return callStep({ ready, tool, executor, signal, emit, spending, clock: this.#clock })
  }

  #endCall(run: Running, index: number, ended: EndedCall): void {
    run.calls[index] = ended
    run.left -= 1
    if (run.left === 0) this.#endStep(run)
  }

  /** Ends a step that runs, and with it what needed it in vain. Does nothing for a step that an abort has ended already. */
  #endStep(run: Running, stopped?: StoppedStep): void {
    const { step, startedAt, mapped, calls } = run
    if (!this.#running.delete(step.id)) return
    const record = this.#record(step, { mapped, calls, stopped }, startedAt)
    if (record.status === 'done')
      this.#finished.set(step.id, knownStep(record.output, findTool(step.tool, this.#options.tools)))
    const outcome = record.status === 'skipped' ? 'failed' : record.status
    for (const { id, reason } of this.#schedule.finish(step.id, outcome)) {
      const error = () => new SwitchyardError('STEP_SKIPPED', `It ${reason}.`).toInfo()
      this.#recordUnstarted(
        id,
        outcome === 'not-needed'
          ? { status: outcome, reason: `it ${reason}` }
          : { status: 'skipped', error: error() },
      )
    }
  }

  /** Ends everything that has not ended. */
  #stop(): void {
    const stopped = { status: 'cancelled' as const, error: cancelledError(this.#options.signal).toInfo() }
    const waiting = this.#schedule.cancelWaiting()
    for (const run of [...this.#running.values()]) this.#endStep(run, stopped)
    for (const id of waiting) this.#recordUnstarted(id, stopped)
  }

  #recordUnstarted(id: string, stopped: StoppedStep): void {
    const step = this.#steps.get(id)
    if (step) this.#record(step, { mapped: false, calls: [], stopped })
  }

  #record(
    step: Step,
    ended: Pick<EndedStep, 'mapped' | 'calls' | 'stopped'>,
    startedAt = this.#clock.now(),
  ): StepRecord {
    const record = recordStep({
      id: step.id,
      tool: step.tool,
      subject: subjectOf(step, this.#options.media, this.#steps),
      ...ended,
      startedMs: startedAt - this.#beganAt,
      durationMs: this.#clock.now() - startedAt,
    })
    this.#records.set(step.id, record)
    const { durationMs, cacheHit } = record
    this.#options.emit({
      type: 'step-finished',
      step: step.id,
      report: reportOf(record),
      durationMs,
      cacheHit,
    })
    return record
  }
}

function reportOf({
  calls: _calls,
  cacheHit: _hit,
  startedMs: _started,
  durationMs: _took,
  ...report
}: StepRecord): StepReport {
  return report
}
