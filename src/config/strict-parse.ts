import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { suggestName } from '../core/nearest-names.js'
import { err, ok, type Result } from '../core/result.js'

/**
 * Parses a value by a strict schema and turns the first problems into one `INVALID_CONFIG` error that says where
 * (`media.maxByte`), what was wrong, and for unknown keys the nearest known one.
 *
 * @param where what the value was read from, for the message: a file name, `--set`, an environment variable
 */
export function strictParse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  where: string,
): Result<z.output<S>, SwitchyardError> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  const problems = parsed.error.issues.slice(0, 5).map((issue) => describeIssue(schema, issue))
  return err(
    new SwitchyardError('INVALID_CONFIG', `${where}: ${problems.join('; ')}.`, {
      details: { where, problems },
    }),
  )
}

function describeIssue(schema: z.ZodType, issue: z.core.$ZodIssue): string {
  const at = issue.path.map(String).join('.')
  if (issue.code !== 'unrecognized_keys') return `${at || 'the whole'}: ${inWords(issue)}`
  const known = keysAt(schema, issue.path)
  return issue.keys
    .map((key) => {
      return `unknown key "${at ? `${at}.` : ''}${key}".${suggestName(key, known)}${known.length > 0 ? ` Known: ${known.join(', ')}` : ''}`
    })
    .join('; ')
}

/** What zod says of a value; of a union that says nothing of its own, what each alternative wants. */
function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.message === 'Invalid input')
    return [...new Set(issue.errors.flat().map(inWords))].join(', or ')
  return issue.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/received undefined$/, 'received nothing')
    .replace(/^expected int, received number$/, 'expected a whole number')
}

/** The keys an object schema knows at a path, looked up through wrappers, lists and records. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here: z.core.$ZodType | undefined = unwrap(schema)
  for (const key of path) {
    if (here instanceof z.ZodObject) here = unwrap(here.shape[String(key)])
    else if (here instanceof z.ZodArray) here = unwrap(here.element)
    else if (here instanceof z.ZodRecord) here = unwrap(here.valueType)
    else return []
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : []
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  const inner = (schema as { def?: { innerType?: z.core.$ZodType | undefined } } | undefined)?.def?.innerType
  return inner ? unwrap(inner) : schema
}

/** Dotted paths of all settings of an object schema: `media.maxBytes`, `llm`. */
export function settingPaths(schema: z.ZodType, prefix: string[] = []): string[] {
  return keysAt(schema, []).flatMap((key) => {
    const path = [...prefix, key]
    const inner = unwrap((unwrap(schema) as z.ZodObject).shape[key]) as z.ZodType
    const deeper = settingPaths(inner, path)
    return deeper.length > 0 ? deeper : [path.join('.')]
  })
}
