import { keepsQuoted } from '../grammar/quoted.js'

/** One way of asking, for whatever thing, and the same in words that the rules know. */
export type Rewriting = readonly [
  /** Words or marks of which a text has one if the pattern can fit, set apart by spaces: without them it is not tried, nor compiled. */
  cues: string,
  pattern: RegExp,
  to: string | ((...groups: (string | undefined)[]) => string),
]

/** What files are called, as a part of a pattern. */
export const fileNoun = '(?:pictures?|photos?|photographs?|images?|recordings?|memos?|clips?|files?|ones?)'

const cuesOf = new WeakMap<Rewriting, readonly string[]>()

function splitCues(one: Rewriting): readonly string[] {
  const known = cuesOf.get(one) ?? one[0].split(' ')
  cuesOf.set(one, known)
  return known
}

/** The words of a text, in small letters: of "that's" the whole and its parts. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:'\p{L}+)?/gu) ?? []
  return new Set(words.flatMap((word) => (word.includes("'") ? [word, ...word.split("'")] : word)))
}

/** A text after all rewritings, in their order, without those that would change what it quotes. */
export function rewrite(text: string, all: readonly Rewriting[]): string {
  let said = text
  let words = wordsOf(said)
  for (const one of all) {
    const [, pattern, to] = one
    const isLikely = splitCues(one).some((cue) => (/^\w/.test(cue) ? words.has(cue) : said.includes(cue)))
    if (!isLikely) continue
    const next = typeof to === 'string' ? said.replace(pattern, to) : said.replace(pattern, to)
    if (next === said || !keepsQuoted(said, next)) continue
    words = wordsOf(next)
    said = next
  }
  return said
}
