import type { z } from 'zod'
import { err, ok, type Result } from '../../core/result.js'
import { conditionForm } from '../condition.js'
import { type Step, stepSchema } from '../plan.js'
import { quote } from './validate-value.js'

/** Why something has not the form of a plan or step: where, and in plain words. */
export interface Malformed {
  path: string[]
  reason: string
}

/** Plans and inputs nested deeper than this are refused: nothing a tool takes is. */
const maxNesting = 40

/** The list of steps in a plan, each still to be parsed. */
export function parseSteps(plan: unknown): Result<unknown[], Malformed> {
  const steps = ownValue(plan, 'steps')
  if (Array.isArray(steps)) return ok(steps)
  const found = steps === undefined ? `${kindOf(plan)} without steps` : `one with ${kindOf(steps)} as steps`
  return err({ path: ['steps'], reason: `A plan is an object {"steps": [...]}; this is ${found}` })
}

/** One step, or everything that is malformed in it. */
export function parseStep(written: unknown): Result<Step, Malformed[]> {
  if (nestsTooDeep(written))
    return err([{ path: [], reason: `it is nested more than ${maxNesting} levels deep` }])
  const parsed = stepSchema.safeParse(written)
  return parsed.success
    ? ok(parsed.data)
    : err(parsed.error.issues.map((issue) => plainIssue(issue, written)))
}

/** Whether a written step has the one input name that zod's records leave out without a word. */
export function hasProtoInput(written: unknown): boolean {
  const input = ownValue(written, 'input')
  return typeof input === 'object' && input !== null && Object.hasOwn(input, '__proto__')
}

/** A zod issue without zod's words for it. */
function plainIssue(issue: z.core.$ZodIssue, step: unknown): Malformed {
  const path = issue.path.map(String)
  const value = issue.path.reduce<unknown>((at, key) => ownValue(at, key), step)
  const name = path.length > 0 ? `"${path.join('.')}"` : 'it'
  if (path[0] === 'when') return { path, reason: `"when" must be ${conditionForm}` }
  if (value === undefined && path.length > 0) return { path, reason: `${name} is missing` }
  if (issue.code === 'invalid_type')
    return { path, reason: `${name} must be ${expected(issue.expected)}, not ${kindOf(value)}` }
  if (issue.code === 'invalid_union')
    return { path, reason: `${name} must be text, a number, true, false, null, a list or an object` }
  if (issue.code === 'invalid_format') return { path, reason: `${name} is ${quote(value)}, ${issue.message}` }
  if (issue.code === 'custom')
    return { path, reason: `${name} is ${quote(value)}, it must be ${issue.message}` }
  return { path, reason: `${name}: ${issue.message}` }
}

const expected = (type: string): string =>
  ({ string: 'text', object: 'an object', record: 'an object', array: 'a list', number: 'a number' })[type] ??
  type

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return { string: 'text', object: 'an object', undefined: 'missing' }[typeof value as string] ?? typeof value
}

export function ownValue(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}

/** Whether a step is nested deeper than any tool takes; `around`: levels of what the step itself is in. */
export const nestsTooDeep = (step: unknown, { around = 0 } = {}): boolean =>
  isDeeperThan(step, maxNesting + around)

/** Without recursion: this is what guards the functions that recurse. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
  }
  return false
}
