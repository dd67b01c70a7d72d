import { testNames } from '../../plan/condition.js'
import { bestOrders, sortOrders } from '../../plan/operators.js'
import type { CalledFor } from './called-for.js'

type JsonSchema = Record<string, unknown>

/*
 * Conditions and operators as JSON Schema for structured output. Keeps to strict mode, as the rest of a plan's schema
 * does. One level of "not", "all" and "any" is offered, which is what requests need; the check takes any depth.
 */

const text = { type: 'string' }
const thing = { anyOf: [text, { type: 'boolean', enum: [true] }] }
const testSchemas: Readonly<Record<(typeof testNames)[number], JsonSchema>> = {
  is: { anyOf: [text, { type: 'number' }, { type: 'boolean' }] },
  contains: text,
  atLeast: { type: 'number' },
  atMost: { type: 'number' },
  present: thing,
  absent: thing,
}

const closed = (properties: JsonSchema): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })
const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` })

/** What `planConditionDefs` defines: `when` of a step, null where it always runs. */
export const whenSchema = nullable(ref('condition'))

/**
 * Definitions for the top of a plan's schema, as far as they are called for.
 *
 * @param valuePattern what a reference to a step looks like, for models that can't but obey it
 */
export function planConditionDefs({ conditions, lists }: CalledFor, valuePattern?: string): JsonSchema {
  const value = { ...text, ...(valuePattern !== undefined && { pattern: valuePattern }) }
  return {
    ...(conditions && { test: testOf({ value }), condition: combined('test') }),
    ...(lists && { ask: testOf({}), predicate: combined('ask') }),
  }
}

/** One of the tests, about what `subject` has. Numbers may be how many of a thing a text tells of. */
const testOf = (subject: JsonSchema): JsonSchema => ({
  anyOf: testNames.map((name) =>
    closed({
      ...subject,
      [name]: testSchemas[name],
      ...((name === 'atLeast' || name === 'atMost') && { of: nullable(text) }),
    }),
  ),
})

function combined(leaf: string): JsonSchema {
  const list = { type: 'array', items: ref(leaf) }
  return { anyOf: [ref(leaf), closed({ not: ref(leaf) }), closed({ all: list }), closed({ any: list })] }
}

/**
 * The input of an operator.
 *
 * @param listed what a reference in a list looks like, for models that can't but obey it, and bounds
 */
export function operatorInputSchema(id: string, listed?: string): JsonSchema {
  const item = { ...text, ...(listed !== undefined && { pattern: listed }) }
  const most = { type: 'integer', ...(listed !== undefined && { minimum: 1 }) }
  const list = { anyOf: [item, { type: 'array', items: item }] }
  const judged = { items: list, by: nullable(list) }
  const ordered = (orders: readonly string[]) => nullable({ ...text, enum: orders })
  const inputs: Readonly<Record<string, JsonSchema>> = {
    filter: { ...judged, keep: ref('predicate') },
    count: { ...judged, keep: nullable(ref('predicate')) },
    sort: { ...judged, order: ordered(sortOrders), take: nullable(most) },
    best: { ...judged, order: ordered(bestOrders) },
    say: { text },
  }
  return closed(inputs[id] ?? {})
}
