import { isRecord } from '../../../core/json.js'
/**
 * A JSON Schema as the grammar engine gets it right. Integers are kept to what a JavaScript number holds exactly, since a
 * grammar would let their digits go on for ever. Bounds of decimal numbers are left to the check of the reply: the
 * engine's let 1.5 pass as at most 1, and refuse -0.5. Pure.
 */
export function grammarSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, ...rest } = schema
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'enum' || key === 'const' ? value : within(value),
    ]),
  )
  if (schema.type === 'number') return inner
  if (schema.type !== 'integer')
    return { ...inner, ...withoutUndefined({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) }
  const least = Math.max(Number.MIN_SAFE_INTEGER, ...numbers(minimum), ...numbers(exclusiveMinimum, 1))
  const most = Math.min(Number.MAX_SAFE_INTEGER, ...numbers(maximum), ...numbers(exclusiveMaximum, -1))
  return { ...inner, minimum: Math.ceil(least), maximum: Math.floor(most) }
}

function within(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(within)
  return isRecord(value) ? grammarSchema(value) : value
}

const numbers = (value: unknown, shift = 0): number[] => (typeof value === 'number' ? [value + shift] : [])

const withoutUndefined = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
