import { isCommonThing } from './common-things.js'
import { mentions, wordsIn } from './mentions.js'

/** How two things stand to each other: `one` is `above`, or `left` of, `other`. */
export interface Arrangement {
  one: string
  how: 'above' | 'left'
  other: string
}

const relation =
  /^(?:(.*?)\s+)?(?:(?:is |are )?(?:(?:to|on) the )?(left|right) of|(?:above|over|on top of)|(below|under|underneath|beneath))\s+(.*)$/i
const something = /^(?:some|any)?thing$|^(?:an?y?|some) (?:thing|object)$/

/** The arrangement that a phrase names: `a crown below a penguin`. `right` and `below` are told from the other side. */
export function arrangementIn(phrase: string): Arrangement | undefined {
  const [, first = '', side, below, second = ''] = relation.exec(phrase.trim()) ?? []
  const [one, other] = [named(first) || 'something', named(second)]
  if (other === '') return undefined
  const how = side === undefined ? 'above' : 'left'
  return below !== undefined || side?.toLowerCase() === 'right'
    ? { one: other, how, other: one }
    : { one, how, other }
}

const named = (words: string): string => wordsIn(words).join(' ')

/** Whether a description says that things stand so. Undefined: it has both, and does not tell how they stand. */
export function isArrangedSo(description: string, { one, how, other }: Arrangement): boolean | undefined {
  const told = arrangementIn(description.replace(/ on an? \w+ background\b.*$/i, ''))
  const has = (text: string, thing: string) => something.test(thing) || mentions(text, thing)
  if (told?.how === how) {
    if (has(told.one, one) && has(told.other, other)) return true
    if (has(told.one, other) && has(told.other, one)) return false
  }
  const lacks = [one, other].some(
    (thing) => isCommonThing(wordsIn(thing).at(-1) ?? '') && !mentions(description, thing),
  )
  return lacks ? false : undefined
}
