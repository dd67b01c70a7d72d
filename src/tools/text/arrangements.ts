import { isCommonThing } from './common-things.js'
import { mentions, wordsIn } from './mentions.js'

/** How two things stand to each other: `one` is `above`, or `left` of, `other`. */
export interface Arrangement {
  one: string
  how: 'above' | 'left'
  other: string
}

/** Words between two things, with how the first stands to the second; turned: how the second stands to the first. */
const relations: readonly (readonly [RegExp, { how: Arrangement['how']; isTurned: boolean }])[] = [
  [/(?:^| )(?:(?:is|are) )?(?:above|over|on top of|higher than|atop) /i, { how: 'above', isTurned: false }],
  [
    /(?:^| )(?:(?:is|are) )?(?:below|under|underneath|beneath|lower than) /i,
    { how: 'above', isTurned: true },
  ],
  [/(?:^| )(?:(?:is|are) )?(?:(?:to|on) the )?left (?:side )?of /i, { how: 'left', isTurned: false }],
  [/(?:^| )(?:(?:is|are) )?(?:(?:to|on) the )?right (?:side )?of /i, { how: 'left', isTurned: true }],
]
const something = /^(?:some|any)?thing$|^(?:an?y?|some) (?:thing|object)$/

/** The arrangement that a phrase names: `a crown below a penguin`. `right` and `below` are told from the other side. */
export function arrangementIn(phrase: string): Arrangement | undefined {
  const words = phrase.trim().replace(/\s+/g, ' ')
  for (const [pattern, { how, isTurned }] of relations) {
    const found = pattern.exec(words)
    if (!found) continue
    const one = named(words.slice(0, found.index)) || 'something'
    const other = named(words.slice(found.index + found[0].length))
    if (other === '') return undefined
    return isTurned ? { one: other, how, other: one } : { one, how, other }
  }
  return undefined
}

const named = (words: string): string => wordsIn(words).join(' ')

/** Whether a description says that things stand so. Undefined: it has both, and does not tell how they stand. */
export function isArrangedSo(description: string, { one, how, other }: Arrangement): boolean | undefined {
  const told = arrangementIn(description.split(/ on an? \w+ background\b/i)[0] ?? '')
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

/** Whether a description says that things stand as a phrase has them. Undefined: the phrase names no arrangement, or it is not told. */
export function saysArrangement(description: string, phrase: string): boolean | undefined {
  const arranged = arrangementIn(phrase)
  return arranged && isArrangedSo(description, arranged)
}
