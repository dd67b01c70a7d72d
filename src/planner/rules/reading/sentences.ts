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
  isRest = false,
): (readonly Token[])[] {
  const opens = sentence.findIndex(({ kind, text }) => kind === 'word' && !/^first$/i.test(text))
  const isListed = isRest || /^first$/i.test(sentence[opens - 1]?.text ?? '')
  if (!asksHalf.test(sentence[opens]?.text ?? '') && !isListed) return [sentence]
  const joints = sentence.flatMap((_, place) => (place > opens + 1 ? (jointAt(sentence, place) ?? []) : []))
  const [joint] = joints
  if (!joint) return [sentence]
  const halves = [sentence.slice(0, joint.start), ...halvesOf(sentence.slice(joint.end), isKnown, true)]
  return halves.some(isKnown) ? halves : [sentence]
}

const inTurn = /^(?:then|finally|lastly|afterwards?|next|last)$/i

/** Where two halves of a sentence meet: `, and finally` before what is asked next. */
function jointAt(sentence: readonly Token[], start: number): { start: number; end: number } | undefined {
  const said = (place: number) => sentence[place]?.text ?? ''
  let end = start
  if (said(end) === ',') end += 1
  const hasAnd = /^and$/i.test(said(end))
  if (hasAnd) end += 1
  const isNext = inTurn.test(said(end))
  if (isNext) end += 1
  if (said(end) === ',') end += 1
  if (!hasAnd && !isNext) return undefined
  return asksHalf.test(said(end)) || (isNext && /^(?:the|its|how)$/i.test(said(end)))
    ? { start, end }
    : undefined
}
