import { runPlan } from '../executors/run-plan.js'
import type { Media } from '../media/media.js'
import type { Plan, Step } from '../plan/plan.js'
import type { EarlierStep } from '../plan/planned.js'
import { stepReferences } from '../plan/step-references.js'
import type { Spending } from '../spending/spending.js'
import type { AgentParts } from './assemble.js'
import type { RunEventBody } from './events.js'
import { guessedStart } from './guessed-steps.js'

/** Steps that run before the plan that they belong to is whole. */
export interface EarlySteps {
  /** Starts the steps that have not been started yet; each comes with all that it needs. */
  start(steps: readonly Step[]): void
  /** Stops the steps that the plan does not have after all. What there is to say, one sentence each. */
  settle(plan: Plan): string[]
  /** Stops all of them. */
  stop(): void
}

export interface EarlyStepsOptions {
  parts: Pick<AgentParts, 'executor' | 'readText'> & { registry: Pick<AgentParts['registry'], 'get'> }
  runId: string
  media: Readonly<Record<string, Media>>
  earlier: readonly EarlierStep[]
  signal: AbortSignal
  emit: (event: RunEventBody) => void
  spending?: Spending | undefined
}

/**
 * Runs steps of a plan that is still being written. Results are kept by the steps' keys: when the plan is run, a step that
 * is done is there, and one that still runs is joined. Tools that run code of the user's own wait for the whole plan, as
 * their results are not kept, and only their author knows what else they do.
 */
export function createEarlySteps({
  parts: { registry: tools, executor, readText },
  runId,
  media,
  earlier,
  signal,
  emit,
  spending,
}: EarlyStepsOptions): EarlySteps {
  const started = new Map<string, { step: Step; controller: AbortController }>()
  const mayStart = ({ tool }: Step) => tools.get(tool)?.run === undefined
  // Of what happens to a step, only waiting for its model is told before there is a plan.
  const emitProgress = (event: RunEventBody) => {
    if (event.type === 'model-download' || event.type === 'model-load') emit(event)
  }

  return {
    start(steps) {
      for (const step of steps) {
        const needed = withNeeds(step, steps)
        if (started.has(keyOf(step)) || started.size >= executor.concurrency || !needed.every(mayStart))
          continue
        const controller = new AbortController()
        started.set(keyOf(step), { step, controller })
        const either = AbortSignal.any([signal, controller.signal])
        const plan = { steps: needed }
        const options = { runId, plan, tools, media, earlier, executor, readText, signal: either, spending }
        // What becomes of it is seen when the whole plan is run.
        runPlan({ ...options, emit: emitProgress }).catch(() => {})
      }
    },
    settle(plan) {
      const kept = new Set(plan.steps.map(keyOf))
      const early = [...started.values()]
      const wrong = early.filter(({ step }) => !kept.has(keyOf(step)))
      for (const { controller } of wrong) controller.abort()
      const right = early.length - wrong.length
      return [
        ...(right > 0 ? [`${right === 1 ? '1 step' : `${right} steps`} ${earlyStart}`] : []),
        ...wrong.map(
          ({ step }) => `${step.tool} had begun and was stopped, as the whole plan does without it.`,
        ),
      ]
    },
    stop() {
      for (const { controller } of started.values()) controller.abort()
    },
  }
}

const earlyStart = 'began before the plan was whole.'

/** Whether a plan's note says that steps began early. */
export const tellsEarlyStart = (note: string): boolean =>
  note.endsWith(earlyStart) || note.endsWith(guessedStart)

/** What a step does, whatever it is called. */
const keyOf = ({ tool, model, input }: Step): string => JSON.stringify([tool, model, input])

/** A step after all that it needs. */
function withNeeds(step: Step, steps: readonly Step[]): Step[] {
  const needed = new Set([step.id])
  for (const id of needed) {
    const found = steps.find((other) => other.id === id)
    for (const { root } of found ? stepReferences(found) : [])
      if (steps.some((other) => other.id === root)) needed.add(root)
  }
  return steps.filter(({ id }) => needed.has(id))
}
