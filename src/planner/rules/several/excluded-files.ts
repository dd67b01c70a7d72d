import type { Media } from '../../../media/media.js'
import { namesByModality } from '../reading/mentions.js'
import { numbersAt, ordinalsAt, type Place, pick } from '../reading/places.js'
import { gloss } from '../words/gloss.js'
import { nounMeanings, partNouns } from '../words/nouns.js'
import { type Token, tokenize } from '../words/tokens.js'

/** Words before the files that are left out. Those of `afterAll` leave something out only behind words for all. */
const leads = phrases(
  'except for|except|excepting|apart from|aside from|other than|besides|but not|excluding|leaving out|leaving aside|not counting|not including|disregarding|ignoring|skipping|omitting|minus|with the exception of|without|save for',
)
const afterAll = phrases('but')
/** Words that ask to leave files out, in a sentence or clause of their own. */
const orders = phrases(
  'skip|ignore|omit|disregard|leave out|leave|drop|exclude|forget about|forget|do not use|do not describe|do not transcribe|do not caption|do not include|do not consider|do not translate|do not look at|never mind',
)
/** Words behind them. */
const tails = phrases('excluded|excepted|left out|left aside|aside')

const formats = /^(?:png|jpe?g|gif|webp|wav|flac|ogg|mp4)s?$/i

const most = 400

/**
 * A request as it is for the files that are left: without "except the second", "not counting scene-04.png", "skip the first
 * and", and without the files that these words leave out. As it was where it leaves none out, or speaks of other files by
 * their places or names, too: those are counted among all. Pure.
 */
export function withoutExcludedFiles<Asked extends { text: string; media: Readonly<Record<string, Media>> }>(
  asked: Asked,
): Asked {
  if (asked.text.length > most || Object.keys(asked.media).length < 2) return asked
  const text = gloss(asked.text)
  const tokens = tokenize(text, asked.media)
  const found = exclusionIn(tokens)
  if (!found) return asked
  const rest = [...tokens.slice(0, found.from), ...tokens.slice(found.to)]
  if (namesFiles(rest)) return asked
  const excluded = namesOf(found, rest, asked.media)
  const left = Object.entries(asked.media).filter(([name]) => !excluded.has(name))
  if (excluded.size === 0 || left.length === 0) return asked
  const [start, end] = [tokens[found.from]?.start ?? 0, tokens[found.to]?.start ?? text.length]
  const joined = `${text.slice(0, start).trimEnd()} ${text.slice(end)}`.trim()
  return { ...asked, text: joined.replace(/ (?=[?.!,;:])/, ''), media: Object.fromEntries(left) }
}

interface Exclusion {
  /** Its tokens, with those around it that go with it. */
  from: number
  to: number
  files: readonly (
    | string
    | { format: string }
    | { places: readonly Place[]; count: number | undefined; noun: string | undefined }
  )[]
}

function exclusionIn(tokens: readonly Token[]): Exclusion | undefined {
  for (let at = 0; at < tokens.length; at++) {
    const lead =
      phraseAt(leads, tokens, at) ??
      (saysAll(tokens.slice(0, at)) ? phraseAt(afterAll, tokens, at) : undefined)
    const order = isClauseStart(tokens, at) ? phraseAt(orders, tokens, at) : undefined
    const from = lead ?? order ?? at
    const files = filesAt(tokens, from)
    if (!files || !endsThere(tokens, files.end)) continue
    const out =
      order !== undefined && isWord(tokens[files.end], /^(?:out|aside|away)$/i) ? files.end + 1 : files.end
    const tail = phraseAt(tails, tokens, files.end)
    if (order !== undefined && closes(tokens, out)) return around(tokens, { at, to: out, files: files.files })
    if (lead !== undefined) return around(tokens, { at, to: files.end, files: files.files })
    if (tail !== undefined && isWord(tokens[at - 1], /^[,;(]$/))
      return around(tokens, { at, to: tail, files: files.files })
  }
  return undefined
}

/** Commas on both sides go, and so does what joins a clause of its own to the next. */
function around(
  tokens: readonly Token[],
  { at, to, files }: { at: number; to: number; files: Exclusion['files'] },
): Exclusion {
  const isJoint = (place: number) => isWord(tokens[place], /^(?:[,;(–—-]|but|and|please)$/i)
  let from = at
  while (from > 0 && isJoint(from - 1)) from--
  let end = to
  if (isWord(tokens[end], /^\)$/)) end++
  while (isWord(tokens[end], from === 0 ? /^(?:[,;.:]|and|then|but)$/i : /^,$/)) end++
  // A sentence of its own goes with its mark.
  if (isWord(tokens[from - 1], /^[.;!?\n]$/) && isWord(tokens[end], /^[.;!]$/)) end++
  return { from, to: end, files }
}

/** A sentence or a clause begins: "and", "but" and "please" may lead it. */
const isClauseStart = (tokens: readonly Token[], at: number): boolean =>
  at === 0 || isWord(tokens[at - 1], /^(?:[.,;:!\n(–—-]|and|but|please|then)$/i)

/**
 * What follows must go on with the others: "the last word" is no file, and what is asked on a condition leaves nothing out by
 * itself.
 */
const endsThere = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]?.kind !== 'word' ||
  isWord(
    tokens[at],
    /^(?:shows?|has|have|contains?|mentions?|depicts?|features?|is|are|was|were|do|does|did|can|says?|talks?|looks?|lasts?|which|what|how|and|or|but|then|please|only|also|too|altogether|out|aside|away|excluded|excepted|left)$/i,
  )
const closes = (tokens: readonly Token[], at: number): boolean =>
  tokens[at] === undefined || isWord(tokens[at], /^(?:[.,;:!?\n)]|and|then|please|but)$/i)

const saysAll = (tokens: readonly Token[]): boolean =>
  tokens.some(({ text }) => /^(?:all|every|each|both|any|everything|anything|none)$/i.test(text))

/** "The second", "the first and the last picture", "scene-04.png and scene-05.png", "photo 2". */
function filesAt(
  tokens: readonly Token[],
  from: number,
): { files: Exclusion['files']; end: number } | undefined {
  const files: Exclusion['files'][number][] = []
  let end = from
  for (let at = from; ; ) {
    if (isWord(tokens[at], /^(?:the|my|a)$/i)) at++
    const token = tokens[at]
    const next = placesAt(tokens, at)
    if (token?.kind === 'file' && token.reference !== undefined) {
      files.push(token.reference)
      end = at + 1
    } else if (token && isWord(token, formats)) {
      files.push({ format: token.text.toLowerCase().replace(/s$/, '') })
      const isNamed = isWord(tokens[at + 1], /^(?:files?|ones?|pictures?|images?|photos?|recordings?)$/i)
      end = at + (isNamed ? 2 : 1)
    } else if (next) {
      files.push(next.file)
      end = next.end
    } else break
    const joint = isWord(tokens[end], /^(?:and|or|nor|,|&)$/i)
    if (!joint) break
    at = end + 1
  }
  return files.length > 0 ? { files, end } : undefined
}

function placesAt(tokens: readonly Token[], at: number) {
  const isNoun = (token: Token | undefined) => token?.kind === 'word' && nounMeanings.has(token.stem)
  const numbered = isNoun(tokens[at]) ? numbersAt(tokens, at + 1) : undefined
  const found = numbered ?? ordinalsAt(tokens, at)
  if (!found || found.places.includes('other')) return undefined
  const { places, count } = found
  const noun = numbered ? tokens[at] : tokens[found.end]
  const isOne = isWord(noun, /^ones?$/i)
  const named = isNoun(noun) ? noun?.stem : undefined
  if (named !== undefined && partNouns.has(named)) return undefined
  const end = numbered ? found.end : found.end + (isOne || named ? 1 : 0)
  return { file: { places, count, noun: named }, end }
}

/** Whether words name files of their own, whose places are among all that there are. */
const namesFiles = (tokens: readonly Token[]): boolean =>
  tokens.some(
    (token, at) =>
      token.reference !== undefined ||
      ordinalsAt(tokens, at)?.places.some((place) => place !== 'other') === true ||
      (nounMeanings.has(token.stem) && numbersAt(tokens, at + 1) !== undefined),
  )

function namesOf(
  { files }: Exclusion,
  rest: readonly Token[],
  media: Readonly<Record<string, Media>>,
): ReadonlySet<string> {
  const byModality = namesByModality(media)
  const ofNoun = (stem: string | undefined) =>
    nounMeanings.get(stem ?? '')?.flatMap((modality) => byModality[modality] ?? [])
  const spoken = rest.map(({ stem }) => ofNoun(stem) ?? []).find((names) => names.length > 0)
  return new Set(
    files.flatMap((file) => {
      if (typeof file === 'string') return [file]
      if ('format' in file)
        return Object.entries(media).flatMap(([name, { mimeType }]) =>
          mimeType.endsWith(file.format.replace('jpg', 'jpeg')) ? [name] : [],
        )
      const all = file.noun === undefined ? (spoken ?? Object.keys(media)) : ofNoun(file.noun)
      return pick(all ?? [], file, []).names
    }),
  )
}

const isWord = (token: Token | undefined, pattern: RegExp): boolean =>
  token !== undefined && token.kind !== 'quoted' && token.kind !== 'code' && pattern.test(token.text)

function phrases(list: string): readonly (readonly string[])[] {
  return list.split('|').map((phrase) => phrase.split(' '))
}

/** The token after the longest of some phrases that stands there. */
function phraseAt(
  some: readonly (readonly string[])[],
  tokens: readonly Token[],
  at: number,
): number | undefined {
  const ends = some.flatMap((words) =>
    words.every((word, place) => {
      const token = tokens[at + place]
      return token?.kind === 'word' && token.text.toLowerCase() === word
    })
      ? [at + words.length]
      : [],
  )
  return ends.length > 0 ? Math.max(...ends) : undefined
}
