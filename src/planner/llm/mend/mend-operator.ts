import { bestOrders, operatorMain, sortOrders } from '../../../plan/operators.js'
import type { Step } from '../../../plan/plan.js'
import { parseReference } from '../../../plan/reference.js'
import type { StepValue } from '../../../plan/step-value.js'
import { toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import { isReadAnew, readPredicate } from './mend-condition.js'
import { lookupIn } from './mend-lookup.js'
import { fileNamed, readReference } from './mend-read.js'
import type { MendContext } from './mend-scope.js'
import { shown } from './mend-shape.js'
import { outputName } from './mend-sources.js'
import { fieldMeant, fold } from './operator-names.js'

/** The input of an operator, brought into its form: names of fields, lists, orders, numbers, predicates. */
export function mendOperator(step: Step, tool: AnyTool, context: MendContext): Step['input'] {
  const { note } = context
  const fields = [...toolSchema(tool).input.keys()]
  const input = new Map<string, StepValue>()
  for (const [name, value] of Object.entries(step.input)) {
    const field = fields.includes(name) ? name : fieldMeant(name, fields)
    if (field === undefined || (field !== name && input.has(field))) {
      note(`Step ${step.id}: the input "${shown(name)}" was left out, as ${tool.id} has none of that name.`)
      continue
    }
    const read = saidBy(field, name, value)
    const mended = read === undefined ? undefined : mendField(field, read, tool, context)
    if (mended !== undefined) input.set(field, mended)
    if (field !== name || isReadAnew(value, mended))
      note(
        `Step ${step.id}: the input "${shown(name)}" was read as "${field}": ${shown(JSON.stringify(mended ?? null))}.`,
      )
  }
  const by = input.get('by')
  if (by !== undefined && !input.has('items')) input.set('items', by)
  return Object.fromEntries(input)
}

/** What a field of another name says: `reverse: true` is an order. Undefined: nothing. */
function saidBy(field: string, name: string, value: StepValue): StepValue | undefined {
  if (field !== 'order' || typeof value !== 'boolean') return value
  const says = fold(name)
  if (says === 'ascending') return value ? 'ascending' : 'descending'
  return value ? 'descending' : undefined
}

function mendField(
  field: string,
  value: StepValue,
  tool: AnyTool,
  context: MendContext,
): StepValue | undefined {
  if (field === 'items' || field === 'by') return listOf(field, value, tool, context)
  if (field === 'keep') return predicateIn(value)
  if (field === 'order') return orderIn(value, tool)
  if (field === 'take') return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
  return value
}

const predicateIn = (value: StepValue): StepValue => {
  const subjectless =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'value'))
      : value
  // What can't be read stays, for the check to say.
  return (readPredicate(value) ?? readPredicate(subjectless) ?? value) as StepValue
}

const orderNames: readonly (readonly [order: string, sort: string, words: string])[] = [
  ['most', 'descending', 'desc descending decreasing most max maximum highest largest biggest greatest best'],
  ['least', 'ascending', 'asc ascending increasing least min minimum lowest smallest fewest worst'],
  ['longest', 'longest', 'longest'],
  ['shortest', 'shortest', 'shortest'],
]

/** An order that the operator has: of `sort` they are called other than of `best`. */
function orderIn(value: StepValue, tool: AnyTool): StepValue {
  const known: readonly string[] = tool.id === 'sort' ? sortOrders : bestOrders
  if (typeof value !== 'string' || known.includes(value)) return value
  const found = orderNames.find(([, , words]) => words.split(' ').includes(fold(value)))
  return found ? (tool.id === 'sort' ? found[1] : found[0]) : value
}

/** A list whose references lead somewhere. A single thing is a list of one. */
function listOf(field: 'items' | 'by', value: StepValue, tool: AnyTool, context: MendContext): StepValue {
  const parts =
    typeof value === 'string' && value.includes(',') ? value.split(',').map((part) => part.trim()) : undefined
  const isListed = parts?.every((part) => readReference(part, context) !== undefined)
  const written = isListed && parts ? parts : value
  const judges = field === 'by' && tool.id !== 'filter' && tool.id !== 'count'
  if (Array.isArray(written))
    return written.map((part) => (typeof part === 'string' ? referenceIn(part, judges, context) : part))
  if (typeof written !== 'string') return written
  const found = referenceIn(written, false, context)
  // Whole lists are what operators take of these.
  if (found.includes('[*]')) return found
  const type = lookupIn(context)(found)?.type
  const isOne = type !== undefined && type.kind !== 'list' && type.kind !== 'unknown'
  return isOne ? [referenceIn(written, judges, context)] : found
}

/** A reference as it was meant; of what a step found, the number where things are judged by it. */
function referenceIn(text: string, judges: boolean, context: MendContext): string {
  const { sources } = context
  const written = fileNamed(text, context) ?? readReference(text.trim(), context)?.text ?? text
  const reference = parseReference(written)
  if (!reference) return text
  const maker = sources.steps.find(({ id }) => id === reference.root)
  const tool = maker && sources.tool(maker.tool)
  const isWhole = reference.path.length === 0
  if (!tool || (lookupIn(context)(written) !== undefined && !(isWhole && judges))) return written
  const { output } = toolSchema(tool)
  const numbers = [...output.values()].filter(({ schema }) => schema.safeParse(1).success)
  const number =
    numbers.find(({ name }) => name === 'count') ?? (numbers.length === 1 ? numbers[0] : undefined)
  const main = operatorMain(tool) ?? outputName(tool, 'text', true)
  const field = (judges ? number?.name : undefined) ?? main
  return field === undefined ? written : `$${reference.root}.${field}`
}
