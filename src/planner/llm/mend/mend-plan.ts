import { isListOperator } from '../../../plan/operators.js'
import type { Plan, Step } from '../../../plan/plan.js'
import { stepReferences } from '../../../plan/step-references.js'
import { nestsTooDeep } from '../../../plan/validate/validate-shape.js'
import type { AnyTool } from '../../../tools/tool.js'
import { mendInputs } from './mend-inputs.js'
import { mendOperator } from './mend-operator.js'
import type { MendContext, MendScope } from './mend-scope.js'
import { mendShape } from './mend-shape.js'
import { Sources } from './mend-sources.js'
import { mendValues } from './mend-values.js'
import { mendWhen } from './mend-when.js'

/** A plan after mending: not yet checked. */
export interface MendedPlan {
  plan: Plan
  /** What was changed, one sentence each. */
  notes: string[]
}

/**
 * Mends what a reader of the plan would know how to mend: spellings, fields that don't exist, references that lead
 * nowhere, steps that wait for themselves, conversions that are missing. Takes what an LLM wrote, gives a plan that
 * `validatePlan` still has to check; undefined where there is nothing like a plan. A right plan comes out as it was.
 */
export function mendPlan(written: unknown, scope: MendScope): MendedPlan | undefined {
  const { tools, media, earlier, spent = [], text } = scope
  const taken = new Set([...Object.keys(media), ...earlier.map(({ id }) => id), ...spent])
  if (nestsTooDeep(written, { around: 2 }) || sizeOf(written) > mostCharacters) return undefined
  const shaped = mendShape(written, { tools, taken })
  if (!shaped) return undefined
  const notes = [...shaped.notes]
  const used = new Set([...taken, ...shaped.steps.map(({ id }) => id)])
  let number = 1
  const newId = () => {
    while (used.has(`s${number}`)) number += 1
    used.add(`s${number}`)
    return `s${number}`
  }
  const sources = new Sources({ tools, media, earlier, newId })
  for (const step of inOrder(shaped.steps)) {
    const tool = sources.tool(step.tool)
    const context = {
      scope,
      sources,
      text,
      step,
      all: shaped.steps,
      note: (said: string) => notes.push(said),
    }
    const model =
      step.model !== undefined && tool?.run === undefined && (scope.models?.includes(step.model) ?? true)
    const { model: asked, ...rest } = step
    if (asked !== undefined && !model) notes.push(`Step ${step.id}: the model "${asked}" was left out.`)
    const kept: Step = model && asked !== undefined ? { ...rest, model: asked } : rest
    const input = tool ? inputOf(step, tool, context) : step.input
    sources.steps.push({ ...kept, ...(kept.when && { when: mendWhen(kept.when, context) }), input })
  }
  return { plan: { steps: sources.steps }, notes }
}

const inputOf = (step: Step, tool: AnyTool, context: MendContext): Step['input'] =>
  isListOperator(tool)
    ? mendOperator(step, tool, context)
    : mendValues(mendInputs(step.input, tool, context), tool, context)

/** A plan past this many characters is a mistake as a whole, and mending it would take long. */
export const mostCharacters = 50_000

const sizeOf = (written: unknown): number => JSON.stringify(written)?.length ?? 0

/** Steps after what they refer to; of steps that wait for one another, the first as written begins. */
function inOrder(steps: readonly Step[]): Step[] {
  const left = new Map(steps.map((step) => [step.id, step]))
  const placed: Step[] = []
  while (left.size > 0) {
    const waits = (step: Step) => stepReferences(step).some(({ root }) => root !== step.id && left.has(root))
    const next = [...left.values()].find((step) => !waits(step)) ?? [...left.values()][0]
    if (!next) break
    left.delete(next.id)
    placed.push(next)
  }
  return placed
}
