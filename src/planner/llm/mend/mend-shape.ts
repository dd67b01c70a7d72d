import { nearestNames } from '../../../core/nearest-names.js'
import { mapTests } from '../../../plan/condition.js'
import { mapStrings } from '../../../plan/map-strings.js'
import { listOperators } from '../../../plan/operators.js'
import { type Step, stepIdSchema, stepValueSchema } from '../../../plan/plan.js'
import { parseReference } from '../../../plan/reference.js'
import type { StepValue } from '../../../plan/step-value.js'
import { nestsTooDeep, ownValue, parseSteps } from '../../../plan/validate/validate-shape.js'
import type { AnyTool } from '../../../tools/tool.js'
import { isReadAnew, readCondition } from './mend-condition.js'
import { operatorMeant } from './operator-names.js'

/** Steps in the form of steps, whatever is still wrong inside them. */
export interface ShapedPlan {
  steps: Step[]
  notes: string[]
}

/**
 * Brings what an LLM wrote into the form of steps: names of tools are spelled right, ids are made where they are missing
 * or taken, references follow ids that changed, and nulls for what is left out go. Undefined where there are no steps.
 */
export function mendShape(
  written: unknown,
  { tools, taken }: { tools: readonly AnyTool[]; taken: ReadonlySet<string> },
): ShapedPlan | undefined {
  const found = parseSteps(Array.isArray(written) ? { steps: written } : written)
  if (!found.ok || found.value.some((step) => nestsTooDeep(step))) return undefined
  const notes: string[] = []
  const used = new Set<string>()
  const foundIds = new Set(found.value.map((step) => ownValue(step, 'id')))
  const renamed = new Map<string, string>()
  const steps: Step[] = []
  for (const step of found.value) {
    const toolName = ownValue(step, 'tool')
    if (typeof toolName !== 'string') continue
    const [tool, order] = spelledRight(toolName, tools) ?? []
    if (tool !== toolName && tool !== undefined)
      notes.push(`The tool "${shown(toolName)}" was read as ${tool}.`)
    const stepId = ownValue(step, 'id')
    const name = typeof stepId === 'string' ? stepId.replace(/^\$/, '') : ''
    const isFree = stepIdSchema.safeParse(name).success && !used.has(name) && !taken.has(name)
    const id = isFree ? name : freeId((other) => used.has(other) || taken.has(other) || foundIds.has(other))
    if (id !== name) {
      if (name) renamed.set(name, id)
      notes.push(
        name ? `The step "${shown(name)}" was called ${id}.` : `A step without an id was called ${id}.`,
      )
    } else renamed.delete(name)
    used.add(id)
    const model = ownValue(step, 'model')
    const asked = ownValue(step, 'when') ?? ownValue(step, 'if') ?? ownValue(step, 'condition')
    const isAsked = asked !== undefined && asked !== null
    const read = isAsked ? readCondition(asked) : undefined
    // Without its condition a step would run where it should not: the LLM is asked what it means.
    if (isAsked && !read) return undefined
    if (read && isReadAnew(asked, read))
      notes.push(`Step ${id}: its condition was read as ${shown(JSON.stringify(read))}.`)
    const when = read && mapTests(read, (test) => ({ ...test, value: follow(test.value, renamed, id) }))
    const input = { ...(order !== undefined && { order }), ...readInput(ownValue(step, 'input')) }
    steps.push({
      id,
      tool: tool ?? toolName,
      ...(typeof model === 'string' && model && { model }),
      ...(when && { when }),
      input: Object.fromEntries(
        Object.entries(input).map(([field, value]) => [
          field,
          mapStrings(value, (text) => follow(text, renamed, id)),
        ]),
      ),
    })
  }
  return { steps, notes }
}

export function freeId(isTaken: (id: string) => boolean): string {
  let number = 1
  while (isTaken(`s${number}`)) number += 1
  return `s${number}`
}

/**
 * A tool's id from its name in other letters, with a slip, or by another name of an operator, which may say an order;
 * undefined for one that nothing is near.
 */
function spelledRight(
  name: string,
  tools: readonly AnyTool[],
): readonly [tool: string, order?: string] | undefined {
  const ids = [...tools, ...listOperators].map(({ id }) => id)
  if (ids.includes(name) || name.length > 64) return ids.includes(name) ? [name] : undefined
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s_./]+/g, '-')
  if (ids.includes(plain)) return [plain]
  const operator = operatorMeant(plain)
  if (operator) return operator
  const near = nearestNames(plain, ids)[0]
  return near === undefined ? undefined : [near]
}

/** Without `$` names: what was called so is meant by its new name, unless the step means itself. */
function follow(text: string, renamed: ReadonlyMap<string, string>, self: string): string {
  const reference = parseReference(text)
  const id = reference && renamed.get(reference.root)
  return reference && id && id !== self ? `$${id}${text.slice(reference.root.length + 1)}` : text
}

function readInput(input: unknown): Record<string, StepValue> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return {}
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      const parsed = stepValueSchema.safeParse(value)
      return parsed.success && value !== null && name !== '__proto__' ? [[name, parsed.data] as const] : []
    }),
  )
}

export const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text)
