import { rememberLast } from '../../../core/patterns/remember-last.js'
import { type Modality, modalities } from '../../../media/media.js'
import { isAddress } from '../../../tools/table/cell-addresses.js'
import { isCellName } from '../../../tools/table/cell-places.js'
import { isLanguageName } from './languages.js'
import { documentNouns, modalityOfName, nounMeanings } from './nouns.js'
import { stemOf } from './stem.js'
import type { Token } from './tokens.js'

/*
 * Phrases are written in a small language:
 *
 *   transcribe            the word in any of its forms
 *   short|brief           one of several words
 *   named?                a word that may be missing
 *   convert <audio> .. to {text}
 *                         a noun for a recording, up to six words, a noun for a text that is to be made
 *   describe~              the same, but after other tools with these words
 *   ^ is there            only where a clause begins
 *   <image> <audio> <video> <text> <table>, <document>, <it> (a pronoun or any of those), <language>, <time> (a year
 *                         or a month), <cell> (of a spreadsheet: B3), <any> word
 */
type Part =
  | { kind: 'word'; stems: ReadonlySet<string>; optional: boolean; weight: number }
  | { kind: 'slot'; noun: string; made: boolean }
  | { kind: 'gap' }
  | { kind: 'start' }

export interface Phrase {
  parts: readonly Part[]
  /** Stems that it can begin with; undefined: any word. */
  first: ReadonlySet<string> | undefined
  /** Whether another tool that the same words ask for goes first. */
  isWeak: boolean
}

export interface PhraseMatch {
  /** Tokens from `start` up to, but without, `end`. */
  start: number
  end: number
  /** How much the words say: more of them, more. */
  weight: number
  /** Tokens that name what is to be made, and are none of what it is made from. */
  made: readonly number[]
}

const small = new Set(
  'a an the is are be do does to in on of at it this that what which for with from as by and or me you i some'
    .split(' ')
    .map(stemOf),
)

/** Many phrases have the same parts: "the?", "<image>". */
const partOf = rememberLast(
  (part): Part | undefined => {
    if (part === '..') return { kind: 'gap' }
    if (part === '^') return { kind: 'start' }
    const slot = /^[<{](\w+)[>}]$/.exec(part)?.[1]
    if (slot) return { kind: 'slot', noun: slot, made: part.startsWith('{') }
    const words = part.replace(/\?$/, '').split('|').filter(Boolean)
    if (words.length === 0) return undefined
    const stems = new Set(words.map((word) => (/\p{L}/u.test(word) ? stemOf(word) : word)))
    return {
      kind: 'word',
      stems,
      optional: part.endsWith('?'),
      weight: [...stems].every((one) => small.has(one)) ? 0.3 : 1,
    }
  },
  { most: 4000 },
)

export function parsePhrase(text: string): Phrase {
  const isWeak = text.endsWith('~')
  const parts = text
    .replace(/~$/, '')
    .trim()
    .toLowerCase()
    .split(/[\s-]+/)
    .flatMap((part) => partOf(part) ?? [])
  const head = parts.find(({ kind }) => kind !== 'start')
  return { parts, first: head?.kind === 'word' && !head.optional ? head.stems : undefined, isWeak }
}

const longestGap = 6

/** Matches a phrase at a place of a sentence. What it tries is bounded by the phrase, not by the sentence. */
export function matchPhrase(
  { parts, isWeak }: Phrase,
  sentence: readonly Token[],
  start: number,
): PhraseMatch | undefined {
  type Way = { at: number; weight: number; made: number[] }
  const go = (part: number, way: Way): Way | undefined => {
    const currentPart = parts[part]
    if (!currentPart) return way
    const { at, weight, made } = way
    switch (currentPart.kind) {
      case 'start':
        return opensClause(sentence, at) ? go(part + 1, { at, weight: weight + 0.5, made }) : undefined
      case 'word': {
        const token = sentence[at]
        const fits =
          token && (token.kind === 'word' || token.kind === 'mark') && currentPart.stems.has(token.stem)
        const taken = fits
          ? go(part + 1, { at: at + 1, weight: weight + currentPart.weight, made })
          : undefined
        return taken ?? (currentPart.optional ? go(part + 1, way) : undefined)
      }
      case 'slot': {
        const end = slotAt(currentPart.noun, sentence, at)
        if (end === undefined) return undefined
        return go(part + 1, {
          at: end,
          weight: weight + 0.9,
          made: currentPart.made ? [...made, end - 1] : made,
        })
      }
      case 'gap':
        for (let skipped = 0; skipped <= longestGap; skipped++) {
          const found = go(part + 1, { at: at + skipped, weight: weight - skipped * 0.06, made })
          if (found) return found
          const token = sentence[at + skipped]
          if (!token || token.stem === 'not') return undefined
          if (token.kind === 'mark' && !/^[:()\u2013-]$/.test(token.text)) return undefined
        }
        return undefined
    }
  }
  const found = go(0, { at: start, weight: 0, made: [] })
  return found && found.at > start
    ? { start, end: found.at, weight: found.weight - (isWeak ? 0.3 : 0), made: found.made }
    : undefined
}

const openers = new Set(
  'and or but then also me whether if so well please now can could you tell say that know'
    .split(' ')
    .map(stemOf),
)

/** Whether a question may begin here: at the start, after a mark, or after words that lead to one. */
export function opensClause(sentence: readonly Token[], at: number): boolean {
  const before = sentence[at - 1]
  return !before || before.kind === 'mark' || before.kind === 'quoted' || openers.has(before.stem)
}

export const pronouns: ReadonlySet<string> = new Set(
  'it its this that them these those they he she'.split(' ').map(stemOf),
)
const beforeNoun = 4

/** Where a noun of the kind ends that begins here, with up to four words before it that say which. */
function slotAt(noun: string, sentence: readonly Token[], at: number): number | undefined {
  for (let skipped = 0; skipped <= beforeNoun; skipped++) {
    const token = sentence[at + skipped]
    if (!token || token.kind === 'mark') return undefined
    if (isNoun(noun, token)) return at + skipped + 1
    if (noun === 'any' && token.kind === 'word') return at + skipped + 1
    if (token.kind !== 'word') {
      // "the image 'photo.jpg'" and "'photo.jpg' image" both speak of one picture.
      if (token.kind !== 'number') return undefined
    } else if (token.stem === 'of' && quantifiers.test(sentence[at + skipped - 1]?.text ?? '')) {
      // "Each of the pictures" speaks of pictures.
    } else if (
      token.stem === 'and' &&
      isPlaceAt(sentence, at + skipped - 1) &&
      isPlaceAt(sentence, at + skipped + 1)
    ) {
      // "The first and third pictures".
    } else if (breaksNoun.has(token.stem) || noun === 'language') return undefined
    else if (noun === 'it' && skipped > 1 && !saysWhich.test(sentence[at + skipped - 1]?.text ?? ''))
      return undefined
  }
  return undefined
}

const times =
  /^(?:(?:19|20|21)\d\d(?:[-/]\d{1,2}){0,2}|tomorrow|january|february|march|april|june|july|august|september|october|november|december)$/i
const quantifiers = /^(?:each|all|both|every|any|one|some|two|three|four|five|either|neither|none)$/i
/** "The last two pictures": words that say which of them, as many as there are. */
const saysWhich =
  /^(?:and|the|these|those|my|all|first|second|third|fourth|fifth|last|middle|final|other|one|two|three|four|five)$/i
const isPlaceAt = (sentence: readonly Token[], at: number): boolean =>
  /^(?:first|second|third|fourth|fifth|last|middle)$/i.test(sentence[at]?.text ?? '')
const breaksNoun = new Set(
  'to into from and or then of in on at is are was what which who how as with for using based by that'
    .split(' ')
    .map(stemOf),
)

function isNoun(noun: string, token: Token): boolean {
  if (noun === 'language') return token.kind === 'word' && isLanguageName(token.text)
  if (noun === 'time') return token.kind === 'file' ? false : times.test(token.text)
  if (noun === 'cell') return token.kind === 'word' && (isCellName(token.text) || isAddress(token.text))
  if (noun === 'it')
    return (
      token.kind === 'file' ||
      (token.kind === 'word' && (pronouns.has(token.stem) || nounMeanings.has(token.stem)))
    )
  if (noun === 'document') return token.kind === 'word' && documentNouns.has(token.stem)
  const modality = modalities.find((one): one is Modality => one === noun)
  if (!modality) return false
  if (token.kind === 'file') return modalityOfToken(token) === modality
  if (token.kind === 'quoted') return modality === 'text' && !/\?\s*$/.test(token.text)
  return token.kind === 'word' && nounMeanings.get(token.stem)?.[0] === modality
}

/** What kind of file a token names. */
export const modalityOfToken = ({ reference, text }: Token): Modality =>
  modalities.find((modality) => reference?.startsWith(modality)) ?? modalityOfName(text)
