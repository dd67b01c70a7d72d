import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { pageText } from '../tools/document/page-text.js'
import { textField } from '../tools/fields.js'
import { renderValue } from '../tools/text/render-value.js'
import { type AnyTool, defineTool } from '../tools/tool.js'
import { predicateSchema } from './condition.js'
import { meets } from './decide-condition.js'
import type { Step } from './plan.js'
import { parseReference } from './reference.js'
import type { StepValue } from './step-value.js'

/*
 * Steps that work on lists and run no model: pure, the same everywhere, done at once. They are written like any other step,
 * so that references, the tree, the record and a small LLM need no second language. A tool of the user's own with one of
 * their ids comes first.
 */

const listSchema = z.array(z.unknown())
const shared = { items: listSchema, by: listSchema.optional() }
const itemsOutput = z.object({ items: listSchema })

/** What each item is judged by. @throws SwitchyardError `INVALID_PLAN` where there is not one for each */
function pairs({ items, by = items }: { items: unknown[]; by?: unknown[] | undefined }) {
  if (by.length === items.length) return items.map((item, at) => ({ item, key: by[at], at }))
  throw new SwitchyardError(
    'INVALID_PLAN',
    `"by" has ${by.length} entries and "items" has ${items.length}: there must be one for each item.`,
  )
}

/** The orders that lists are put in, the usual one first. */
export const sortOrders = ['ascending', 'descending', 'longest', 'shortest'] as const
/** What an item may be the best by, the usual first. */
export const bestOrders = ['most', 'least', 'longest', 'shortest'] as const

const countOutput = z.object({ count: z.int().nonnegative() })

const filter = defineTool({
  id: 'filter',
  description: 'Keeps the items of a list that are as "keep" says.',
  input: z.object({ ...shared, keep: predicateSchema }),
  output: itemsOutput.extend(countOutput.shape),
  describe: ({ items, count }, input) =>
    `${count} of ${input.items.length} kept${count > 0 ? `: ${items.map(renderValue).join('; ')}` : ''}.`,
  run: async ({ keep, ...list }) => {
    const items = pairs(list).flatMap(({ item, key }) => (meets(key, keep) ? [item] : []))
    return { items, count: items.length }
  },
})

const count = defineTool({
  id: 'count',
  description: 'Counts the items of a list, or those that are as "keep" says.',
  input: z.object({ ...shared, keep: predicateSchema.optional() }),
  output: countOutput,
  describe: (output) => String(output.count),
  run: async ({ keep, ...list }) => ({
    count: pairs(list).filter(({ key }) => keep === undefined || meets(key, keep)).length,
  }),
})

const sort = defineTool({
  id: 'sort',
  description: 'Sorts the items of a list.',
  input: z.object({
    ...shared,
    order: z.enum(sortOrders).default('ascending'),
    take: z.int().positive().optional(),
  }),
  output: itemsOutput.extend({ values: listSchema, places: z.array(z.int().positive()) }),
  describe: ({ items }) => items.map((item, at) => `${at + 1}. ${renderValue(item)}`).join('\n'),
  run: async ({ order, take, ...list }) => {
    const sorted = ordered(pairs(list), orders[order]).slice(0, take)
    return {
      items: sorted.map(({ item }) => item),
      values: sorted.map(({ key }) => key),
      places: sorted.map(({ at }) => at + 1),
    }
  },
})

const best = defineTool({
  id: 'best',
  description: 'Picks the item of a list with the most, or the least, of what "by" says.',
  input: z.object({ ...shared, order: z.enum(bestOrders).default('most') }),
  output: z.object({ item: z.unknown(), value: z.unknown(), place: z.int().positive() }),
  describe: ({ item, value, place }) => {
    const [said, by] = [renderValue(item), renderValue(value)]
    return `${said}${by === said ? '' : ` (${by})`}, number ${place} of the list.`
  },
  run: async ({ order, ...list }) => {
    const [first] = ordered(pairs(list), orders[order])
    if (!first) throw new SwitchyardError('INVALID_PLAN', 'The list is empty: nothing can be picked from it.')
    return { item: first.item, value: first.key, place: first.at + 1 }
  },
})

/** What a request wants said in a case, "otherwise say none", and what pages of a document say. */
const say = defineTool({
  id: 'say',
  description: 'Says a text as it is, or pages of it.',
  input: z.object({
    text: textField('What to say.'),
    pages: z.array(z.int().positive()).optional(),
  }),
  output: z.object({ text: z.string() }),
  describe: ({ text }) => text,
  run: async ({ text, pages }) => ({ text: pageText(text, pages) }),
})

/** The operators, as planners and the check see them. */
export const listOperators: readonly AnyTool[] = [filter, count, sort, best, say]
const byId = new Map(listOperators.map((operator) => [operator.id, operator]))
/** What an operator's name alone stands for in a reference. */
const mains = new Map([
  ['filter', 'items'],
  ['count', 'count'],
  ['sort', 'items'],
  ['best', 'item'],
  ['say', 'text'],
])

/** A tool by its id, or the operator of that name. */
export function findTool(id: string, tools: { get(id: string): AnyTool | undefined }): AnyTool | undefined {
  return tools.get(id) ?? byId.get(id)
}

export const isListOperator = (tool: AnyTool): boolean => byId.get(tool.id) === tool
export const operatorMain = (tool: AnyTool): string | undefined =>
  isListOperator(tool) ? mains.get(tool.id) : undefined

/** Without `[*]` in the input of an operator, which takes lists as a whole: `$s1.text[*]` is `$s1.text` there. */
export function withWholeLists(step: Step): Step {
  const input = Object.fromEntries(Object.entries(step.input).map(([name, value]) => [name, whole(value)]))
  return { ...step, input }
}

function whole(value: StepValue): StepValue {
  if (typeof value === 'string') return parseReference(value) ? value.replaceAll('[*]', '') : value
  if (Array.isArray(value)) return value.map(whole)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, whole(part)]))
}

/** `longest` and `shortest` go by how many characters what they are about has. */
const orders = {
  most: { isDescending: true, byLength: false },
  least: { isDescending: false, byLength: false },
  descending: { isDescending: true, byLength: false },
  ascending: { isDescending: false, byLength: false },
  longest: { isDescending: true, byLength: true },
  shortest: { isDescending: false, byLength: true },
} as const
type Order = (typeof orders)[keyof typeof orders]

/** Stable. Numbers by size, where all are numbers, else by their words; lists by how many they have; what is missing last. */
function ordered<T extends { key: unknown }>(entries: readonly T[], { isDescending, byLength }: Order): T[] {
  const measure = (key: unknown) => (byLength ? renderValue(key).trim().length : keyOf(key))
  const keys = new Map(entries.map((entry) => [entry, measure(entry.key)]))
  const known = entries.filter((entry) => keys.get(entry) !== undefined)
  const numeric = known.every((entry) => typeof keys.get(entry) === 'number')
  const compare = (one: T, other: T): number => {
    const [a, b] = [keys.get(one), keys.get(other)]
    if (numeric && typeof a === 'number' && typeof b === 'number') return a - b
    return String(a).localeCompare(String(b), 'en', { numeric: true })
  }
  const sorted = [...known].sort((one, other) => (isDescending ? compare(other, one) : compare(one, other)))
  return [...sorted, ...entries.filter((entry) => keys.get(entry) === undefined)]
}

function keyOf(value: unknown): number | string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'number') return value
  if (Array.isArray(value)) return value.length
  const text = renderValue(value).trim()
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
