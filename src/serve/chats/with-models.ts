import type { AgentParts } from '../../agent/assemble.js'
import { formatList } from '../../core/text.js'
import type { Plan } from '../../plan/plan.js'
import { badRequest } from '../http/api-error.js'

/**
 * The plan with other models for some of its steps. Only models of the operator's catalogue may be named: another name
 * would stand for a download.
 *
 * @throws ApiError that names the step
 */
export function withModels(
  plan: Plan | undefined,
  models: Readonly<Record<string, string>>,
  { catalog }: Pick<AgentParts, 'catalog'>,
): Plan {
  if (!plan) throw badRequest('This turn has no plan that could run on other models.', 'models')
  for (const [step, model] of Object.entries(models)) {
    const tool = plan.steps.find(({ id }) => id === step)?.tool
    if (tool === undefined) throw badRequest(`The plan has no step ${step}.`, `models.${step}`)
    const known = catalog.candidates(tool).map((candidate) => candidate.model)
    if (!known.includes(model))
      throw badRequest(
        `The catalogue has no model ${model} for ${tool}. It has ${formatList([...new Set(known)])}.`,
        `models.${step}`,
        'model_not_allowed',
      )
  }
  return {
    steps: plan.steps.map((step) =>
      models[step.id] === undefined ? step : { ...step, model: models[step.id] },
    ),
  }
}
