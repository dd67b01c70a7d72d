import { WordReader, wordSet } from '../words/grammar/word-reader.js'

/*
 * Orders by what is told of files, or by what they are called: "alphabetically by the thing they show", "by background colour, A to Z",
 * "the file names in reverse alphabetical order".
 */

export interface ToldOrder {
  /** `thing`: the first thing that a picture shows; `words`: what is said in a recording. */
  by: 'name' | 'thing' | 'background' | 'words'
  isDescending: boolean
}

const sorting = wordSet(
  'sort order rank arrange sorted ordered ranked arranged put list enumerate organize organise alphabetize alphabetise name give',
)
const leading = wordSet('by of to after according based on in')
const alphabet = wordSet('alphabetical alphabetically alphabet abc a-z z-a alphabetize alphabetise')
const backgrounds = wordSet('background backgrounds color colour colors colours')
const things = wordSet('thing things object objects item items animal animals content contents subject')
const showing = wordSet('show shows shown depict depicts depicted see seen')
const saying = wordSet('say says said spoken transcript transcripts transcription transcriptions words')
const measures = wordSet(
  'length duration size width height resolution dimensions area number how loudness pace pitch brightness volume format type fit match similarity many',
)
const names = wordSet('name names filename filenames')
const backwards = wordSet('reverse reversed backwards descending z-a')

/** The order by what is told that words ask for; undefined: they ask for none. */
export function toldOrderIn(text: string): ToldOrder | undefined {
  if (text.length > 300) return undefined
  const words = text.toLowerCase().match(/[a-z]+(?:-[a-z]+)?/g) ?? []
  const reader = new WordReader(words)
  const isAlphabetical = reader.has(alphabet) || reader.has('a', 'to', 'z') || reader.has('z', 'to', 'a')
  const isSorted = reader.has(sorting)
  if (!isAlphabetical && !isSorted) return undefined
  const isDescending = reader.has(backwards) || reader.has('z', 'to', 'a')
  const sort = reader.find(
    wordSet(
      'sort order rank arrange sorted ordered ranked arranged put list organize organise alphabetically alphabetical a-z',
    ),
  )
  const lead = words.findIndex(
    (word, at) =>
      at > sort &&
      sort >= 0 &&
      (/^(?:by|after|according|based)$/.test(word) ||
        (word === 'of' && (isAlphabetical || words[at - 1] === 'order'))),
  )
  const phrase = new WordReader(words, Math.max(0, lead)).skip(leading)
  if (lead < 0) return isAlphabetical ? { by: 'name', isDescending } : undefined
  const end = words.findIndex(
    (word, at) => at > lead && /^(?:and|then|from|alphabetically|starting|descending|ascending)$/.test(word),
  )
  const own = new WordReader(words.slice(phrase.at, end < 0 ? words.length : end))
  if (own.has(measures)) return undefined
  if (own.has(backgrounds)) return { by: 'background', isDescending }
  const isOfSpeech = own.has(saying) && !own.has(showing)
  if (isOfSpeech) return isAlphabetical ? { by: 'words', isDescending } : undefined
  if (own.has(names) && !own.has(showing) && !own.has(things)) return { by: 'name', isDescending }
  if (own.has(showing) || own.has(things)) return { by: 'thing', isDescending }
  return isAlphabetical ? { by: 'name', isDescending } : undefined
}

const acting =
  /\b(?:describ|transcri|caption|translat|summari[sz]|classif|detect|compar|read)\w*\b|^(?:and |so |please )*(?:what|which|how|who|where|is|are|does|do)\b/i

/** The same where the order is all that is asked for: what is told is on the way. */
export function ownOrderIn(text: string): ToldOrder | undefined {
  return acting.test(text) ? undefined : toldOrderIn(text)
}
