import { type WordReader, wordSet } from './word-reader.js'

const pictures = wordSet('picture pictures photo photos photograph photographs image images')
const recordings = wordSet('recording recordings memo memos clip clips')
/** Nouns for files that are asked about. */
export const fileNouns: ReadonlySet<string> = new Set([
  ...pictures,
  ...recordings,
  ...wordSet('file files one ones'),
])

/** Files as words speak of them: `these three photos`, `my recordings`, `them`. */
export interface FilePhrase {
  /** The noun; `files` where there is none. */
  noun: string
  isHeard: boolean
}

const determiners = wordSet('all any of the these those my your our attached')
const numbers = wordSet('two three four five six 2 3 4 5 6')
const pronouns = wordSet('them these those')

const pluralOf = (noun: string): string =>
  /^ones?$/.test(noun) ? 'files' : noun.endsWith('s') ? noun : `${noun}s`

/** Reads files from here on: determiners, a number, one more word, and the noun. Undefined, and nothing is passed: other words are next. */
export function readFiles(reader: WordReader): FilePhrase | undefined {
  const start = reader.at
  const isPointed = reader.take(pronouns) !== undefined && !reader.sees(fileNouns) && !reader.sees(numbers)
  if (isPointed) return { noun: 'files', isHeard: false }
  reader.at = start
  reader.skip(determiners)
  const isCounted = reader.take(numbers) !== undefined
  reader.skip(wordSet('attached given'))
  // "The two of them", "these audio files".
  if (isCounted && reader.take('of', wordSet('them these those'))) return { noun: 'files', isHeard: false }
  if (
    !reader.sees(fileNouns) &&
    reader.at > start &&
    reader.sees(wordSet('audio voice sound other new'), fileNouns)
  )
    reader.at += 1
  const noun = reader.take(fileNouns)
  if (noun !== undefined) return { noun: pluralOf(noun), isHeard: recordings.has(noun) }
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
