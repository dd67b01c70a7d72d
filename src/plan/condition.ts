import { z } from 'zod'
import { parseReference, type Reference } from './reference.js'

const wordsSchema = z.string().trim().min(1)
const thingSchema = z.union([wordsSchema, z.literal(true)])

/** What can be asked of a value. Each predicate has just one. */
const tests = {
  /** Equal: words without regard to case, articles and plurals; a number or true and false as such. */
  is: z.union([wordsSchema, z.number(), z.boolean()]),
  /** It has these words, one after the other; of a list, an item has them. */
  contains: wordsSchema,
  /** A number, or the length of a list; with `of`, how many of that thing a text speaks of. */
  atLeast: z.number(),
  atMost: z.number(),
  /** The thing was found: as `contains`, but unlikely labels and "no dog" don't count. `true`: anything was found. */
  present: thingSchema,
  absent: thingSchema,
} as const
export type TestName = keyof typeof tests
export const testNames: readonly TestName[] = ['is', 'contains', 'atLeast', 'atMost', 'present', 'absent']

/** What is asked of a value. */
export type ValueTest =
  | { is: string | number | boolean }
  | { contains: string }
  | { atLeast: number; of?: string }
  | { atMost: number; of?: string }
  | { present: string | true }
  | { absent: string | true }

/** Tests put together. */
export type Combined<T> = T | { not: Combined<T> } | { all: Combined<T>[] } | { any: Combined<T>[] }

/** What must hold for a value. */
export type Predicate = Combined<ValueTest>

/** A test of what an earlier step found. `value` is a reference; `$s1` alone stands for all that the step found. */
export type ConditionTest = { value: string } & ValueTest

/** What must hold for a step to run. The request states it, and what steps found decides it. */
export type Condition = Combined<ConditionTest>

export const isNot = <T>(tree: Combined<T>): tree is { not: Combined<T> } => hasKey(tree, 'not')
export const isAll = <T>(tree: Combined<T>): tree is { all: Combined<T>[] } => hasKey(tree, 'all')
export const isAny = <T>(tree: Combined<T>): tree is { any: Combined<T>[] } => hasKey(tree, 'any')
const hasKey = (tree: unknown, key: string): boolean =>
  typeof tree === 'object' && tree !== null && Object.hasOwn(tree, key)

/** A form and its negation, conjunction and disjunction. */
function combined<T>(leaf: z.ZodType<T>): z.ZodType<Combined<T>> {
  const form: z.ZodType<Combined<T>> = z.lazy(() =>
    z.union([
      leaf,
      z.strictObject({ not: form }),
      z.strictObject({ all: z.array(form).min(1) }),
      z.strictObject({ any: z.array(form).min(1) }),
    ]),
  )
  return form
}

const counted = wordsSchema.exactOptional()
export const predicateSchema: z.ZodType<Predicate> = combined(
  z.union([
    z.strictObject({ is: tests.is }),
    z.strictObject({ contains: tests.contains }),
    z.strictObject({ atLeast: tests.atLeast, of: counted }),
    z.strictObject({ atMost: tests.atMost, of: counted }),
    z.strictObject({ present: tests.present }),
    z.strictObject({ absent: tests.absent }),
  ]),
)
const value = z.string()
export const conditionSchema: z.ZodType<Condition> = combined(
  z.union([
    z.strictObject({ value, is: tests.is }),
    z.strictObject({ value, contains: tests.contains }),
    z.strictObject({ value, atLeast: tests.atLeast, of: counted }),
    z.strictObject({ value, atMost: tests.atMost, of: counted }),
    z.strictObject({ value, present: tests.present }),
    z.strictObject({ value, absent: tests.absent }),
  ]),
)

/** For messages: what a condition looks like. */
export const conditionForm = `{"value": "$s1.text"} with one of ${testNames.map((name) => `"${name}"`).join(', ')}, or {"not": ...}, {"all": [...]}, {"any": [...]}`

/** The tests of a condition, however deep, in order. */
export function testsIn(condition: Condition): ConditionTest[] {
  if (isNot(condition)) return testsIn(condition.not)
  if (isAll(condition)) return condition.all.flatMap(testsIn)
  if (isAny(condition)) return condition.any.flatMap(testsIn)
  return [condition]
}

/** The same condition with each of its tests changed. */
export function mapTests(condition: Condition, change: (test: ConditionTest) => ConditionTest): Condition {
  if (isNot(condition)) return { not: mapTests(condition.not, change) }
  if (isAll(condition)) return { all: condition.all.map((part) => mapTests(part, change)) }
  if (isAny(condition)) return { any: condition.any.map((part) => mapTests(part, change)) }
  return change(condition)
}

/** The references of a condition. What is none is left out: it is a problem of the plan. */
export function referencesInCondition(condition: Condition | undefined): Reference[] {
  return condition ? testsIn(condition).flatMap((test) => parseReference(test.value) ?? []) : []
}
