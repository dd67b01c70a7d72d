import type { Message } from '../../llm/language-model.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import type { AnyTool } from '../../tools/tool.js'
import type { PlanRequest } from '../planner.js'
import { type CalledFor, nothingMore, operatorsFor } from './called-for.js'
import { type ChoiceOfDemonstrations, chooseDemonstrations } from './choose-demonstrations.js'
import { mendPlan } from './mend/mend-plan.js'
import { type PromptOptions, planPrompt } from './prompt.js'
import { retrieveTools } from './retrieve-tools.js'

/** Characters of a prompt beside the request itself, its files and what was before: with all of them below 2,000 tokens. */
const room = 7050
/** Fewer tools are told of only where a longer prompt is refused. */
const fewestTools = 24
/** Characters that are left for demonstrations in any case, and those of a tool, about. */
const demonstrationLength = 900
const toolLength = 105

export interface FitOptions extends Omit<PromptOptions, 'tools' | 'demonstrations'> {
  /** Those that may run. */
  runnable: readonly AnyTool[]
  /** Those of them that fit the request. */
  tools: readonly AnyTool[]
  /** Most demonstrations. */
  count: number
}

/**
 * The prompt for a plan with as many tools and demonstrations as there is room for. Where the draft, conditions and lists
 * leave less of it, tools that fit the request least are left out.
 */
export function fitPrompt(
  request: PlanRequest,
  { runnable, tools: fitting, count, ...told }: FitOptions,
): { prompt: Message[]; tools: readonly AnyTool[] } {
  const nothing: PlanRequest = {
    text: '',
    media: {},
    history: { turns: [], steps: [] },
    tools: request.tools,
  }
  // A draft has more tokens to the same length than words have.
  const dense = told.draft ? JSON.stringify(told.draft).length / 4 : 0
  const lengthWith = (tools: readonly AnyTool[]) =>
    planPrompt(nothing, { ...told, tools }).reduce((sum, { content }) => sum + content.length, dense)
  const over = lengthWith(fitting) + (count > 0 ? demonstrationLength : 0) - room
  const tools = over > 0 ? fewer(request, fitting, { runnable, over, draft: told.draft }) : fitting
  const demonstrations = chooseDemonstrations(request, {
    count,
    room: room - lengthWith(tools),
    called: told.called,
    planOf: planIn(tools, told.called),
  })
  return { prompt: planPrompt(request, { ...told, tools, demonstrations }), tools }
}

/** The tools that fit best, and those of the draft. */
function fewer(
  request: PlanRequest,
  tools: readonly AnyTool[],
  { runnable, over, draft }: { runnable: readonly AnyTool[]; over: number; draft: PromptOptions['draft'] },
): readonly AnyTool[] {
  const limit = Math.min(tools.length, Math.max(fewestTools, tools.length - Math.ceil(over / toolLength)))
  const best = retrieveTools({ ...request, tools: runnable }, { limit })
  const used = tools.filter(
    (tool) => !best.includes(tool) && draft?.steps.some((step) => step.tool === tool.id),
  )
  return [...best, ...used]
}

/** The plan of a demonstration with the tools that are offered; undefined where it needs others. */
const planIn =
  (tools: readonly AnyTool[], called: CalledFor = nothingMore): ChoiceOfDemonstrations['planOf'] =>
  ({ plan, media, request: text }) => {
    const ids = new Set([...tools.map(({ id }) => id), ...operatorsFor(called)])
    if (!plan.steps.every(({ tool }) => ids.has(tool))) return undefined
    const scope = { tools, media, earlier: [], text, maxSteps: plan.steps.length }
    const mended = mendPlan(plan, scope)
    const checked = mended && validatePlan(mended.plan, scope)
    return checked?.ok ? checked.value : undefined
  }
