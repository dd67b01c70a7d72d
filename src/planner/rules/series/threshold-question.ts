import { WordReader, wordSet } from '../words/grammar/word-reader.js'

/** "When will the temperature be above 24 next?": of what series, and which number it is to pass. */
export interface ThresholdQuestion {
  of: string
  bound: number
  isAbove: boolean
}

const auxiliaries = wordSet('will does do is are would might could')
const verbs = wordSet(
  'be rise rises rising go goes get gets reach reaches fall falls drop drops exceed exceeds hit hits climb climbs sink sinks cross crosses pass passes next first again',
)
const above = wordSet(
  'above over exceed exceeds reach reaches hit hits rise rises climb climbs pass passes cross crosses more higher greater least',
)
const below = wordSet('below under fall falls drop drops sink sinks less lower fewer')

/** Reads such a question from its words. Undefined: something else is asked. */
export function thresholdQuestion(text: string): ThresholdQuestion | undefined {
  if (text.length > 160) return undefined
  const words = text.toLowerCase().match(/-?\d+(?:[.,]\d+)?|[\p{L}_][\p{L}\p{N}_]*/gu) ?? []
  const reader = new WordReader(words)
  if (reader.skip(wordSet('and so please')).take('when', auxiliaries) === undefined) return undefined
  reader.skip(wordSet('the my our it'))
  const verb = reader.find(verbs)
  const number = words.findIndex((word) => /^-?\d/.test(word))
  if (verb < 0 || number < verb) return undefined
  const between = words.slice(verb, number)
  const isBelow = between.some((word) => below.has(word))
  if (!isBelow && !between.some((word) => above.has(word))) return undefined
  // "When will it be over 5 minutes long" is a matter of time.
  if (/^(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)$/.test(words[number + 1] ?? ''))
    return undefined
  return {
    of: words.slice(reader.at, verb).join(' '),
    bound: Number((words[number] ?? '').replace(',', '.')),
    isAbove: !isBelow,
  }
}
