import { numberOf } from '../tools/text/said-counts.js'

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
