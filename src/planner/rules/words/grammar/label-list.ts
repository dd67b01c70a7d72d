import { isCommonThing } from '../../../../tools/text/common-things.js'
import { fileNouns } from './file-phrase.js'
import { type WordReader, wordSet } from './word-reader.js'

/* Lists of labels in a request, and what is labelled: `labelling.ts` finds where they stand. */

/** The words of a request from one place to another. */
export type Said = (from: number, to: number) => string

/** What leads to a list, and is no part of it. */
const leading = wordSet(
  'one of the these those this following two three four five 2 3 4 5 either only exactly just my a an single suitable right best correct matching labels label tags tag categories category groups group classes class piles folders buckets bins boxes headings kinds types options choices words word called named namely list set : - ( from out among being as',
)
export const objects = new Set([
  ...fileNouns,
  ...wordSet('it this them these those each everything all one audio'),
])
export const texts = wordSet(
  'text texts sentence sentences review reviews message messages paragraph comment comments tweet email headline',
)
/** Words that no label has: the request goes on to something else. */
const others = wordSet(
  'describe transcribe caption translate summarize tell say show if unless otherwise then count what which who how is are do does give first last size length name',
)
export const determiners = wordSet('the this that these those my each every all both first second third last')
/** What is labelled, where words name files and no text. */
export function objectOf(words: readonly string[], from: number, to: number, said: Said): string | undefined {
  const own = words.slice(from, to)
  const isFile = own.some((word) => objects.has(word) || /\.\w{2,4}$|^\$?(?:image|audio)\d/.test(word))
  if (!isFile || own.includes('"') || own.some((word) => texts.has(word))) return undefined
  return said(from, to).replace(/,$/, '')
}

const counts = wordSet('one two three four five 2 3 4 5')

/** Goes past what only leads to a list; "one thing" is a label. */
export function skipLeading(reader: WordReader): WordReader {
  const isLabel = () => {
    const next = reader.words[reader.at + 1]
    return counts.has(reader.next ?? '') && next !== undefined && !leading.has(next) && !marks.has(next)
  }
  while (leading.has(reader.next ?? '') && !isLabel()) reader.at += 1
  return reader
}

export interface LabelList {
  labels: readonly string[]
  /** What stands behind the list: `for the memo`. */
  object: string | undefined
  /** Whether the last two are joined by "or". */
  isChoice: boolean
  /** What the labels are names of, where that is said: `its background colour`. */
  basis?: string | undefined
}

const marks = wordSet(', ; / | or and vs versus')

/** Two labels or more from here to the end, and what they are for. */
export function readList(reader: WordReader, said: Said, until = reader.words.length): LabelList | undefined {
  const { words } = reader
  let end = until
  while (/^(?:please|thanks|\)|thank|you)$/.test(words[end - 1] ?? '') && end > reader.at) end -= 1
  const tail = words.findLastIndex((word, at) => at < end && /^(?:for|to|on)$/.test(word))
  const object = tail > reader.at ? objectOf(words, tail + 1, end, said) : undefined
  if (object !== undefined) end = tail
  const labels: string[] = []
  const colon = words.findIndex((word, at) => at > reader.at && at < end && (word === ':' || marks.has(word)))
  const basis = words[colon] === ':' ? said(reader.at, colon) : undefined
  if (basis !== undefined) reader.at = colon + 1
  let from = reader.at
  let isChoice = false
  for (let at = reader.at; at <= end; at++) {
    const word = at < end ? (words[at] ?? '') : ','
    // "single" (one thing): what stands in brackets explains the label.
    if (word === '(' && at > from) {
      const close = words.indexOf(')', at)
      if (close < 0 || close > end) return undefined
      labels.push(said(from, at))
      from = close + 1
      at = close
      continue
    }
    if (!marks.has(word)) {
      if (others.has(word)) return undefined
      continue
    }
    if (/^(?:or|vs|versus|\/|\|)$/.test(word)) isChoice = true
    while (
      /^(?:an?|the|either|as|to|under|into|category|class|group|label)$/.test(words[from] ?? '') &&
      at > from + 1
    )
      from += 1
    if (at - from > 6) return undefined
    if (at > from) labels.push(said(from, at))
    from = at + 1
  }
  return labels.length < 2 || labels.length > 20 ? undefined : { labels, object, isChoice, basis }
}

export const unquoted = (label: string): string => label.replace(/^["“„«'(]+|["”“»')]+$/g, '').trim()
export const isColour = (label: string): boolean => colours.has(unquoted(label).toLowerCase())
const colours = wordSet(
  'red green blue yellow orange purple violet pink brown black white grey gray beige turquoise cyan magenta teal gold silver',
)
const format = /^(?:an? )?\.?(?:png|jpe?g|gif|webp|wav|wave|mp3|flac|ogg|bmp|tiff?)(?: files?| images?)?$/i
const isSeveral = /\b(?:each|every|all|both|them|these|those|\w+s)\b/i

export function classified(object: string, { labels, object: behind, basis = '' }: LabelList): string {
  const whose = object || behind || 'it'
  if (/\b(?:background|colou?r)\b/i.test(basis) && labels.every(isColour))
    return `What color is the background of ${whose}?`
  const [first = '', second = ''] = labels
  const [, thing = ''] = /^with (?:an? |any )?([a-z]+)$/i.exec(first) ?? []
  if (labels.length === 2 && isCommonThing(thing) && /^without\b/i.test(second))
    return `Which ${/\b(?:picture|photo|image|recording|memo|file)/i.exec(whose)?.[0] ?? 'file'}s show ${thing}, and which do not?`
  const files = /^(?:it|this|that|here)$/.test(whose) ? 'the file' : whose
  if (labels.every((label) => format.test(unquoted(label))))
    return `What file format ${isSeveral.test(files) ? 'are' : 'is'} ${files}?`
  // What stands in quotation marks asks for nothing: "question" is a label here.
  const quoted = labels.map((label) => (/^["“„«']/.test(label) ? label : `"${label}"`))
  return `Classify ${whose} as ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}.`
}
