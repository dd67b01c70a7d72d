import type { RunEventBody } from '../../agent/events.js'
import { ok } from '../../core/result.js'
import type { Executor } from '../../executors/executor.js'
import { stepKey } from '../../executors/step-key.js'
import type { Planner } from '../../planner/planner.js'
import type { RunState, RunStore } from './run-store.js'

/** An executor that knows what the run has finished before, and saves what it finishes now. */
export function resumeSteps(
  executor: Executor,
  state: RunState,
  store: Pick<RunStore, 'saveStep'>,
): Executor {
  return {
    concurrency: executor.concurrency,
    async execute(step, options) {
      const place = step.index === undefined ? step.stepId : `${step.stepId}[${step.index}]`
      const { tool, model, input } = step
      const identity = `${stepKey({ tool, input })}${model === undefined ? '' : ` ${model}`}`
      const saved = state.steps.get(place)
      if (saved?.identity === identity) {
        options.spending?.replay(saved.success.attempts)
        return ok(saved.success)
      }
      const result = await executor.execute(step, options)
      if (result.ok) await store.saveStep(step.runId, place, { identity, success: result.value })
      return result
    },
    close: () => executor.close(),
  }
}

/** A planner that makes each plan of a run once, whichever process drives the run. */
export function resumePlans(planner: Planner, runId: string, state: RunState, store: RunStore): Planner {
  let made = 0
  return {
    async plan(request, options) {
      const place = made
      made += 1
      const saved = state.planned[place]
      if (saved) return ok(saved)
      const planning = await planner.plan(request, options)
      if (planning.ok) await store.savePlan(runId, place, planning.value)
      return planning
    },
  }
}

/** Tells which events of a continued run were told before, so that readers hear of everything once. */
export function newEventsOnly(
  before: readonly RunEventBody[],
): (event: RunEventBody) => RunEventBody | undefined {
  const lastIds = new Map<string, number>()
  let answered = 0
  for (const event of before) {
    if (event.type === 'answer-delta') answered += event.text.length
    const name = nameOf(event)
    lastIds.set(name, (lastIds.get(name) ?? 0) + 1)
  }
  return (event) => {
    if (event.type === 'answer-delta') {
      const text = event.text.slice(answered)
      answered = Math.max(0, answered - event.text.length)
      return text === '' ? undefined : { ...event, text }
    }
    const name = nameOf(event)
    const left = lastIds.get(name) ?? 0
    if (left > 0) lastIds.set(name, left - 1)
    return left > 0 ? undefined : event
  }
}

function nameOf(event: RunEventBody): string {
  const { type } = event
  const about = 'step' in event ? event.step : 'reference' in event ? event.reference : ''
  const index = 'index' in event ? event.index : undefined
  const status = event.type === 'step-finished' ? event.report.status : ''
  return [type, about, index, status].join(' ')
}
