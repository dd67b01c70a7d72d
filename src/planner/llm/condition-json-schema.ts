import { testNames } from '../../plan/condition.js'
import { bestOrders, sortOrders } from '../../plan/operators.js'

type JsonSchema = Record<string, unknown>

/*
 * Conditions and list operators as JSON Schema for structured output. Keeps to strict mode, as the rest of a plan's schema
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
 * Definitions for the top of a plan's schema.
 *
 * @param valuePattern what a reference to a step looks like, for models that can't but obey it
 */
export function planConditionDefs(valuePattern?: string): JsonSchema {
  const value = { ...text, ...(valuePattern !== undefined && { pattern: valuePattern }) }
  return {
    test: { anyOf: testNames.map((name) => closed({ value, [name]: testSchemas[name] })) },
    condition: combined('test'),
    ask: { anyOf: testNames.map((name) => closed({ [name]: testSchemas[name] })) },
    predicate: combined('ask'),
  }
}

function combined(leaf: string): JsonSchema {
  const list = { type: 'array', items: ref(leaf) }
  return { anyOf: [ref(leaf), closed({ not: ref(leaf) }), closed({ all: list }), closed({ any: list })] }
}

const list = { anyOf: [text, { type: 'array', items: text }] }

/** The inputs of the list operators, by id. */
export const operatorInputSchemas: Readonly<Record<string, JsonSchema>> = {
  filter: closed({ items: list, by: nullable(list), keep: ref('predicate') }),
  count: closed({ items: list, by: nullable(list), keep: nullable(ref('predicate')) }),
  sort: closed({
    items: list,
    by: nullable(list),
    order: nullable({ ...text, enum: sortOrders }),
  }),
  best: closed({ items: list, by: nullable(list), order: nullable({ ...text, enum: bestOrders }) }),
}
