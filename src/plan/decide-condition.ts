import { SwitchyardError } from '../core/errors.js'
import { clip } from '../core/text.js'
import { isMedia } from '../media/media.js'
import { namesOfThing, thingsOfKind } from '../tools/text/common-things.js'
import { affirms, isSameWords, mentions } from '../tools/text/mentions.js'
import { leastSaid } from '../tools/text/said-counts.js'
import {
  type Combined,
  type Condition,
  type ConditionTest,
  isAll,
  isAny,
  isNot,
  type Predicate,
  type ValueTest,
} from './condition.js'

/** Whether a condition holds, and what decided it, as a clause: `no "dog" is in what s1 found`. */
export interface ConditionDecision {
  holds: boolean
  because: string
}

/**
 * Decides a condition by what steps found. Pure.
 *
 * @param findValue the value of a reference; lists for `[*]`
 * @throws SwitchyardError `INVALID_PLAN` where a value can't be compared, and what `findValue` throws
 */
export function decideCondition(
  condition: Condition,
  findValue: (reference: string) => unknown,
): ConditionDecision {
  return decide(condition, (test) => {
    const { value: reference, ...asked } = test
    const value = findValue(reference)
    const holds = passes(asked, value, reference)
    return { holds, because: describeTest(test, value, holds) }
  })
}

/** Whether a value is as a predicate says. Pure. @throws SwitchyardError `INVALID_PLAN` where it can't be compared */
export function meets(value: unknown, predicate: Predicate): boolean {
  return decide(predicate, (test) => ({ holds: passes(test, value, 'an item'), because: '' })).holds
}

function decide<T>(tree: Combined<T>, decideOne: (test: T) => ConditionDecision): ConditionDecision {
  if (isNot(tree)) {
    const { holds, because } = decide(tree.not, decideOne)
    return { holds: !holds, because }
  }
  if (isAll(tree)) return join(tree.all, decideOne, false)
  if (isAny(tree)) return join(tree.any, decideOne, true)
  return decideOne(tree)
}

/** Ends at the first part that decides it alone: one that holds for `any`, one that does not for `all`. */
function join<T>(
  parts: readonly Combined<T>[],
  decideOne: (test: T) => ConditionDecision,
  deciding: boolean,
): ConditionDecision {
  const reasons: string[] = []
  for (const part of parts) {
    const { holds, because } = decide(part, decideOne)
    if (holds === deciding) return { holds, because }
    reasons.push(because)
  }
  return { holds: !deciding, because: reasons.join(', and ') }
}

function passes(test: ValueTest, value: unknown, name: string): boolean {
  if ('is' in test) return partsOf(value).some((part) => equals(part, test.is))
  if ('contains' in test) return partsOf(value).some((part) => mentions(String(part), test.contains))
  if ('atLeast' in test) return amountIn(value, name, test.of) >= test.atLeast
  if ('atMost' in test) return amountIn(value, name, test.of) <= test.atMost
  return 'present' in test ? isPresent(value, test.present) : !isPresent(value, test.absent)
}

function equals(part: string | number | boolean, wanted: string | number | boolean): boolean {
  if (typeof wanted === 'string') return isSameWords(String(part), wanted)
  if (typeof wanted === 'number')
    return typeof part !== 'boolean' && String(part).trim() !== '' && Number(part) === wanted
  return part === wanted
}

function isPresent(value: unknown, thing: string | true): boolean {
  if (thing !== true) return likelyPartsOf(value).some((part) => affirmsThing(String(part), thing))
  if (Array.isArray(value)) return value.length > 0
  if (value === null || typeof value !== 'object')
    return partsOf(value).some((part) => String(part).trim() !== '')
  if (isMedia(value)) return true
  const { count, ...fields }: Record<string, unknown> = { ...value }
  if (typeof count === 'number') return count > 0
  return Object.values(fields).some((field) => isPresent(field, true))
}

/** Whether a text has a thing, or for the name of a kind, such as `animal`, a thing of it. */
const affirmsThing = (text: string, thing: string): boolean =>
  affirms(text, thing) ||
  [...(thingsOfKind(thing.replace(/^musical /i, '')) ?? namesOfThing(thing))].some((one) =>
    affirms(text, one),
  )

/** From this score on, a label counts as found. */
const enough = 0.5

/** What a value says, but for labels that are unlikely. What has a box was found: the tool has weighed its score. */
function likelyPartsOf(value: unknown): (string | number | boolean)[] {
  if (Array.isArray(value)) return value.flatMap(likelyPartsOf)
  if (value === null || typeof value !== 'object' || isMedia(value)) return partsOf(value)
  const { score, box, label, ...fields }: Record<string, unknown> = { ...value }
  const isUnlikely = typeof score === 'number' && score < enough && box === undefined
  return [...(isUnlikely ? [] : partsOf(label)), ...Object.values(fields).flatMap(likelyPartsOf)]
}

/** All texts, numbers and truth values in a value, however deep; media say nothing. */
function partsOf(value: unknown): (string | number | boolean)[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [value]
  if (Array.isArray(value)) return value.flatMap(partsOf)
  if (value === null || typeof value !== 'object' || isMedia(value)) return []
  return Object.values(value).flatMap(partsOf)
}

/** How many of a thing a value speaks of, or the number that it is. */
const amountIn = (value: unknown, name: string, of: string | undefined): number =>
  of === undefined
    ? numberIn(value, name)
    : partsOf(value).reduce<number>((sum, part) => sum + leastSaid(String(part), of), 0)

/** A number, the length of a list, or of what a step found its `count`, else its only list. */
function numberIn(value: unknown, name: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  if (Array.isArray(value)) return value.length
  if (value !== null && typeof value === 'object' && !isMedia(value)) {
    const { count, ...fields }: Record<string, unknown> = { ...value }
    if (typeof count === 'number') return count
    const lists = Object.values(fields).filter(Array.isArray)
    if (lists.length === 1) return lists[0]?.length ?? 0
    const texts = Object.values(fields)
    if (texts.length === 1) return numberIn(texts[0], name)
  }
  throw new SwitchyardError(
    'INVALID_PLAN',
    `${name} is no number and no list: it can't be compared with a number.`,
  )
}

function describeTest(test: ConditionTest, value: unknown, holds: boolean): string {
  const name = test.value.slice(1)
  const found = name.includes('.') || name.includes('[') ? name : `what ${name} found`
  const quoted = (words: string | number | boolean) =>
    typeof words === 'string' ? `"${clip(words)}"` : String(words)
  const amountOf = ({ of }: { of?: string | undefined }) =>
    of === undefined ? `the number of ${found}` : `the number of "${clip(of)}" in ${found}`
  if ('is' in test) return `${found} is ${holds ? '' : 'not '}${quoted(test.is)}`
  if ('contains' in test)
    return `${found} ${holds ? 'has' : 'does not have'} the words ${quoted(test.contains)}`
  if ('atLeast' in test)
    return `${amountOf(test)} is ${amountIn(value, name, test.of)}, ${holds ? 'at least' : 'less than'} ${test.atLeast}`
  if ('atMost' in test)
    return `${amountOf(test)} is ${amountIn(value, name, test.of)}, ${holds ? 'at most' : 'more than'} ${test.atMost}`
  const thing = 'present' in test ? test.present : test.absent
  const isThere = 'present' in test ? holds : !holds
  if (thing === true) return isThere ? `there is something in ${found}` : `there is nothing in ${found}`
  return isThere ? `${quoted(thing)} is in ${found}` : `there is no ${quoted(thing)} in ${found}`
}
