import type { Token } from '../words/tokens.js'
import type { Wish } from './wishes.js'

const isWord = (token: Token | undefined, words: RegExp): boolean =>
  token?.kind === 'word' && words.test(token.text)

/**
 * Wishes of a sentence in the order of time that its words set: "before describing the picture, transcribe the memo",
 * "transcribe it after you have described the picture", "describe the picture last".
 */
export function inTime(wishes: readonly Wish[]): Wish[] {
  const sentence = wishes[0]?.sentence
  if (!sentence || wishes.length < 2) return [...wishes]
  const first = sentence.findIndex(({ kind }) => kind === 'word')
  const comma = sentence.findIndex(({ text }) => text === ',')
  if (isWord(sentence[first], /^before$/i) && comma > 0)
    return [...wishes.filter(({ start }) => start > comma), ...wishes.filter(({ start }) => start < comma)]
  const after = sentence.findIndex(
    (token, at) =>
      at > first &&
      isWord(token, /^(?:after|once)$/i) &&
      (isWord(sentence[at + 1], /^(?:you(?:['’](?:ve|re))?|i(?:['’]ve)?|having|the)$/i) ||
        isWord(sentence[at + 1], /ing$/i)),
  )
  const [before, behind] = [
    wishes.filter(({ start }) => start < after),
    wishes.filter(({ start }) => start > after),
  ]
  const ends = sentence.slice(after).some(({ kind, text }) => kind === 'mark' && /^[,;]$/.test(text))
  if (after > 0 && before.length > 0 && behind.length > 0 && !ends) return [...behind, ...before]
  const saysLast = (word: RegExp) => (wish: Wish) => closesWith(wish, word)
  const last = wishes.filter(saysLast(/^last$/i))
  const ahead = wishes.filter(
    (wish, at) => closesWith(wish, /^first$/i) || (at > 0 && /^but first $/i.test(saidRightBefore(wish))),
  )
  const rest = wishes.filter((wish) => !last.includes(wish) && !ahead.includes(wish))
  return last.length + ahead.length === wishes.length ? [...wishes] : [...ahead, ...rest, ...last]
}

/**
 * Wishes of several sentences in the order of time that these set: "Transcribe the memo last; describe the picture", "Describe it.
 * Before that, transcribe the memo", "last of all describe it; to begin with, transcribe the memo".
 */
export function acrossSentences(wishes: readonly Wish[]): Wish[] {
  const sentences = [...new Set(wishes.map(({ sentence }) => sentence))].map((sentence) => ({
    wishes: wishes.filter((wish) => wish.sentence === sentence),
    opening: sentence
      .slice(0, 6)
      .map(({ text }) => text.toLowerCase())
      .join(' '),
  }))
  const inOrder: (typeof sentences)[number][] = []
  for (const one of sentences)
    if (
      /^(?:but |and |please )*(?:before (?:that|this|you do|doing|you answer|answering)|prior to (?:that|this)|beforehand)\b/.test(
        one.opening,
      )
    )
      inOrder.splice(Math.max(0, inOrder.length - 1), 0, one)
    else if (
      /^(?:but |and )*(?:first (?:of all|off)|to (?:begin|start) with|at the (?:very )?start)\b/.test(
        one.opening,
      )
    )
      inOrder.unshift(one)
    else inOrder.push(one)
  const rank = (wish: Wish, opening: string) =>
    closesWith(wish, /^last$/i) ||
    /^(?:last of all|lastly|at the (?:very )?end|to finish|to conclude)\b/.test(opening)
      ? 1
      : closesWith(wish, /^(?:first|beforehand)$/i)
        ? -1
        : 0
  return inOrder
    .flatMap((one) => one.wishes.map((wish) => ({ wish, rank: rank(wish, one.opening) })))
    .sort((a, b) => a.rank - b.rank)
    .map(({ wish }) => wish)
}

const saidRightBefore = ({ sentence, start }: Wish): string =>
  sentence
    .slice(Math.max(0, start - 2), start)
    .map(({ text }) => `${text} `)
    .join('')

/** Whether the clause of a wish ends with an adverb: "describe it last", and not "describe the last". */
function closesWith({ sentence, end, clauseEnd }: Wish, word: RegExp): boolean {
  return sentence.slice(end, clauseEnd).some((token, at) => {
    const [before, next] = [sentence[end + at - 1], sentence[end + at + 1]]
    const closes = !next || next.kind === 'mark' || isWord(next, /^(?:and|but|then|please|though|thanks)$/i)
    return isWord(token, word) && closes && !isWord(before, /^(?:the|and|or|in|at)$/i)
  })
}
