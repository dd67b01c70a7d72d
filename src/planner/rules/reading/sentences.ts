import { nounMeanings } from '../words/nouns.js'
import type { Token } from '../words/tokens.js'

/** Sentences; a dot inside a number, a name or quotation marks ends none. */
export function sentencesOf(tokens: readonly Token[]): Token[][] {
  const sentences: Token[][] = []
  let current: Token[] = []
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1]
    const ends =
      token.kind === 'mark' &&
      (/^[?!;\n。？！；।؟]$/u.test(token.text) ||
        (token.text === '.' && (!next || next.start > token.end) && !abbreviates(tokens[at - 1], next)))
    if (token.text !== '\n') current.push(token)
    if (ends && current.length > 0) {
      sentences.push(current)
      current = []
    }
  }
  return current.length > 0 ? [...sentences, current] : sentences
}

/** "No. 2", "nr. 3", "cat vs. dog". */
const abbreviates = (before: Token | undefined, next: Token | undefined): boolean =>
  (next?.kind === 'number' && /^(?:nos?|nr)$/i.test(before?.text ?? '')) || /^vs$/i.test(before?.text ?? '')

const fileWords =
  /^(?:and|the|this|that|these|those|first|second|third|fourth|last|other|ones?|my|number|no|\d+(?:st|nd|rd|th)?|,|\.|;|!|\?)$/i
const adds = /^(?:too|also|likewise|as|well)$/i

/** "Caption a.png; b.png, too": a sentence that only names more files goes on with the one before it. */
export function joinElided(sentences: readonly (readonly Token[])[]): Token[][] {
  const joined: Token[][] = []
  for (const sentence of sentences) {
    const before = joined.at(-1)
    if (before && namesMore(sentence)) before.push(...sentence)
    else joined.push([...sentence])
  }
  return joined
}

function namesMore(sentence: readonly Token[]): boolean {
  const names = ({ kind, text, stem }: Token) =>
    kind === 'file' ||
    kind === 'number' ||
    fileWords.test(text) ||
    (kind === 'word' && nounMeanings.has(stem))
  const isAdded = /^(?:too|also|likewise|well)$/i.test(
    sentence.findLast(({ kind }) => kind === 'word')?.text ?? '',
  )
  return isAdded && sentence.length < 12 && sentence.every((token) => names(token) || adds.test(token.text))
}

const asksHalf =
  /^(?:what|what's|who|whose|when|where|which|how|is|are|do|does|did|has|have|can|in|at|tell|describe|transcribe|name|say|show|give)$/i

/**
 * "What's the file size, and how many pixels?" as two questions, where one of them is known of the files by itself: the other is not to be
 * lost with it.
 */
export function halvesOf(
  sentence: readonly Token[],
  isKnown: (half: readonly Token[]) => boolean,
): (readonly Token[])[] {
  const opens = sentence.findIndex(({ kind }) => kind === 'word')
  if (!asksHalf.test(sentence[opens]?.text ?? '')) return [sentence]
  const at = sentence.findIndex(
    ({ text }, place) =>
      place > opens + 1 && /^and$/i.test(text) && asksHalf.test(sentence[place + 1]?.text ?? ''),
  )
  if (at < 0) return [sentence]
  const first = sentence.slice(0, sentence[at - 1]?.text === ',' ? at - 1 : at)
  const rest = sentence.slice(at + 1)
  const halves = [first, ...halvesOf(rest, isKnown)]
  return halves.some(isKnown) ? halves : [sentence]
}
