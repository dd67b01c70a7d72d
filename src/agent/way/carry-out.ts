import { SwitchyardError } from '../../core/errors.js'
import { runPlan, type StepRecord } from '../../executors/run-plan.js'
import type { Plan } from '../../plan/plan.js'
import type { EarlierStep, Planned } from '../../plan/planned.js'
import { requestApproval } from '../approval/request-approval.js'
import type { RunResult } from '../run.js'
import { tracePlanner, traceSteps } from '../tracing.js'
import type { CarriedOut, Spender } from './answering.js'
import { earlierSteps } from './earlier-steps.js'
import { llmProgress } from './llm-progress.js'

/** Runs the plan. When a step failed and an LLM planned, asks for one more plan, told what failed and what is done. */
export async function carryOut({
  planned: first,
  isEdited,
  ...answering
}: Spender & { media: RunResult['media']; planned: Planned; isEdited: boolean }): Promise<CarriedOut> {
  const { parts, conversation, request, media, signal, emit, spending } = answering
  const { plan } = first
  const steps = await runSteps(answering, plan, conversation.steps)
  const failed = steps.filter((step) => step.status === 'failed')
  if (failed.length === 0 || first.by !== 'llm' || signal.aborted) return { planned: [first], plan, steps }

  const done = steps.filter((step) => step.status === 'done')
  const earlier = [...conversation.steps, ...earlierSteps(done)]
  const replanning = await tracePlanner(parts.planner, parts.llm.id).plan(
    {
      text: request.text,
      media,
      history: { turns: conversation.turns, steps: earlier },
      tools: parts.registry.list(),
      failed: {
        plan,
        errors: failed.map(({ id, error }) => ({ step: id, code: error?.code })),
      },
    },
    { signal, meter: spending.llm, onProgress: llmProgress(emit) },
  )
  if (!replanning.ok || replanning.value.plan.steps.length === 0) return { planned: [first], plan, steps }
  const remade = replanning.value
  emit({ type: 'plan-created', planned: remade })
  let second: Planned
  try {
    // What a person took out must not come back unasked.
    second = await requestApproval({ ...answering, planned: remade, earlier, mustAsk: isEdited })
  } catch (thrown) {
    const refused = signal.aborted ? undefined : refusalOf(thrown)
    if (refused === undefined) throw thrown
    // What the first plan found is not lost.
    return { planned: [{ ...first, notes: [...first.notes, refused] }], plan, steps }
  }
  const kept = plan.steps.filter(({ id }) => done.some((step) => step.id === id))
  return {
    planned: [first, second],
    plan: { steps: [...kept, ...second.plan.steps] },
    steps: [...done, ...(await runSteps(answering, second.plan, earlier))],
    replaced: steps.filter((step) => step.status !== 'done'),
  }
}

/** What to say of a plan that was not allowed to run; undefined where something else went wrong. */
function refusalOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof SwitchyardError)) return undefined
  return ['APPROVAL_NEEDED', 'DECLINED', 'INVALID_PLAN'].includes(thrown.code)
    ? `Another plan for what had failed did not run. ${thrown.message}`
    : undefined
}

async function runSteps(
  { parts, runId, media, signal, emit, spending }: Spender & { media: RunResult['media'] },
  plan: Plan,
  earlier: readonly EarlierStep[],
): Promise<StepRecord[]> {
  const { registry: tools, executor, readText } = parts
  const { steps } = await runPlan({
    ...{ runId, plan, tools, media, earlier, readText, signal, emit, spending },
    executor: traceSteps(executor),
  })
  return steps
}
