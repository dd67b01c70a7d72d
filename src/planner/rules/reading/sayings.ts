import { listOperators } from '../../../plan/operators.js'
import { plainText } from '../wish-words.js'
import type { Token } from '../words/tokens.js'
import type { KnownTool } from './known-tool.js'
import type { Wish } from './wishes.js'

const saying =
  /^(?:[,:;–-] *)?(?:(?:and|then|please|you (?:can|should|may|must)|i want you to) )*(?:just |only |simply )?(?:say|write|answer|reply|respond|print|return|output|put|state|tell me|give me|type|send)(?: me| back)?(?: just| only| simply)?(?: with)?(?: just| only)?(?: the words?| the text)? +(\S.*?)[\s.!,;]*$/i
/** Words that say what is to be told, rather than being it. */
const tells =
  /^(?:what|which|how|who|where|when|why|whether|if|it|its|them|they|that|this|these|those|the|an?|me|down|out|up|back|something|anything|everything|nothing$|in|about|as|to|for|of|(?:each|all|both|every)(?= (?:of|the|that|thing|one|picture|file))|your|their|his|her|my|one|so|aloud|only|just)\b/i

/** The very words that a clause wants said: `say none`, `answer "yes"`, `write EMPTY`. Undefined: it asks for something else. */
function wordsSaid(tokens: readonly Token[], text: string): string | undefined {
  const [quoted, ...more] = tokens.filter(({ kind }) => kind === 'quoted')
  // "Otherwise 'none'", as other languages leave out the verb.
  if (quoted && tokens.every(({ kind }) => kind === 'quoted' || kind === 'mark') && more.length === 0)
    return quoted.text.trim()
  const bare = (said: string) => said.replace(/^["'“‘«„「]|["'”’»“」]$/g, '')
  // `otherwise "none"`: nothing else can be done with it.
  if (quoted && tokens.every((token) => token === quoted || !/[\p{L}\p{N}]/u.test(token.text)))
    return bare(quoted.text)
  const clause = plainText(tokens, text).trim()
  const found = saying.exec(clause)?.[1]
  if (found === undefined) return undefined
  if (quoted && more.length === 0 && /^["'“‘«]/.test(found)) return bare(quoted.text)
  const words = found.replace(/^['‘]|['’]$/g, '')
  return words.split(/\s+/).length <= 5 && !(tells.test(words) && words !== words.toUpperCase())
    ? words
    : undefined
}

const known: readonly KnownTool[] = listOperators
  .filter(({ id }) => id === 'say')
  .map((tool) => ({ tool, isOffered: true, builtIn: undefined, resultWords: new Set(), givesText: true }))

/** A clause of a condition that only wants words said, as a wish. */
export function sayingWish(sentence: readonly Token[], text: string): Wish | undefined {
  const words = wordsSaid(sentence, text)
  return words === undefined ? undefined : wishToSay(words, sentence)
}

/** A wish that words are said, in the place of what a sentence asks for. */
export function wishToSay(words: string, sentence: readonly Token[]): Wish {
  const options = known.map((one) => ({ known: one, weight: 1, isResult: false, start: 0, end: 0, made: [] }))
  return {
    ...{ options, sentence, start: 0, end: 0, clauseStart: 0, clauseEnd: sentence.length },
    isResult: false,
    saying: words,
  }
}
