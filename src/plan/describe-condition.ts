import { clip } from '../core/text.js'
import { type Condition, isAll, isAny, isNot } from './condition.js'

/** A condition for people: `$s1 has "dog" and $s2.count is at least 2`. */
export function describeCondition(condition: Condition): string {
  if (isNot(condition)) return `not (${describeCondition(condition.not)})`
  if (isAll(condition)) return condition.all.map(describePart).join(' and ')
  if (isAny(condition)) return condition.any.map(describePart).join(' or ')
  const { value } = condition
  if ('is' in condition) return `${value} is ${quoted(condition.is)}`
  if ('contains' in condition) return `${value} contains ${quoted(condition.contains)}`
  if ('atLeast' in condition) return `${amountOf(value, condition.of)} is at least ${condition.atLeast}`
  if ('atMost' in condition) return `${amountOf(value, condition.of)} is at most ${condition.atMost}`
  const [thing, verb] = 'present' in condition ? [condition.present, 'has'] : [condition.absent, 'lacks']
  return thing === true ? `${value} ${verb} anything` : `${value} ${verb} ${quoted(thing)}`
}

const amountOf = (value: string, of: string | undefined): string =>
  of === undefined ? value : `the number of ${quoted(of)} in ${value}`

const describePart = (part: Condition): string =>
  isAll(part) || isAny(part) ? `(${describeCondition(part)})` : describeCondition(part)

const quoted = (words: string | number | boolean): string =>
  typeof words === 'string' ? `"${clip(words)}"` : String(words)
