import { type WordReader, wordSet } from './word-reader.js'

const pictures = wordSet('picture pictures photo photos photograph photographs image images')
/** Nouns for files that are heard. */
export const recordingNouns = wordSet('recording recordings memo memos clip clips')
/** Nouns for files that are asked about. */
export const fileNouns: ReadonlySet<string> = new Set([
  ...pictures,
  ...recordingNouns,
  ...wordSet('file files one ones'),
])

/** Files as words speak of them: `these three photos`, `my recordings`, `them`, `the last two`. */
export interface FilePhrase {
  /** The noun; `files` where there is none. */
  noun: string
  isHeard: boolean
  /** Whether one is spoken of: `the picture`, `which one`. */
  isOne?: boolean
  /** Which of them, where it is not all: `last two`, `first and third`. */
  places?: string | undefined
}

const determiners = wordSet('all any of the these those my your our attached')
const numbers = wordSet('two three four five six 2 3 4 5 6')
const pronouns = wordSet('them these those')

const pluralOf = (noun: string): string =>
  /^ones?$/.test(noun) ? 'files' : noun.endsWith('s') ? noun : `${noun}s`

const ordinals = wordSet('first second third fourth fifth last middle final other')

/** "The first two", "first and third", "the other" ahead of a noun that may be missing. Undefined, and nothing is passed: no place is next. */
function readPlaces(reader: WordReader): string | undefined {
  const start = reader.at
  const said: string[] = []
  for (;;) {
    reader.take('the')
    const place = reader.take(ordinals)
    if (place === undefined) break
    said.push(place)
    const joint = reader.at
    reader.take(',')
    if (reader.take(wordSet('and or')) === undefined && reader.at === joint) break
    if (reader.sees(ordinals) || reader.sees('the', ordinals)) continue
    reader.at = joint
    break
  }
  if (said.length === 0) {
    reader.at = start
    return undefined
  }
  const count = said.length === 1 ? reader.take(numbers) : undefined
  return count === undefined ? said.join(' and ') : `${said[0]} ${count}`
}

/** Reads files from here on: determiners, a number, one more word, and the noun. Undefined, and nothing is passed: other words are next. */
export function readFiles(reader: WordReader): FilePhrase | undefined {
  const start = reader.at
  reader.skip(wordSet('all any of my your our'))
  const places = readPlaces(reader)
  if (places !== undefined && (/ /.test(places) || reader.sees(fileNouns))) {
    const noun = reader.take(fileNouns)
    return {
      noun: noun === undefined ? 'files' : pluralOf(noun),
      isHeard: noun !== undefined && recordingNouns.has(noun),
      places,
    }
  }
  reader.at = start
  const isPointed = reader.take(pronouns) !== undefined && !reader.sees(fileNouns) && !reader.sees(numbers)
  if (isPointed) return { noun: 'files', isHeard: false }
  reader.at = start
  reader.skip(determiners)
  const isCounted = reader.take(numbers) !== undefined
  reader.skip(wordSet('attached given'))
  // "The two of them", "these audio files".
  if (isCounted && reader.sees('of')) {
    reader.at += 1
    const of = readFiles(reader)
    if (of) return of
    reader.at -= 1
  }
  if (
    !reader.sees(fileNouns) &&
    (reader.at > start || reader.sees('voice')) &&
    reader.sees(wordSet('audio voice sound other new'), fileNouns)
  )
    reader.at += 1
  const noun = reader.take(fileNouns)
  if (noun !== undefined)
    return {
      noun: pluralOf(noun),
      isHeard: recordingNouns.has(noun),
      isOne: !isCounted && !noun.endsWith('s'),
    }
  // "All these": the last of the determiners stands for the files.
  if (!isCounted && reader.at > start && pronouns.has(reader.words[reader.at - 1] ?? ''))
    return { noun: 'files', isHeard: false }
  if (isCounted && reader.at > start + 1) return { noun: 'files', isHeard: false }
  reader.at = start
  return undefined
}

const quantifiers = wordSet('all both every each any either none neither some')
const bounds: readonly [ReadonlySet<string>, string][] = [
  [wordSet('at'), 'least'],
  [wordSet('at'), 'most'],
  [wordSet('more fewer less'), 'than'],
]
const counted = wordSet('one two three four five six half 1 2 3 4 5 6')

/** Files behind "of the", as the words of all later parts. `isHeard`: recordings, where no noun says what they are. */
export const filesSaid = ({ noun, places }: FilePhrase, isHeard: boolean): string =>
  places === undefined ? noun : `${places} ${noun === 'files' ? (isHeard ? 'recordings' : 'pictures') : noun}`

/** How many of files are meant: `all`, `at least two`. */
export interface QuantifiedFiles {
  said: string
  files: FilePhrase
}

/** "All of them", "both photos", "at least two of the pictures", "every one of these". Undefined, and nothing is passed: other words are next. */
export function readQuantified(reader: WordReader): QuantifiedFiles | undefined {
  const start = reader.at
  const said = readQuantity(reader)
  if (said === undefined) return undefined
  const isOf = reader.take('of') !== undefined
  const files = readFiles(reader)
  // "All three", "both": of which files is known without words.
  if (files) return { said, files }
  if (!isOf && /^(?:all|both|any|either|each|every|none|neither)$/.test(said)) {
    reader.take(numbers)
    return { said, files: { noun: 'files', isHeard: false } }
  }
  reader.at = start
  return undefined
}

function readQuantity(reader: WordReader): string | undefined {
  const start = reader.at
  const every = reader.take(quantifiers)
  if (every !== undefined) {
    if (/^(?:every|each|any)$/.test(every)) reader.take('one')
    return every
  }
  for (const [first, second] of bounds) {
    const how = reader.next
    if (reader.take(first, second) === undefined) continue
    const count = reader.take(counted)
    if (count !== undefined) return `${how} ${second} ${count}`
    reader.at = start
  }
  const exact = reader.take(wordSet('exactly only just')) === undefined ? undefined : reader.take(counted)
  if (exact !== undefined) return `exactly ${exact}`
  reader.at = start
  return undefined
}
