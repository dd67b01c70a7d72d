import { documentOf, hasSound, type Media, type Modality, modalities } from '../../../media/media.js'
import { documentNouns, nounMeanings, resultNouns, wholeFileNouns } from '../words/nouns.js'
import { modalityOfToken, pronouns } from '../words/phrase.js'
import { stemOf } from '../words/stem.js'
import type { Token } from '../words/tokens.js'
import { countOfWord, numbersAt, ordinalsAt, pick } from './places.js'

/** Media by reference name, in order, with those of one modality. */
export type MediaNames = Readonly<Partial<Record<Modality, readonly string[]>>>

/** `looked`: documents that are to be looked at, which are meant by words for pictures where there is no picture. */
export function namesByModality(
  media: Readonly<Record<string, Media>>,
  looked: readonly string[] = [],
): MediaNames {
  const byModality: Partial<Record<Modality, string[]>> = {}
  for (const [name, { modality }] of Object.entries(media))
    byModality[modality] = [...(byModality[modality] ?? []), name]
  // Where there is no recording, the sound of a video is meant.
  const withSound = Object.entries(media).flatMap(([name, item]) => (hasSound(item) ? [name] : []))
  if (withSound.length > 0) byModality.audio ??= withSound
  if (looked.length > 0) byModality.image ??= [...looked]
  const documents = Object.entries(media).flatMap(([name, item]) => (documentOf(item) ? [name] : []))
  if (documents.length > 0) byModality.document = documents
  return byModality
}

/** Something that words speak of. `at` is its place among the tokens, `end` the one after it. */
export type Mention = {
  at: number
  end: number
} /** Attached media; none where the words speak of more than there are. */ & (
  | {
      kind: 'media'
      modality: Modality
      names: readonly string[]
      word: string
      isExcluded: boolean
      isNamed: boolean
    }
  /** A noun for something that is not attached, or that was made on the way: `the resulting image`. */
  | {
      kind: 'noun'
      modality: Modality
      word: string
      isMade: boolean
      isIndefinite: boolean
      isFollowing?: boolean
    }
  | { kind: 'pronoun'; isSeveral: boolean }
  | { kind: 'text'; text: string; isQuestion: boolean }
)

export interface MentionScope {
  media: MediaNames
  /** Of several media a word without a number means the newest: in a chat. */
  newestOnly: boolean
  /** What was spoken of last, so that "the other one" is known. */
  spokenOf: readonly string[]
  /** File names that nobody attached, in the order of the request, with the media they stand for. */
  aliases: ReadonlyMap<string, string>
}

const stems = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(stemOf))
const several = stems('all both each every either neither any which these those two three four')
const made = stems(
  'resulting generated created produced new final modified edited enhanced improved output previous segmented transformed translated transcribed summarized extracted cleaned obtained classified detected synthesized converted drawn written processed updated above-mentioned said paraphrased answered identified',
)
const indefinite = stems('a an some another')
const exceptions = stems('except excluding besides without skip ignore omit disregard')

/** What the words speak of, in their order. */
export function mentionsIn(tokens: readonly Token[], scope: MentionScope): Mention[] {
  const found: Mention[] = []
  for (let at = 0; at < tokens.length; ) {
    // "B2, not the other one": other than what the same words name.
    const spokenOf = found.flatMap((one) => (one.kind === 'media' && one.isNamed ? one.names : []))
    const mention = mentionAt(tokens, at, spokenOf.length > 0 ? { ...scope, spokenOf } : scope)
    if (mention) found.push(mention)
    at = mention ? Math.max(mention.end, at + 1) : at + 1
  }
  return found
}

function mentionAt(tokens: readonly Token[], at: number, scope: MentionScope): Mention | undefined {
  const token = tokens[at]
  if (!token) return undefined
  const end = at + 1
  const isExcluded = excludes(tokens, at)
  if (token.kind === 'quoted' || token.kind === 'code') {
    const lead = tokens
      .slice(Math.max(0, at - 5), at)
      .some(({ stem }) => /^(?:question|quer[iy]|ask)/.test(stem))
    return { kind: 'text', at, end, text: token.text, isQuestion: lead || /\?\s*$/.test(token.text) }
  }
  if (token.kind === 'file') {
    const known = token.reference ?? scope.aliases.get(token.text.toLowerCase())
    const isSeen = known !== undefined && (scope.media.image ?? []).includes(known)
    const modality = isSeen ? 'image' : modalityOfToken(token)
    const isThere = known !== undefined && (scope.media[modality] ?? []).includes(known)
    const names = isThere ? [known] : []
    if (names.length === 0 && !token.reference)
      return { kind: 'noun', at, end, modality, word: token.text, isMade: false, isIndefinite: false }
    return { kind: 'media', at, end, modality, names, word: 'file', isExcluded, isNamed: true }
  }
  const ordinal = ordinalsAt(tokens, at)
  if (ordinal) {
    const noun = tokens[ordinal.end]
    const one = noun && /^ones?$/.test(noun.text.toLowerCase()) ? noun : undefined
    const word = noun?.kind === 'word' && (one || nounMeanings.has(noun.stem)) ? noun : undefined
    const closes =
      !noun ||
      noun.kind === 'mark' ||
      /^(?:and|or|but|then|again|only|instead|is|are|has|have|in|with|too|also|as|likewise)$/i.test(noun.text)
    const isPlace =
      word ||
      // "#2", "number 3": what follows makes no difference.
      /^(?:#|number|no|nr)$/i.test(token.text) ||
      (closes &&
        tokens[at - 1]?.stem !== undefined &&
        (leadsToPlace(tokens, at) || tokens[at]?.kind !== 'word'))
    if (isPlace)
      return picked(tokens, at, word ? ordinal.end + 1 : ordinal.end, word, ordinal, scope, isExcluded)
  }
  if (token.kind !== 'word') return undefined
  if (pronouns.has(token.stem)) {
    const next = tokens[at + 1]
    const leadsNoun =
      /^(?:this|that|these|those)$/i.test(token.text) && next?.kind === 'word' && nounMeanings.has(next.stem)
    if (leadsNoun) return undefined
    return { kind: 'pronoun', at, end, isSeveral: /^(?:them|they|these|those)$/i.test(token.text) }
  }
  if (resultNouns.has(token.stem) && !scope.media.text)
    return {
      kind: 'noun',
      at,
      end,
      modality: 'text',
      word: token.stem,
      isMade: true,
      isIndefinite: /^an?$/i.test(tokens[at - 1]?.text ?? ''),
    }
  const means = nounMeanings.get(token.stem)
  if (!means || isCompound(tokens, at)) return undefined
  const numbers = numbersAt(tokens, end)
  return picked(tokens, at, numbers?.end ?? end, token, numbers, scope, isExcluded)
}

/** "The second", "and 2nd": not the "first" of "first, describe it". */
const leadsToPlace = (tokens: readonly Token[], at: number): boolean =>
  /^(?:the|of|in|on|from|only|just|except|not)$/i.test(tokens[at - 1]?.text ?? '') ||
  /^the$/i.test(tokens[at]?.text ?? '')

/** `image file`, `audio clip`, `text document`: the first word says of which kind it is. */
function isCompound(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]
  return (
    before?.kind === 'word' &&
    nounMeanings.has(before.stem) &&
    /^(?:file|clip|document|recording|data)s?$/i.test(tokens[at]?.text ?? '')
  )
}

function picked(
  tokens: readonly Token[],
  at: number,
  end: number,
  noun: Token | undefined,
  places: Parameters<typeof pick>[1] | undefined,
  scope: MentionScope,
  isExcluded: boolean,
): Mention {
  const means = (noun && nounMeanings.get(noun.stem)) || modalities.filter((modality) => modality !== 'text')
  const before = tokens.slice(Math.max(0, at - 4), at)
  const word = noun?.stem ?? 'one'
  const modality = means.find((one) => (scope.media[one]?.length ?? 0) > 0)
  const isMade = before.some(
    ({ stem, text }, from) =>
      made.has(stem) &&
      // "The transcribed recording" was made on the way; "transcribe the recording" speaks of one that is there.
      !/^(?:transcribe|describe|enhance|generate|translate|summari[sz]e|classify|convert|create)$/i.test(
        text,
      ) &&
      !before.slice(from).some(({ kind }) => kind === 'mark'),
  )
  const isFollowing = before.some(({ stem }) => stem === 'follow') && means[0] === 'text'
  const isIndefinite = before.slice(-3).some(({ stem }) => indefinite.has(stem)) && !places
  if (isFollowing)
    return { kind: 'noun', at, end, modality: 'text', word, isMade: false, isIndefinite: false, isFollowing }
  if (!modality || isMade || (isIndefinite && !before.some(({ stem }) => stem === 'have' || stem === 'hav')))
    if (!places || !modality)
      return {
        kind: 'noun',
        at,
        end,
        modality: isMade || !modality ? (means[0] ?? 'text') : modality,
        word,
        isMade,
        isIndefinite,
      }
  const all = scope.media[modality ?? 'text'] ?? []
  const common = {
    kind: 'media' as const,
    at,
    end,
    modality: modality ?? 'text',
    word,
    isExcluded,
    isNamed: places !== undefined,
  }
  if (places) {
    const { names, isOutside } = pick(all, places, scope.spokenOf)
    const isPart = isOutside && names.length === 0 && !wholeFileNouns.has(word)
    return { ...common, names: isPart ? all.slice(-1) : names }
  }
  const isSeveral = before.some(({ stem }) => several.has(stem)) || /s$/i.test(noun?.text ?? '')
  return { ...common, names: isSeveral || !scope.newestOnly ? asMany(before, all) : all.slice(-1) }
}

/** The newest of as many as the words say; "which two" asks it of all. */
function asMany(before: readonly Token[], all: readonly string[]): readonly string[] {
  if (before.some(({ stem }) => stem === 'which')) return all
  if (before.some(({ stem }) => /^(?:both|either|neither)$/.test(stem))) return all.slice(-2)
  // "Do at least two of the pictures" asks it of all.
  if (
    before.some(
      ({ stem, text }) => stem === 'than' || /^(?:exactly|precisely|least|most|only|just)$/i.test(text),
    )
  )
    return all
  const count = before.map(countOfWord).find((one) => one !== undefined && one > 1)
  return count === undefined ? all : all.slice(-count)
}

/** "Every picture except the first", "all but the last", "but not the second". */
function excludes(tokens: readonly Token[], at: number): boolean {
  const before = tokens.slice(Math.max(0, at - 4), at).map(({ stem }) => stem)
  if (before.some((stem) => exceptions.has(stem))) return true
  if (before.at(-1) === 'but' || (before.at(-1) === 'the' && before.at(-2) === 'but'))
    if (
      tokens
        .slice(Math.max(0, at - 10), at)
        .some(({ text }) => /^(?:all|every|each|both|everything)$/i.test(text))
    )
      return true
  const wordsBefore = before.join(' ')
  return (
    /\b(?:but not|all but|other than|apart from|not)(?: the| in| on)*$/.test(wordsBefore) &&
    !/\bdo not|don't/.test(wordsBefore)
  )
}

/** Whether words without a noun speak of several: "describe both", "what do these show". */
export const speaksOfSeveral = (tokens: readonly Token[]): boolean =>
  tokens.some(({ text }) =>
    /^(?:all|both|each|every|everything|these|those|them|they|two|three)$/i.test(text),
  ) ||
  tokens.some(
    ({ text }, at) =>
      /^which$/i.test(text) && /^(?:ones?|of|two|files?|attachments?)$/i.test(tokens[at + 1]?.text ?? ''),
  )

/** Whether a mention is of a written page. */
export const isDocument = (mention: Mention): boolean =>
  (mention.kind === 'media' || mention.kind === 'noun') && documentNouns.has(mention.word)
export const isTable = (mention: Mention): boolean =>
  (mention.kind === 'media' || mention.kind === 'noun') && /^(?:tabl|spreadsheet|csv)$/.test(mention.word)
