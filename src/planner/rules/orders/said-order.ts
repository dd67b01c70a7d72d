import { numberOf } from '../reading/said-count.js'
import { WordReader, wordSet } from '../words/grammar/word-reader.js'
import { labelsIn } from '../words/labels.js'
import type { Token } from '../words/tokens.js'

/** What a step measures of a recording or a picture. */
export type Measured = 'brightness' | 'loudness' | 'pace' | 'pitch' | 'pauses' | 'speakers' | 'words'

/** By what files are put in order. */
export type OrderMeasure =
  /** How well words fit a picture. */
  | { kind: 'fit'; words: string }
  /** How alike a picture is to another one, which the tokens name. */
  | { kind: 'likeness'; to: readonly Token[] }
  /** How many of a thing a picture shows. */
  | { kind: 'count'; of: string }
  | { kind: 'measured'; by: Measured }
  /** How long what is said, or what is described, is in writing. */
  | { kind: 'length'; of: 'transcripts' | 'captions' }

export interface SaidOrder {
  measure: OrderMeasure
  isDescending: boolean
  /** How many of them are wanted. Default: all. */
  take: number | undefined
}

const polite = wordSet('please can could would will you i want need to like now so and then kindly just')
const sorting = wordSet('sort order rank arrange sorted ordered ranked arranged')
const listing = wordSet(
  'list enumerate give show name find tell pick choose select get put return bring which what',
)
const acting = wordSet(
  'describe transcribe caption translate summarize summarise classify read detect compare translated described transcribed captioned',
)
const leads = wordSet('by on to according based in of order their the its a an each to')

/** How much of something an adjective says, in all its degrees; `<` behind a word: little of it. */
const adjectives = new Map<string, { by: Measured; isLittle: boolean }>()
const degrees: readonly [by: Measured, much: string, little: string][] = [
  ['loudness', 'loud louder loudest noisy noisier noisiest', 'quiet quieter quietest soft softer softest'],
  ['pace', 'fast faster fastest quick quicker quickest', 'slow slower slowest'],
  ['pitch', 'high higher highest', 'low lower lowest deep deeper deepest'],
  ['brightness', 'bright brighter brightest palest', 'dark darker darkest dim dimmer dimmest'],
]
for (const [by, much, little] of degrees) {
  for (const word of much.split(' ')) adjectives.set(word, { by, isLittle: false })
  for (const word of little.split(' ')) adjectives.set(word, { by, isLittle: true })
}
const nouns = new Map<string, Measured>([
  ...'loudness volume level'.split(' ').map((word) => [word, 'loudness'] as const),
  ...'pace speed tempo rate'.split(' ').map((word) => [word, 'pace'] as const),
  ['pitch', 'pitch'],
  ...'brightness luminance lightness'.split(' ').map((word) => [word, 'brightness'] as const),
  ...'darkness dimness'.split(' ').map((word) => [word, 'brightness'] as const),
  ...'pauses silences breaks gaps'.split(' ').map((word) => [word, 'pauses'] as const),
  ...'speakers voices'.split(' ').map((word) => [word, 'speakers'] as const),
  ...'words'.split(' ').map((word) => [word, 'words'] as const),
])
const much = wordSet(
  'most best highest largest biggest greatest many closest strongest high descending decreasing',
)
const little = wordSet('least fewest worst lowest smallest few low ascending increasing')
const alike = wordSet(
  'similarity likeness resemblance closeness fit match relevance score similar close like',
)
const fitting = wordSet(
  'fit fits match matches resemble resembles suit suits show shows depict depicts look looks',
)
const texts = new Map<string, 'transcripts' | 'captions'>([
  ...'transcript transcripts transcription transcriptions'
    .split(' ')
    .map((word) => [word, 'transcripts'] as const),
  ...'caption captions description descriptions'.split(' ').map((word) => [word, 'captions'] as const),
])
const files = wordSet('pictures photos photographs images pics shots recordings memos clips files ones them')
/** Where the name of a thing ends that is counted, or that fits. */
const ends = wordSet(
  'is are they there can in on each it you we i . ? ! , ; first : from have has contain contains show shows appear visible and or please best most to',
)

/** Of pictures, what is light is bright; of files, it is small. */
const lightOf = (words: readonly string[]): readonly string[] =>
  words.some((word) => /^(?:dark(?:er|est)?|pictures?|photos?|images?)$/.test(word))
    ? words.map((word) => word.replace(/^light(?=er$|est$)/, 'bright'))
    : words

/** The order that a request asks for as its answer, where a step has to measure what it goes by. Undefined: it asks for something else. */
export function readOrder(tokens: readonly Token[], text: string): SaidOrder | undefined {
  const words = lightOf(
    tokens.map(({ kind, text: said }) => (/^(?:word|mark|number)$/.test(kind) ? said.toLowerCase() : '')),
  )
  const reader = new WordReader(words)
  if (words.length > 40 || reader.has(acting)) return undefined
  reader.skip(polite)
  const isSorted = reader.sees(sorting) || reader.sees('put') || reader.has(sorting)
  if (!isSorted && !reader.sees(listing) && !reader.sees('the')) return undefined
  const said = readMeasure(reader, tokens, text, isSorted)
  if (!said) return undefined
  const take = takenOf(words)
  const order = directionOf(words)
  return { measure: said.measure, isDescending: order ?? !said.isLittle, take }
}

interface SaidMeasure {
  measure: OrderMeasure
  /** Whether the words ask for little of it first. */
  isLittle?: boolean
}

function readMeasure(
  reader: WordReader,
  tokens: readonly Token[],
  text: string,
  isSorted: boolean,
): SaidMeasure | undefined {
  const thingFrom = (at: number): string | undefined => thingAt(tokens, reader.words, at, text)
  const suits = (at: number): SaidMeasure | undefined => {
    const file = fileAt(tokens, at)
    if (file) return { measure: { kind: 'likeness', to: file } }
    const thing = thingFrom(at)
    return thing === undefined ? undefined : { measure: { kind: 'fit', words: thing } }
  }
  const by = Math.max(reader.find(wordSet('by according based')), reader.find('order', 'of'))
  if (isSorted && by >= 0) {
    const of = texts.get(reader.words.slice(0, by).find((word) => texts.has(word)) ?? '')
    const phrase = new WordReader(reader.words, by + 1).skip(leads)
    if (of && phrase.take(wordSet('length size'))) return { measure: { kind: 'length', of } }
    const measured = measurePhrase(phrase, suits, thingFrom)
    if (measured) return measured
  }
  // "Rank them from best to worst match for a dog."
  const match = reader.find(wordSet('match fit example'), wordSet('for to of'))
  if (match >= 0 && (reader.has('best') || reader.has('worst'))) return suits(match + 2)
  // "The three that look most like a beach", "which two fit 'a dog' best".
  const most = reader.find(wordSet('most more closely'), wordSet('like similar closely resemble'))
  const isSeveral = takenOf(reader.words) !== undefined || isSorted
  // "Which picture looks most like a beach?" ranks them all.
  const asksWhich =
    reader.sees(wordSet('which what')) && reader.has(wordSet('picture photo image photograph one'))
  if (most >= 0 && (isSeveral || asksWhich)) return suits(skipped(reader.words, most + 2))
  const fits = reader.find(fitting)
  if (fits >= 0 && isSeveral && reader.has('best')) return suits(fits + 1)
  const picture = reader.find(
    'best',
    wordSet('picture pictures photo photos image images photograph photographs shot shots'),
    wordSet('of with showing'),
  )
  if (picture >= 0 && (isSeveral || asksWhich)) return suits(picture + 3)
  // "The two pictures with the most things".
  const amount = reader.find(
    wordSet('with have has having show showing contain'),
    'the',
    wordSet('most fewest least'),
  )
  const counted = amount >= 0 && isSeveral ? thingFrom(amount + 3) : undefined
  if (counted !== undefined)
    return {
      measure: { kind: 'count', of: counted },
      isLittle: reader.words[amount + 2] !== 'most',
    }
  // "The top three pictures for 'a beach'".
  const top = reader.find('top') < 0 ? -1 : reader.find(files, 'for')
  if (top >= 0 && isSeveral) return suits(top + 2)
  // "The two loudest recordings", "from loudest to quietest", "loudest first".
  const graded = reader.words.findIndex((word) => adjectives.has(word))
  const adjective = adjectives.get(reader.words[graded] ?? '')
  const isOfVoices = adjective?.by !== 'pitch' || reader.has(wordSet('voice voices pitch'))
  // How bright each is takes one look; of "which is louder" more than an order is said.
  const isOrdered =
    isSeveral ||
    (adjective !== undefined && directionOf(reader.words) !== undefined) ||
    (adjective?.by === 'brightness' && reader.sees(wordSet('which what')))
  return adjective && isOfVoices && isOrdered
    ? { measure: { kind: 'measured', by: adjective.by }, isLittle: adjective.isLittle }
    : undefined
}

/** What stands behind "by": `how well they fit a dog`, `the number of people`, `loudness`. */
function measurePhrase(
  phrase: WordReader,
  suits: (at: number) => SaidMeasure | undefined,
  thingFrom: (at: number) => string | undefined,
): SaidMeasure | undefined {
  const counted =
    phrase.take('how', wordSet('many much')) ?? phrase.take(wordSet('number count amount'), 'of')
  if (counted !== undefined) {
    const own = nouns.get(phrase.skip(wordSet('different the')).next ?? '')
    if (own === 'pauses' || own === 'speakers' || own === 'words')
      return { measure: { kind: 'measured', by: own } }
    if (phrase.sees(wordSet('people persons'), wordSet('speak talk speaking talking')))
      return { measure: { kind: 'measured', by: 'speakers' } }
    if (counted === 'much' && phrase.has(wordSet('said talked spoken talk say speak speech')))
      return { measure: { kind: 'measured', by: 'words' } }
    if (counted === 'much') return suits(skipped(phrase.words, phrase.find(fitting) + 1))
    const thing = thingFrom(phrase.at)
    return thing === undefined ? undefined : { measure: { kind: 'count', of: thing } }
  }
  if (phrase.take('how')) {
    const adjective = adjectives.get(phrase.next ?? '')
    if (adjective) return { measure: { kind: 'measured', by: adjective.by }, isLittle: adjective.isLittle }
    const similar = phrase.sees(wordSet('similar close alike like'))
    const from = similar ? phrase.find(wordSet('to like')) : phrase.find(fitting)
    return from < 0 ? undefined : suits(skipped(phrase.words, from + 1))
  }
  const noun = nouns.get(phrase.next ?? '')
  if (noun)
    return { measure: { kind: 'measured', by: noun }, isLittle: phrase.sees(wordSet('darkness dimness')) }
  if (phrase.take(alike) === undefined) return undefined
  return phrase.take(wordSet('to with for of')) === undefined
    ? undefined
    : suits(skipped(phrase.words, phrase.at))
}

const skipped = (words: readonly string[], at: number): number =>
  new WordReader(words, at).skip(wordSet('to like the as with')).at

/** The thing that is named from a place on: quoted, or up to the word that ends its name. */
function thingAt(
  tokens: readonly Token[],
  words: readonly string[],
  at: number,
  text: string,
): string | undefined {
  const first = tokens[at]
  if (!first) return undefined
  if (first.kind === 'quoted') return first.text
  const end = words.findIndex((word, place) => place > at && ends.has(word))
  const last = tokens[(end < 0 ? tokens.length : end) - 1]
  const [thing] = last ? labelsIn(text.slice(first.start, last.end)) : []
  return thing === undefined || files.has(thing) ? undefined : thing
}

/** A file that is named from a place on. */
function fileAt(tokens: readonly Token[], at: number): readonly Token[] | undefined {
  const rest = tokens.slice(at, at + 4)
  const isFile =
    rest[0]?.kind === 'file' || /^(?:first|second|third|last|1st|2nd|3rd)$/i.test(rest[0]?.text ?? '')
  // The article leads to the place among the files: "the first".
  return isFile ? tokens.slice(Math.max(0, at - 1), at + 4) : undefined
}

/** "The three that", "which two", "the two loudest": how many are wanted. */
function takenOf(words: readonly string[]): number | undefined {
  for (const [at, word] of words.entries()) {
    const count = /^(?:\d{1,2}|[a-z]+)$/.test(word) ? numberOf(word) : 0
    const isTop =
      words[at - 1] === 'top' || (/^(?:the|which|what|me|best)$/.test(words[at - 1] ?? '') && count > 1)
    const next = words[at + 1] ?? ''
    if (
      count > 0 &&
      isTop &&
      (files.has(next) ||
        /^(?:that|which|most|best|worst|look|fit|match)$/.test(next) ||
        adjectives.has(next))
    )
      return count
  }
  return undefined
}

/** Whether much comes first; undefined where the words do not tell. */
function directionOf(words: readonly string[]): boolean | undefined {
  for (const [at, word] of words.entries()) {
    const isFirst = words.slice(at + 1, at + 3).includes('first') || words[at - 1] === 'from'
    const isNamed = /^(?:a|de)scending$|^(?:in|de)creasing$/.test(word)
    if (!isFirst && !isNamed) continue
    if (much.has(word)) return true
    if (little.has(word)) return false
    const adjective = adjectives.get(word)
    if (adjective) return !adjective.isLittle
    if (/^(?:long|longest)$/.test(word)) return true
    if (/^(?:short|shortest)$/.test(word)) return false
  }
  return undefined
}
