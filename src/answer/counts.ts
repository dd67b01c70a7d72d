import { wordsIn } from '../tools/text/mentions.js'

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

/** A number of things that a request asks for: `exactly one dog`, `at least two`, `more than one`. */
export interface WantedCount {
  holds: (count: number) => boolean
  said: string
}

export function wantedCount(text: string): WantedCount | undefined {
  const [, how = '', word = ''] =
    /\b(exactly|precisely|just|only|at least|at most|more than|fewer than|less than)\s+(\w+)\b/i.exec(text) ??
    []
  const number = numberOf(word.toLowerCase())
  if (how === '' || number === undefined) return undefined
  const phrase = `${how.toLowerCase()} ${word.toLowerCase()}`
  switch (how.toLowerCase()) {
    case 'at least':
      return { said: phrase, holds: (count) => count >= number }
    case 'at most':
      return { said: phrase, holds: (count) => count <= number }
    case 'more than':
      return { said: phrase, holds: (count) => count > number }
    case 'fewer than':
    case 'less than':
      return { said: phrase, holds: (count) => count < number }
    default:
      return { said: phrase, holds: (count) => count === number }
  }
}

/** "Two of them show", "most of them": how many of so many files have to have a thing. */
export function sharedBy(text: string, files: number): WantedCount | undefined {
  if (/\b(?:do|does|are|is|have|has)\b[^?]{0,20}\bmost of\b/i.test(text))
    return { said: 'most', holds: (count) => count * 2 > files }
  const word = /\b(?:do|does|are|is|have|has) (two|three|four|five|six) of\b/i.exec(text)?.[1]
  const number = word && numberOf(word.toLowerCase())
  return number ? { said: `${word}`, holds: (count) => count >= number } : undefined
}
