import { SwitchyardError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import type { Planned } from '../../plan/planned.js'
import { formatProblems } from '../../plan/problem.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import type { PlanOptions } from '../../planner/planner.js'
import type { Spending } from '../../spending/spending.js'
import { tracePlanner } from '../tracing.js'
import type { Answering } from './answering.js'
import { llmProgress } from './llm-progress.js'

/** The plan, from the request itself or from the planner; checked in either case. */
export async function makePlan({
  parts,
  conversation,
  request,
  media,
  signal,
  emit,
  spending,
  onGuess,
  onSteps,
  onAnswer,
}: Omit<Answering, 'runId'> & {
  media: Readonly<Record<string, Media>>
  spending?: Spending
  onGuess?: PlanOptions['onGuess']
  onSteps?: PlanOptions['onSteps']
  onAnswer?: PlanOptions['onAnswer']
}): Promise<Planned> {
  const tools = parts.registry.list()
  if (request.plan) {
    const scope = { tools, media, earlier: conversation.steps, maxSteps: parts.profile.steps.max }
    const checked = validatePlan(request.plan, scope)
    if (checked.ok) return { plan: checked.value, by: 'given', notes: [], llmCalls: 0 }
    const problems = checked.error.map((problem) => problem.message)
    throw new SwitchyardError('INVALID_PLAN', `The plan can't be run:\n${formatProblems(checked.error)}`, {
      details: { problems },
    })
  }
  const planRequest = { text: request.text, media, history: conversation, tools }
  const planning = await tracePlanner(parts.planner, parts.llm.id).plan(planRequest, {
    signal,
    meter: spending?.llm,
    onProgress: llmProgress(emit),
    onGuess,
    onSteps,
    onAnswer,
  })
  if (!planning.ok) throw planning.error
  return planning.value
}
