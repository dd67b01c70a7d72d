import type { Token } from '../words/tokens.js'
import { countOfWord } from './places.js'

/** A condition that the words set, as they say it. */
export interface SaidCondition {
  tokens: readonly Token[]
  isNegated: boolean
  /** The noun of "whose recording mentions": what goes with each file is looked at in its place. */
  partner?: string | undefined
  /** How many of the files that fit the words best are meant. Default: those of which they hold. */
  best?: number | undefined
}

/** Words of a sentence that are carried out under a condition, or always. */
export interface Branch {
  tokens: readonly Token[]
  condition: SaidCondition | undefined
  /** Restricts what the words work on: "the recordings that mention a train". */
  filter: SaidCondition | undefined
}

const isWord = (token: Token | undefined, words: RegExp): boolean =>
  token?.kind === 'word' && words.test(token.text)
const asks = /^(?:tell|know|see|check|ask|say|determine|find|decide|me|out|us|sure|wonder|even|as|what)$/i
const idle = /^(?:possible|needed|necessary|any|not|required|so|applicable|you|available)$/i

/**
 * Cuts sentences into what is to be done, and when: "if there is a dog, transcribe the memo, otherwise describe the
 * picture". "Tell me if there is a dog" sets no condition, it asks.
 */
export function branchesOf(sentences: readonly (readonly Token[])[]): Branch[] {
  let last: SaidCondition | undefined
  return sentences.flatMap((sentence) => {
    const opposite = last && { ...last, isNegated: !last.isNegated }
    if (opposite && isWord(sentence[0], otherwise)) return [filtered(sentence.slice(1), opposite)]
    const branches = split(sentence)
    last = branches.find(({ condition }) => condition)?.condition
    return branches
  })
}

const otherwise = /^(?:otherwise|else)$/i

function split(sentence: readonly Token[]): Branch[] {
  const at = sentence.findIndex((_, index) => headAt(sentence, index) > 0 && isConditional(sentence, index))
  if (at < 0) return [filtered(sentence, undefined)]
  const isExcept = isWord(sentence[at - 1], /^except$/i) || /^but not$/i.test(saidAt(sentence, at - 2, 2))
  const isNegated = isWord(sentence[at], /^unless$/i) || isExcept
  const rest = sentence.slice(at + headAt(sentence, at))
  const elseAt = rest.findIndex(
    (token, index) =>
      isWord(token, otherwise) || (isWord(token, /^if$/i) && isWord(rest[index + 1], /^not$/i)),
  )
  const whole = elseAt < 0 ? rest : rest.slice(0, elseAt)
  const other = elseAt < 0 ? [] : rest.slice(elseAt + (isWord(rest[elseAt], /^if$/i) ? 2 : 1))
  const leads = at === 0 || !hasContent(sentence.slice(0, at))
  const comma = whole.findIndex((token) => token.text === ',' || isWord(token, /^then$/i))
  const end = leads && comma > 0 ? comma : whole.length
  const condition: SaidCondition = { tokens: whole.slice(0, end), isNegated }
  const before = sentence.slice(0, isExcept ? at - (isWord(sentence[at - 1], /^not$/i) ? 2 : 1) : at)
  const then = leads ? whole.slice(end) : withoutOnly(before)
  const after = leads ? [] : whole.slice(end)
  return [
    filtered(then, condition),
    ...(after.length > 0 ? [filtered(after, undefined)] : []),
    ...(other.length > 0 ? [filtered(other, { ...condition, isNegated: !isNegated })] : []),
  ]
}

const saidAt = (tokens: readonly Token[], at: number, count: number): string =>
  tokens
    .slice(Math.max(0, at), at + count)
    .map(({ text }) => text)
    .join(' ')

const heads: readonly [pattern: RegExp, words: number][] = [
  [/^(?:provided|assuming|supposing|given) that$/i, 2],
  [/^in case$/i, 2],
  [/^as long as$/i, 3],
  [/^on condition that$/i, 3],
  [
    /^(?:when|whenever|where) (?:there (?:is|are)|(?:the |any |either )?\w+ (?:shows?|mentions?|contains?|says?|has))$/i,
    1,
  ],
  [/^(?:if|unless|provided|assuming|supposing)$/i, 1],
]

/** How many words set a condition here, such as `in case`; 0 where none do. */
function headAt(sentence: readonly Token[], at: number): number {
  if (sentence[at]?.kind !== 'word') return 0
  for (const [pattern, words] of heads)
    for (const count of [words, 3, 4]) if (pattern.test(saidAt(sentence, at, count))) return words
  return 0
}

const withoutOnly = (tokens: readonly Token[]): readonly Token[] =>
  isWord(tokens.at(-1), /^(?:only|but)$/i) ? tokens.slice(0, -1) : tokens
const hasContent = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ kind, text }) => kind === 'word' && !/^(?:and|but|then|please|also|only|so|well)$/i.test(text),
  )

function isConditional(sentence: readonly Token[], at: number): boolean {
  // "If any" adds nothing; "if any of them shows a dog" does.
  const isIdle =
    isWord(sentence[at + 1], idle) &&
    !/^any (?:of|one|picture|photo|image|recording|memo|file)/i.test(saidAt(sentence, at + 1, 2))
  if (isWord(sentence[at - 1], asks) || isIdle) return false
  return sentence.length - at > 3
}

const relative = /^(?:that|which|where|who)$/i
const says = /^(?:mention|show|contain|have|depict|include|say|speak|talk|feature|display|do|does|don|has)/i
const several =
  /^(?:pictures?|photos?|images?|memos?|recordings?|clips?|files?|ones?|those|texts?|documents?|captions?|descriptions?|transcripts?|transcriptions?)$/i

const result = /^(?:captions?|descriptions?|transcripts?|transcriptions?)$/i

/** "Count the pictures that show a horse" asks it of all. */
const asksWhich = /^(?:which|count|order|rank)$/i

/** "Only the recordings that mention a hamburger": the words behind "that" say which of them. */
function filtered(tokens: readonly Token[], condition: SaidCondition | undefined): Branch {
  const whose = tokens.findIndex(
    (token, index) =>
      index > 1 &&
      isWord(token, /^whose$/i) &&
      isWord(tokens[index - 1], several) &&
      (isWord(tokens[index + 1], several) || isWord(tokens[index + 1], result)) &&
      isWord(tokens[index + 2], says),
  )
  if (whose >= 0) {
    const conditionTokens = cutAt(tokens, whose, whose + 2, condition)
    // The caption of a picture is its own.
    if (isWord(tokens[whose + 1], result)) return conditionTokens
    return {
      ...conditionTokens,
      filter: conditionTokens.filter && { ...conditionTokens.filter, partner: tokens[whose + 1]?.stem },
    }
  }
  const best = bestAt(tokens)
  if (best) return { ...best, condition }
  const at = tokens.findIndex(
    (token, index) =>
      index > 1 &&
      isWord(token, relative) &&
      (isWord(tokens[index - 1], several) || tokens[index - 1]?.kind === 'file') &&
      isWord(tokens[index + 1], says) &&
      !isWord(tokens[index - 2], /^(?:an?|which|what)$/i) &&
      !asksWhich.test(tokens[0]?.text ?? '') &&
      !/^how many$/i.test(saidAt(tokens, 0, 2)),
  )
  if (at < 0) return { tokens, condition, filter: undefined }
  return cutAt(tokens, at, at + 1, condition)
}

const fits = /^(?:fits?|matches|match|suits?|resembles?|looks?|shows?|depicts?)$/i

/** "Describe the picture that fits 'a cat' best", "the photo that looks most like a dog". */
function bestAt(tokens: readonly Token[]): Pick<Branch, 'tokens' | 'filter'> | undefined {
  const at = tokens.findIndex(
    (token, index) =>
      index > 1 &&
      isWord(token, /^(?:that|which)$/i) &&
      (isWord(tokens[index - 1], several) || countOfWord(tokens[index - 1] ?? token) !== undefined),
  )
  if (at < 0 || asksWhich.test(tokens[0]?.text ?? '')) return undefined
  const rest = tokens.slice(at + 1)
  const ends = rest.findIndex(
    ({ kind, text }) => (kind === 'mark' && text !== '"') || /^(?:and|then)$/i.test(text),
  )
  const clause = rest.slice(0, ends < 0 ? rest.length : ends)
  const isBest =
    clause.some((token) => isWord(token, /^(?:best|most)$/i)) &&
    clause.slice(0, 3).some((token) => isWord(token, fits))
  if (!isBest) return undefined
  const conditionTokens = clause.filter(
    (token) => !isWord(token, /^(?:best|most|closely|like)$/i) && !isWord(token, fits),
  )
  return {
    // "The two pictures" would be the newest two, and they are chosen from all.
    tokens: [
      ...tokens.slice(0, at).filter((token, place) => place < at - 2 || countOfWord(token) === undefined),
      ...rest.slice(clause.length),
    ],
    filter: { tokens: conditionTokens, isNegated: false, best: countWanted(tokens, at - 1) },
  }
}

/** "The two pictures that", "the three that": so many; else one. */
function countWanted(tokens: readonly Token[], noun: number): number {
  const counts = tokens.slice(Math.max(0, noun - 1), noun + 1).map(countOfWord)
  return counts.find((count) => count !== undefined && count > 0) ?? 1
}

function cutAt(
  tokens: readonly Token[],
  at: number,
  from: number,
  condition: SaidCondition | undefined,
): Branch {
  const rest = tokens.slice(from)
  // A "no" stays among the words, and is weighed with them.
  const isNegated = rest.slice(0, 3).some((token) => isWord(token, /^not$/i))
  const ends = rest.findIndex(
    (token) => token.kind === 'mark' || isWord(token, /^(?:into|to|and|then|but)$/i),
  )
  const end = ends < 0 ? rest.length : ends
  const conditionTokens = rest.slice(0, end).filter((token) => !isWord(token, /^(?:do|does|not)$/i))
  return {
    tokens: [...tokens.slice(0, at), ...rest.slice(end)],
    condition,
    filter: { tokens: conditionTokens, isNegated },
  }
}
