import { type Condition, conditionSchema, type Predicate, predicateSchema } from '../../../plan/condition.js'
import { fold } from './operator-names.js'

/*
 * Conditions as LLMs write them, in the form that plans have: other names for the tests (`equals`, `gte`, `has`), operators
 * as values (`{"left": ..., "op": ">", "right": 2}`), sentences (`"$s1.count >= 2"`), numbers as text, lists of tests,
 * and nulls for what is left out. What is read another way than it was written is exact: more than 2 is not at most 2.
 */

/** A condition in its form; undefined where it can't be told what is meant. */
export function readCondition(written: unknown): Condition | undefined {
  const read = conditionSchema.safeParse(withoutNulls(written))
  if (read.success) return read.data
  const meant = conditionSchema.safeParse(treeIn(written, { needsSubject: true }))
  return meant.success ? meant.data : undefined
}

/** As `readCondition`, for what is asked of the items of a list. Words alone are what an item has to have. */
export function readPredicate(written: unknown): Predicate | undefined {
  const read = predicateSchema.safeParse(withoutNulls(written))
  if (read.success) return read.data
  const meant = predicateSchema.safeParse(treeIn(written, { needsSubject: false }))
  if (meant.success) return meant.data
  const isWords = typeof written === 'string' && written.trim() !== '' && !written.includes('$')
  return isWords ? { contains: written.trim() } : undefined
}

/** What a test asks, and whether it asks for the opposite. */
type Asked = readonly [test: 'is' | 'contains' | 'atLeast' | 'atMost' | 'present' | 'absent', isNot?: true]

const names: readonly (readonly [asked: Asked, names: string])[] = [
  [['is'], 'is equals equal equalto eq == = === sameas'],
  [['is', true], 'isnot notequal notequals notequalto ne neq != !== <>'],
  [['contains'], 'contains contain includes include has mentions mention containstext matches says'],
  [['contains', true], 'notcontains doesnotcontain notincludes excludes exclude lacks doesnothave'],
  [['atLeast'], 'atleast min minimum gte ge >= greaterorequal greaterthanorequal greaterthanorequalto'],
  [['atMost'], 'atmost max maximum lte le <= lessorequal lessthanorequal lessthanorequalto'],
  [['atMost', true], 'gt > greater greaterthan morethan over above'],
  [['atLeast', true], 'lt < less lessthan fewerthan under below'],
  [['present'], 'present exists exist found ispresent isthere'],
  [['absent'], 'absent missing notpresent isabsent notfound notexists'],
]
const asks = new Map(
  names.flatMap(([asked, words]) => words.split(' ').map((word) => [word, asked] as const)),
)
const subjects = new Set(['value', 'ref', 'reference', 'left', 'subject', 'variable', 'field', 'source'])
const operators = new Set(['op', 'operator', 'test', 'comparison', 'comparator', 'predicate'])
const operands = new Set(['right', 'than', 'to', 'expected', 'operand', 'target', 'threshold', 'argument'])
const joins: Readonly<Record<string, 'all' | 'any' | 'not'>> = {
  ...{ all: 'all', and: 'all', allof: 'all', any: 'any', or: 'any', anyof: 'any', not: 'not' },
}

const deepest = 20
interface Reading {
  needsSubject: boolean
  depth?: number
}

function treeIn(written: unknown, { needsSubject, depth = 0 }: Reading): unknown {
  if (depth > deepest) return undefined
  const read = (part: unknown) => treeIn(part, { needsSubject, depth: depth + 1 })
  if (typeof written === 'string') return inWords(written, needsSubject)
  if (Array.isArray(written)) return joined('all', written.map(read))
  if (typeof written !== 'object' || written === null) return undefined
  const entries = Object.entries(written).filter(([, value]) => value !== null)
  const named = (set: ReadonlySet<string>) => entries.find(([name]) => set.has(fold(name)))?.[1]
  const operator = named(operators)
  const operand =
    typeof operator === 'string'
      ? (named(operands) ?? (needsSubject ? undefined : named(subjects)))
      : undefined
  const of = entries.find(([name]) => fold(name) === 'of')?.[1]
  const about = { ...(needsSubject && { value: referenceIn(named(subjects)) }), of }
  const parts = [
    ...(typeof operator === 'string' ? [testOf(operator, operand ?? true, about)] : []),
    ...entries.flatMap(([name, value]) => {
      const folded = fold(name)
      const join = Object.hasOwn(joins, folded) ? joins[folded] : undefined
      if (join === 'not') return [{ not: read(value) }]
      if (join) return [joined(join, Array.isArray(value) ? value.map(read) : [read(value)])]
      if (folded === 'of' || subjects.has(folded) || operators.has(folded) || operands.has(folded)) return []
      return [testOf(name, value, about)]
    }),
  ]
  return parts.length === 1 ? parts[0] : joined('all', parts)
}

const joined = (join: 'all' | 'any', parts: unknown[]): unknown =>
  parts.length === 1 ? parts[0] : { [join]: parts }

/** One test; undefined for a name that is none. */
function testOf(
  name: string,
  operand: unknown,
  { of, ...subject }: { value?: string | undefined; of: unknown },
): unknown {
  const [test, isNot] = asks.get(fold(name)) ?? []
  if (test === undefined) return undefined
  if (Array.isArray(operand))
    return joined(
      'any',
      operand.map((one) => testOf(name, one, { of, ...subject })),
    )
  const isAmount = test === 'atLeast' || test === 'atMost'
  const opposite = { present: 'absent', absent: 'present' } as const
  const isSought = test === 'present' || test === 'absent'
  const asked = isSought && isFalse(operand) ? opposite[test] : test
  const leaf = {
    ...subject,
    [asked]: isAmount ? numberIn(operand) : isSought ? thingIn(operand) : operand,
    ...(isAmount && typeof of === 'string' && { of }),
  }
  return isNot ? { not: leaf } : leaf
}

const isFalse = (operand: unknown): boolean => operand === false || operand === 'false'
const thingIn = (operand: unknown): unknown =>
  typeof operand === 'boolean' || operand === 'true' || operand === 'false' ? true : operand
const numberIn = (operand: unknown): unknown =>
  typeof operand === 'string' && operand.trim() !== '' ? Number(operand) : operand

/** `$s1.text` of `s1.text` and `{{s1.text}}`, too. */
const referenceIn = (written: unknown): string | undefined => {
  const path =
    typeof written === 'string' ? /^[${]*([A-Za-z][\w.[\]*-]*)\}*$/.exec(written.trim())?.[1] : undefined
  return path === undefined ? undefined : `$${path}`
}

/** `$s1.count >= 2`, `{{s1.text}} does not contain 'a dog'`. */
function inWords(sentence: string, needsSubject: boolean): unknown {
  const words = sentence.trim().split(/\s+/).slice(0, 40)
  const first = needsSubject ? 1 : 0
  for (const count of [4, 3, 2, 1]) {
    const name = words.slice(first, first + count).join('')
    if (words.length < first + count || !asks.has(fold(name))) continue
    const operand = words
      .slice(first + count)
      .join(' ')
      .replace(/^["'“‘]|["'”’]$/g, '')
    const value = needsSubject ? referenceIn(words[0]) : undefined
    return testOf(name, operand === '' ? true : operand, { ...(needsSubject && { value }), of: undefined })
  }
  return undefined
}

/** Null is how replies to a strict schema leave something out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) =>
      part === null ? [] : [[name, withoutNulls(part)] as const],
    ),
  )
}

/** Whether a condition was written in another way than it was read. */
export const isReadAnew = (written: unknown, read: unknown): boolean =>
  JSON.stringify(withoutNulls(written)) !== JSON.stringify(read)
