import { edgeOf } from '../../reachability.js'
import { isLanguageName } from '../words/languages.js'
import { nounMeanings } from '../words/nouns.js'
import { matchPhrase, type PhraseMatch } from '../words/phrase.js'
import { stemOf } from '../words/stem.js'
import type { Token } from '../words/tokens.js'
import type { KnownTool } from './known-tool.js'
import type { SaidCondition } from './read-conditions.js'
import { hasRole } from './roles.js'
import type { Vocabulary, VocabularyEntry } from './vocabulary.js'

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
  /** The very words that are to be said, and nothing else done. */
  saying?: string | undefined
  /** When it is to be done. Default: always. */
  condition?: SaidCondition | undefined
  /** Which of the files it is to be done with. Default: those that its own words name. */
  filter?: SaidCondition | undefined
}

/** What a sentence asks for, in its order. */
export function wishesIn(sentence: readonly Token[], vocabulary: Vocabulary): Wish[] {
  const matches = sentence.flatMap((_, at) => matchesAt(sentence, at, vocabulary))
  const chosen = coordinated(merged(longest(aroundResults(matches)), sentence), sentence, vocabulary)
  return chosen.map((best, place): Wish => {
    const before = chosen[place - 1]
    const after = chosen[place + 1]
    const options = matches.filter(
      (one) =>
        one.start <= best.start &&
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

function optionOf(
  { known, isResult }: VocabularyEntry,
  match: PhraseMatch,
  sentence: readonly Token[],
): Option {
  // "Tell me what" leads to what is asked: other words say more.
  const lead = leadsTo(sentence, match) ? -0.8 : 0
  // Several words that a user's own tool is known by say more than what they may mean elsewhere.
  const own = known.isOffered && !known.builtIn && match.end - match.start > 1 ? 1 : 0
  const named = (known.isOffered ? 0 : -0.4) + lead + own
  return {
    ...match,
    known,
    weight: match.weight + named,
    isResult: isResult || pointsAtResult(sentence, match) || isNamed(sentence, match),
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

/** "The answer", "the text in the picture": words behind an article name a thing. */
const isNamed = (sentence: readonly Token[], { start, end }: PhraseMatch): boolean =>
  /^(?:the|this|its|their|your|our)$/i.test(sentence[start - 1]?.text ?? '') &&
  !sentence.slice(start, end).some(({ kind, text }) => kind === 'word' && isLanguageName(text))

/** Single words that are verbs here, and something else there: "the edit", "a sketch of", "the mark", "a can". */
function isNounUse(sentence: readonly Token[], { start, end }: PhraseMatch): boolean {
  if (/^(?:drawing|painting)s?$/i.test(sentence[start]?.text ?? '') && end - start === 1) return true
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

/** "Read the tempo to me aloud": words around a result ask for what is done with it, and the result is asked for by itself. */
function aroundResults(matches: readonly Option[]): Option[] {
  const results = matches.filter(
    ({ isResult, weight, known }) => isResult && weight >= 0.5 && !hasRole(known.tool, 'question'),
  )
  return matches.map((one) => {
    const { needs } = edgeOf(one.known.tool)
    const isDone = needs.length === 1 && needs[0] === 'text' && !hasRole(one.known.tool, 'question')
    if (one.isResult || !isDone) return one
    const inside = results.find(
      ({ known, start, end }) => known !== one.known && start > one.start + 1 && end < one.end,
    )
    return inside ? { ...one, start: inside.end } : one
  })
}

/** The strongest matches that don't overlap, in their order. */
function longest(matches: readonly Option[]): Option[] {
  const chosen: Option[] = []
  for (const match of [...matches].sort((a, b) => b.weight - a.weight || a.start - b.start))
    if (match.weight >= 0.5 && chosen.every(({ start, end }) => match.end <= start || match.start >= end))
      chosen.push(match)
  return chosen.sort((a, b) => a.start - b.start)
}

/**
 * Words that only lead to others are taken together with them: "write a" before "summary", "tell me which" before
 * "category", and two that ask for the same tool side by side.
 */
function merged(found: readonly Option[], sentence: readonly Token[]): Option[] {
  const chosen = found.filter((one, place) => {
    if (saysWhatItShows(sentence, found[place - 1], one)) return false
    if (one.isResult && namesQuoted(sentence, one)) return false
    if (isInLanguage(sentence, one)) return asksForLanguage(found[place - 1], sentence, one)
    return !(
      one.isResult &&
      place > 0 &&
      /^(?:as|into) (?:an?|the) $/i.test(saidBefore(sentence, one.start, 2))
    )
  })
  const kept = chosen.filter((one, place) => {
    const [before, next] = [chosen[place - 1], chosen[place + 1]]
    if (next) {
      const between = sentence.slice(one.end, next.start)
      const isClose = !between.some(({ kind }) => kind === 'mark' || kind === 'quoted') && between.length <= 6
      if (usesTool(sentence, next) || isLightVerb(sentence, one, next)) return false
      if (isClose && endsWithArticle(sentence, one) && between.length <= 3) return false
      if (isClose && leadsTo(sentence, one) && !next.isResult) return false
      const joins = between.length === 1 && /^(?:and|or|,)$/i.test(between[0]?.text ?? '')
      if (one.known === next.known && joins && !next.isResult) return false
    }
    if (!before || before.known !== one.known) return true
    const between = sentence.slice(before.end, one.start)
    return between.some(
      ({ kind, text }) => (kind === 'mark' && text !== ':') || /^(?:and|then|or)$/i.test(text),
    )
  })
  return kept.map((one) => {
    const before = chosen[chosen.indexOf(one) - 1]
    return before && !kept.includes(before) && isLightVerb(sentence, before, one)
      ? { ...one, isResult: false }
      : one
  })
}

/** "Find the answer", "find the differences": a verb that only asks for the noun behind it. */
const isLightVerb = (sentence: readonly Token[], one: Option, next: Option): boolean =>
  next.isResult &&
  next.start - one.end === 1 &&
  one.end - one.start === 1 &&
  /^(?:find|finding|mark|get|getting|know|tell|check|locate|write|do)$/i.test(sentence[one.start]?.text ?? '')

/** "Make a picture and a video of it": the noun alone asks for the second. */
function coordinated(
  chosen: readonly Option[],
  sentence: readonly Token[],
  vocabulary: Vocabulary,
): Option[] {
  return chosen.flatMap((one, place) => {
    if (one.made.length === 0) return [one]
    const until = chosen[place + 1]?.start ?? sentence.length
    const at = sentence.findIndex(
      (token, index) => index >= one.end && index < one.end + 6 && /^(?:and|plus)$/i.test(token.text),
    )
    const noun =
      at < 0
        ? undefined
        : sentence.slice(at + 1, Math.min(until, at + 5)).findIndex(({ stem }) => nounMeanings.has(stem))
    if (noun === undefined || noun < 0 || !/^(?:an?|another|also|new)$/i.test(sentence[at + 1]?.text ?? ''))
      return [one]
    const place2 = at + 1 + noun
    const modality = nounMeanings.get(sentence[place2]?.stem ?? '')?.[0]
    const known = vocabulary.tools.find(
      ({ tool, isOffered }) =>
        isOffered &&
        edgeOf(tool).converts?.from === 'text' &&
        edgeOf(tool).converts?.to === modality &&
        modality !== 'text',
    )
    return known
      ? [one, { known, weight: 1, isResult: false, start: at + 1, end: place2 + 1, made: [place2] }]
      : [one]
  })
}

/** "The description 'a grey castle': what stands in quotation marks is one. */
const namesQuoted = (sentence: readonly Token[], { end }: Option): boolean =>
  sentence.slice(end, end + 3).find(({ text }) => text !== ':' && text !== '(')?.kind === 'quoted'

const isInLanguage = (sentence: readonly Token[], { start, end }: Option): boolean =>
  end - start === 2 &&
  /^(?:in|into)$/i.test(sentence[start]?.text ?? '') &&
  isLanguageName(sentence[end - 1]?.text ?? '')

/** "A summary in French" wants a translation; "a text in French" has one, and a recording may be in French itself. */
function asksForLanguage(before: Option | undefined, sentence: readonly Token[], one: Option): boolean {
  if (!before || before.known === one.known) return false
  const speaks = Object.keys(before.known.tool.input.shape).some((name) => /^lang/i.test(name))
  return (
    !speaks &&
    !/^(?:question|text|audio|recording|information|sentence|speech) $/i.test(
      saidBefore(sentence, one.start, 1),
    )
  )
}

const saidBefore = (sentence: readonly Token[], at: number, words: number): string =>
  sentence
    .slice(Math.max(0, at - words), at)
    .map(({ text }) => `${text} `)
    .join('')

/** "A video that visualizes the summary": what is made shows it, and nothing else is to be made. */
const saysWhatItShows = (
  sentence: readonly Token[],
  before: Option | undefined,
  { start }: Option,
): boolean =>
  before !== undefined &&
  before.made.length > 0 &&
  start - before.end <= 2 &&
  (/^(?:that|which) $/i.test(saidBefore(sentence, start, 1)) ||
    /^(?:visuali[sz]|illustrat|show|depict)ing$/i.test(sentence[start]?.text ?? ''))

/** "Answer it using visual question answering": the tool's name says how to do what stands before. */
const usesTool = (sentence: readonly Token[], { start, end, known }: Option): boolean =>
  /^(?:using|via|through|by) $/i.test(saidBefore(sentence, start, 1)) &&
  sentence
    .slice(start, end)
    .map(({ text }) => text.toLowerCase())
    .join('-') === known.tool.id

const endsWithArticle = (sentence: readonly Token[], { end }: Option): boolean =>
  /^(?:an?|the|some)$/i.test(sentence[end - 1]?.text ?? '')
/** "Tell me which", "find out", "know whether". */
function leadsTo(sentence: readonly Token[], { start, end }: Pick<Option, 'start' | 'end'>): boolean {
  return (
    /^(?:know|tell|find|see|check)$/i.test(sentence[start]?.text ?? '') &&
    /^(?:what|which|who|whether|if|where|how|when|out)$/i.test(sentence[end - 1]?.text ?? '')
  )
}

function bestOfEach(options: readonly Option[]): Option[] {
  const best = new Map<KnownTool, Option>()
  for (const option of options) {
    const other = best.get(option.known)
    if (!other || option.weight > other.weight) best.set(option.known, option)
  }
  return [...best.values()].sort((a, b) => b.weight - a.weight)
}
