import { nounMeanings } from './nouns.js'
import { matchPhrase, type PhraseMatch } from './phrase.js'
import { stemOf } from './stem.js'
import type { Token } from './tokens.js'
import type { Entry, KnownTool, Vocabulary } from './vocabulary.js'

/** A tool that words may ask for, and how strongly. */
export interface Option {
  known: KnownTool
  weight: number
  isResult: boolean
  start: number
  end: number
  made: readonly number[]
}

/** Something the words ask for, with the words around it. */
export interface Wish {
  /** Tools that may be meant, the likeliest first by words alone. */
  options: readonly Option[]
  sentence: readonly Token[]
  /** The tokens that ask. */
  start: number
  end: number
  /** From the words that ask to the next that ask; the first of a sentence begins with it. */
  clauseStart: number
  clauseEnd: number
  /** Whether it names a result, as in "the transcript": done already, it only points back. */
  isResult: boolean
  /** A text that follows the words, with a colon or on a line of its own. Nothing in it asks for anything. */
  payload?: string | undefined
}

/** What a sentence asks for, in its order. */
export function wishesIn(sentence: readonly Token[], vocabulary: Vocabulary): Wish[] {
  const matches = sentence.flatMap((_, at) => matchesAt(sentence, at, vocabulary))
  const chosen = longest(matches)
  return chosen.map((best, place): Wish => {
    const before = chosen[place - 1]
    const after = chosen[place + 1]
    const options = matches.filter(
      (one) =>
        one.start < best.end &&
        one.end > best.start &&
        (!before || one.start >= before.end) &&
        (!after || one.start < after.start),
    )
    return {
      options: bestOfEach([best, ...options]),
      sentence,
      start: best.start,
      end: best.end,
      clauseStart: before ? best.start : 0,
      clauseEnd: after?.start ?? sentence.length,
      isResult: best.isResult,
    }
  })
}

function matchesAt(sentence: readonly Token[], at: number, vocabulary: Vocabulary): Option[] {
  const token = sentence[at]
  if (!token || token.kind === 'quoted' || token.kind === 'code') return []
  const entries = [...(token.kind === 'word' ? vocabulary.startingWith(token.stem) : []), ...vocabulary.open]
  return entries.flatMap((entry) => {
    const match = matchPhrase(entry.phrase, sentence, at)
    return match && !isNounUse(sentence, match) ? [optionOf(entry, match, sentence)] : []
  })
}

function optionOf({ known, isResult }: Entry, match: PhraseMatch, sentence: readonly Token[]): Option {
  const named = known.isOffered ? 0 : -0.4
  return {
    ...match,
    known,
    weight: match.weight + named,
    isResult: isResult || pointsAtResult(sentence, match),
  }
}

const leads = new Set(
  'the this that these those from on of using with its into by in as new'.split(' ').map(stemOf),
)

/** "The translated text", "the enhanced audio": what a verb has made, where it stands before a noun. */
function pointsAtResult(sentence: readonly Token[], { start, end }: PhraseMatch): boolean {
  const [before, token] = [sentence[start - 1], sentence[start]]
  if (!before || !token || !leads.has(before.stem) || !/(?:ed|en|wn)$/i.test(token.text)) return false
  const noun = sentence.slice(start + 1, Math.max(end, start + 4)).find(({ kind }) => kind !== 'number')
  return noun !== undefined && noun.kind === 'word' && !/^(?:to|into|by|in|with|from)$/i.test(noun.text)
}

/** Single words that are verbs here, and something else there: "the edit", "a sketch of", "the mark", "a can". */
function isNounUse(sentence: readonly Token[], { start, end }: PhraseMatch): boolean {
  const before = sentence[start - 1]
  if (end - start > 1 || !before) return false
  const token = sentence[start]
  const isVerb =
    /^(?:draw|paint|find|mark|count|edit|speak|answer|question|respond|improve|modify|sketch)s?$/i.test(
      token?.text ?? '',
    )
  return (
    isVerb &&
    /^(?:the|this|its)$/i.test(before.text) &&
    !nounMeanings.has(token?.stem ?? '') &&
    /^(?:mark|find|count|edit)s?$/i.test(token?.text ?? '')
  )
}

/** The strongest matches that don't overlap, in their order. */
function longest(matches: readonly Option[]): Option[] {
  const chosen: Option[] = []
  for (const match of [...matches].sort((a, b) => b.weight - a.weight || a.start - b.start))
    if (match.weight >= 0.5 && chosen.every(({ start, end }) => match.end <= start || match.start >= end))
      chosen.push(match)
  return chosen.sort((a, b) => a.start - b.start)
}

function bestOfEach(options: readonly Option[]): Option[] {
  const best = new Map<KnownTool, Option>()
  for (const option of options) {
    const other = best.get(option.known)
    if (!other || option.weight > other.weight) best.set(option.known, option)
  }
  return [...best.values()].sort((a, b) => b.weight - a.weight)
}
