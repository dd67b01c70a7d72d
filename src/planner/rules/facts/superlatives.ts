import { formatList } from '../../../core/text.js'
import type { Media } from '../../../media/media.js'
import { type FactMeasure, measureFile } from '../reading/order.js'
import { countOfWord } from '../reading/places.js'
import { wordSet } from '../words/grammar/word-reader.js'
import { type Token, tokenize } from '../words/tokens.js'

/** "The longest recording", "the two largest of these pictures", "the second shortest memo". */
export interface Superlative {
  /** Tokens from `start` up to, but without, `end`. */
  start: number
  end: number
  measure: FactMeasure
  /** Whether the least of it is meant. */
  isLeast: boolean
  /** The noun for what it is chosen from. */
  noun: string
  /** How many are meant. */
  count: number
  /** Behind how many others the first of them stands: 1 for "the second longest". */
  behind: number
}

const measures: readonly [measure: FactMeasure, most: string, least: string][] = [
  ['duration', 'longest longer', 'shortest shorter briefest'],
  ['width', 'widest wider', 'narrowest narrower'],
  ['height', 'tallest taller', ''],
  ['size', 'largest larger biggest bigger', 'smallest smaller tiniest'],
]
const degrees = new Map(
  measures.flatMap(([measure, most, least]) =>
    [most, least].flatMap((words, place) =>
      words.split(' ').map((word) => [word, { measure, isLeast: place === 1 }] as const),
    ),
  ),
)
const files = wordSet(
  'picture pictures photo photos photograph photographs image images recording recordings memo memos clip clips file files one ones',
)
const determiners = wordSet('the these those my all both of one two three four five attached other audio')
const ordinals = 'second third fourth fifth'.split(' ')

/** Reads a superlative from a token on: an article, how many or the how-manieth, the degree, and what it is of. */
function superlativeAt(tokens: readonly Token[], at: number): Superlative | undefined {
  const said = wordsFrom(tokens)
  if (said(at) !== 'the') return undefined
  const graded = degreeAt(tokens, said(at + 1) === 'top' ? at + 2 : at + 1)
  if (!graded) return undefined
  let end = graded.end
  if (said(end) === 'of' || (said(end) === 'one' && said(end + 1) === 'of')) {
    const until = end + 8
    while (end < until && determiners.has(said(end)) && !files.has(said(end))) end += 1
    if (said(end) === 'one') return undefined
  } else if (said(end) === 'audio') end += 1
  if (!files.has(said(end))) return undefined
  const noun = said(end - 1) === 'audio' ? 'audio' : said(end)
  // How large a file is, is told in bytes.
  const measure = graded.measure === 'size' && /^files?$/.test(noun) ? 'bytes' : graded.measure
  return { ...graded, measure, start: at, end: end + 1, noun }
}

/** How many or the how-manieth, and the degree: `two longest`, `second longest`, `longest`. */
function degreeAt(tokens: readonly Token[], at: number): Omit<Superlative, 'start' | 'noun'> | undefined {
  const said = wordsFrom(tokens)
  const behind = ordinals.indexOf(said(at)) + 1
  const counted = tokens[at] && countOfWord(tokens[at])
  const isCounted = behind > 0 || counted !== undefined
  const place = isCounted ? at + 1 : at
  const degree = degrees.get(said(place))
  return degree && { ...degree, end: place + 1, count: counted ?? 1, behind }
}

const wordsFrom =
  (tokens: readonly Token[]) =>
  (at: number): string =>
    tokens[at]?.text.toLowerCase() ?? ''

type AllMedia = Readonly<Record<string, Media>>
/** The names of the files that a noun speaks of. */
type NamesOf = (noun: string) => readonly string[]

/** The files that a superlative means, in their order; none where there is nothing to choose from. */
function filesMeant(
  { measure, isLeast, noun, count, behind }: Superlative,
  namesOf: NamesOf,
  media: AllMedia,
): string[] {
  const measuredBy = (by: FactMeasure) =>
    namesOf(noun).flatMap((name) => {
      const item = media[name]
      const value = item && measureFile(item, by)
      return value === undefined ? [] : [{ name, value }]
    })
  // Some languages have one word for "short" and "small".
  const [wanted, sizes] = [measuredBy(measure), measuredBy('size')]
  const measured = wanted.length > 1 ? wanted : sizes
  if (measured.length < 2) return []
  return measured
    .sort((a, b) => (isLeast ? a.value - b.value : b.value - a.value))
    .slice(behind, behind + count)
    .map(({ name }) => name)
}

const asking = wordSet(
  "please which what who is are 's tell me name give find identify show pick list enumerate can could you i want need would like to know",
)
const orders = wordSet('from with')

/** With references in place of "the longest recording" and "the two largest pictures", unless that is what is asked. */
export function withSuperlatives(sentence: string, namesOf: NamesOf, media: AllMedia): string {
  const tokens = tokenize(sentence, media)
  const said = wordsFrom(tokens)
  let [result, from] = ['', 0]
  for (let at = 0; at < tokens.length; at++) {
    const found = superlativeAt(tokens, at)
    if (!found || isAsked(tokens, found)) continue
    // "From the longest recording to the shortest" is an order.
    const [next, after] = [said(found.end), said(found.end + 1)]
    if (orders.has(said(at - 1)) && (next === 'to' || (/^(?:down|up)$/.test(next) && after === 'to')))
      continue
    // "All of them, the shortest one first."
    if (next === 'first' && tokens[at - 1]?.kind === 'mark') continue
    const names = filesMeant(found, namesOf, media)
    if (names.length === 0) continue
    const isLimited = /^(?:only|just)$/.test(said(at - 1))
    const start = tokens[isLimited ? at - 1 : at]?.start ?? from
    result += `${sentence.slice(from, start)}${formatList(names.map((name) => `$${name}`))}`
    from = tokens[found.end - 1]?.end ?? from
    at = found.end - 1
  }
  return result + sentence.slice(from)
}

/** Whether a sentence asks for nothing but which files a superlative means. */
function isAsked(tokens: readonly Token[], { start, end }: Superlative): boolean {
  const said = wordsFrom(tokens)
  const lead = tokens.slice(0, start)
  return (
    lead.length > 0 &&
    said(start - 1) !== 'of' &&
    (saysNoMore(tokens.slice(end)) || isChoice(tokens.slice(end))) &&
    // "Which picture is the largest of the files": whatever stands behind "which" is asked for.
    (/^(?:which|what)$/.test(said(0)) ? lead.length < 9 : lead.every((_, at) => asking.has(said(at))))
  )
}

/** Nothing but marks, thanks, or the order in which they are told anyway: ", smallest first". */
const saysNoMore = (rest: readonly Token[]): boolean =>
  rest.every(
    ({ kind, text }, at) =>
      kind === 'mark' ||
      /^please$/i.test(text) ||
      (degrees.has(text.toLowerCase()) && /^first$/i.test(rest[at + 1]?.text ?? '')) ||
      (/^first$/i.test(text) && degrees.has(rest[at - 1]?.text.toLowerCase() ?? '')),
  )

/** "..., the first or the second?": what there is to choose from. */
const isChoice = ([first, ...rest]: readonly Token[]): boolean =>
  first?.kind === 'mark' && rest.length < 14 && rest.some(({ text }) => /^or$/i.test(text))

/** The files that are asked for by how many or the how-manieth: "list the two longest recordings", "which one is the second largest?" */
export function superlativesAsked(sentence: string, namesOf: NamesOf, media: AllMedia): string[] {
  const tokens = tokenize(sentence, media)
  const found = tokens.flatMap((_, at) => superlativeAt(tokens, at) ?? []).find((one) => isAsked(tokens, one))
  const asked = found ?? predicated(tokens)
  return asked && (asked.count > 1 || asked.behind > 0) ? filesMeant(asked, namesOf, media) : []
}

/** "Which recording is the second longest?", "which two pictures are largest?" */
function predicated(tokens: readonly Token[]): Superlative | undefined {
  const said = wordsFrom(tokens)
  if (!/^(?:which|what)$/.test(said(0))) return undefined
  const counted = tokens[1] && countOfWord(tokens[1])
  const nounAt = counted === undefined ? 1 : 2
  const verbAt = nounAt + 1
  if (!files.has(said(nounAt)) || !/^(?:is|are)$/.test(said(verbAt))) return undefined
  const graded = degreeAt(tokens, verbAt + (said(verbAt + 1) === 'the' ? 2 : 1))
  if (!graded || tokens.slice(graded.end).some(({ kind }) => kind !== 'mark')) return undefined
  return { ...graded, start: 0, noun: said(nounAt), count: counted ?? graded.count }
}
