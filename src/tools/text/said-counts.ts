import { namesOfThing, thingsOfKind } from './common-things.js'
import { wordsIn } from './mentions.js'

const numbers = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ')
const forms = (word: string): string[] => [
  word,
  word.replace(/s$/, ''),
  word.replace(/es$/, ''),
  word.replace(/ies$/, 'y'),
]
const isSame = (one: string, other: string): boolean =>
  forms(one).some((form) => form.length > 1 && forms(other).includes(form))

/** How many of a thing a description speaks of: `two cats` 2, `a dog` 1; 0 where it has none. Undefined: several, but not how many. */
export function countIn(text: string, thing: string): number | undefined {
  const noun = wordsIn(thing).at(-1)
  if (noun === undefined) return undefined
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) as string[]
  let total = 0
  for (const [at, word] of words.entries()) {
    if (!isSame(word, noun)) continue
    const before = words.slice(Math.max(0, at - 3), at).reverse()
    const number = before.map(numberOf).find((one) => one !== undefined)
    if (number === undefined && /s$/.test(word) && !/ss$/.test(word)) return undefined
    total += number ?? 1
  }
  return total
}

/** The number that a word is: `two`, `2`, `a`. */
export function numberOf(word: string): number | undefined {
  if (/^\d{1,4}$/.test(word)) return Number(word)
  if (word === 'a' || word === 'an') return 1
  const at = numbers.indexOf(word)
  return at < 0 ? undefined : at
}

/** Words for whatever is there. */
export const anything = /^(?:different |single )?(?:things?|objects?|items?|elements?|stuff)$/i

/** How many things a description speaks of, but for its background. */
export const thingsIn = (text: string): number =>
  (
    text
      .replace(/ on an? \w+ background/i, '')
      .match(/\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten)\b/gi) ?? []
  ).reduce(
    (sum, word) =>
      sum +
      Math.max(
        1,
        'a one two three four five six seven eight nine ten'.split(' ').indexOf(word.toLowerCase()),
      ),
    0,
  )

/** How many of a thing, or of a kind of things, a text speaks of at least: a plural without a number is two. */
export function leastSaid(text: string, thing: string): number {
  if (anything.test(thing)) return thingsIn(text)
  const nouns: string[] = []
  // "Dog" and "dogs" are one noun, and what stands for it in the text is counted once.
  for (const name of [...(thingsOfKind(thing) ?? namesOfThing(thing)), thing]) {
    const noun = wordsIn(name).at(-1)
    if (noun !== undefined && !nouns.some((known) => isSame(known, noun))) nouns.push(noun)
  }
  return nouns.reduce((sum, noun) => sum + (countIn(text, noun) ?? 2), 0)
}
