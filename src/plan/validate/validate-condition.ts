import { type Condition, type ConditionTest, testsIn } from '../condition.js'
import { parseReference } from '../reference.js'
import { describeType, type ValueType } from '../reference-type.js'
import type { References, WrongReference } from './validate-references.js'
import { quote } from './validate-value.js'

/** What is wrong with a test of a condition. */
export type ConditionProblem = { reason: string } & (
  | { code: 'wrong-type' }
  | { code: 'unknown-reference'; nearest: readonly string[] }
)

/** Everything that is wrong with the condition of a step, in the order of its tests. */
export function conditionProblems(when: Condition, from: string, references: References): ConditionProblem[] {
  return testsIn(when).flatMap((test) => problemOf(test, from, references) ?? [])
}

function problemOf(test: ConditionTest, from: string, references: References): ConditionProblem | undefined {
  const reference = parseReference(test.value)
  if (!reference)
    return {
      code: 'wrong-type',
      reason: `"value" must be a reference to what a step found, such as "$s1.text", not ${quote(test.value)}`,
    }
  const found = references.foundBy(reference, from)
  if (isWrong(found)) return { code: 'unknown-reference', ...found }
  if (found === 'media')
    return {
      code: 'wrong-type',
      reason: `${test.value} is an attached file; a condition tests what a step found in it, such as "$s1.text"`,
    }
  const compared = wordsOf(test).find((words) => references.typeOf(words) !== undefined)
  if (compared !== undefined)
    return {
      code: 'wrong-type',
      reason: `${compared} is a reference, and a condition compares with words that are written out; put the reference into "value"`,
    }
  const isNumber = ('atLeast' in test || 'atMost' in test) && test.of === undefined
  if (isNumber ? mayBeNumber(found) : mayBeWords(found)) return undefined
  const expected = isNumber ? 'a number or a list' : 'words'
  return { code: 'wrong-type', reason: `it tests for ${expected}, ${test.value} is ${describeType(found)}` }
}

/** What a test compares with, as words. */
const wordsOf = ({ value: _, ...asked }: ConditionTest): string[] =>
  Object.values(asked).filter((part) => typeof part === 'string')

const isWrong = (found: ValueType | 'media' | WrongReference): found is WrongReference =>
  typeof found === 'object' && 'reason' in found

/** Text may hold a number: that is seen when it is there. */
const mayBeNumber = (type: ValueType): boolean =>
  type.kind === 'record'
    ? type.fields.some((name) => name === 'count' || type.field(name)?.type.kind === 'list') ||
      type.fields.length === 1
    : type.kind !== 'media' && !(type.kind === 'text' && type.primitive === 'boolean')

const mayBeWords = (type: ValueType): boolean =>
  type.kind !== 'media' && !(type.kind === 'list' && type.item().kind === 'media')
