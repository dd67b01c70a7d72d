import { literalSource, type Source } from './builder.js'
import { choosesLabel } from './capabilities.js'
import type { Reading } from './reading/reading.js'
import { hasRole, rolesOf } from './reading/roles.js'
import type { Option, Wish } from './reading/wishes.js'
import { isChoice, labelsIn, mentionPattern, quotedIn } from './words/labels.js'
import { languageMention } from './words/languages.js'
import type { Token } from './words/tokens.js'

/** Tokens as they stand in the request. */
export function textOf(tokens: readonly Token[], text: string): string {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first && last ? text.slice(first.start, last.end).trim() : ''
}

/** The same with reference names in place of files' names, whose words mean nothing. */
export function plainText(tokens: readonly Token[], text: string): string {
  let words = ''
  let end = tokens[0]?.start ?? 0
  for (const token of tokens) {
    words += text.slice(end, token.start)
    words += token.kind === 'file' ? (token.reference ?? 'image0') : text.slice(token.start, token.end)
    end = token.end
  }
  return words.trim()
}

/** Words that may stand where the text to work on would, and are none. */
const fillers =
  /\b(?:please|now|and|then|also|just|can|could|would|you|i|me|us|for|to|into|in|the|a|an|of|it|its|this|that|them|these|those|result|results|text|following|out|aloud|loud|read|say|speak|with|what|is|are|there|want|need|like|get|give|make|do|my|your|all|both|each|every|so|too|short|briefly|quickly|words?|sentences?|one|two|few|version|mention|mentioned|based|on|from|using|about|as|representing|illustrating|showing|shows?|content|finally|information|by|spoken|back|again|new|audio|file|speech|image|video|language)\b/gi

/** The words behind those that ask, where they may themselves be the text: `draw` a cat on a mat. */
export function wordsOf(
  { sentence, clauseEnd }: Wish,
  { end, known }: Option,
  { text }: Reading,
): { source: Source; isExplicit: boolean } | undefined {
  const roles = [...rolesOf(known.tool).values()]
  if (!roles.includes('text') || roles.includes('question')) return undefined
  const tokens = sentence.slice(end, clauseEnd)
  const whole = plainText(tokens, text)
  const rest = whole
    .replace(languageMention, ' ')
    .replace(/[\s.,;:!?]+$/g, '')
    .replace(/^[\s.,;:]*(?:(?:of|about|with|showing|depicting|that shows|saying|that says)\b\s*)?/i, '')
    .replace(/[\s,]+(?:and|then|to|into|in)$/i, '')
    .trim()
  const isThing =
    /^(?:an?|some|two|three)\s+\p{L}/iu.test(rest) && !new RegExp(mentionPattern.source, 'i').test(rest)
  // "Summarize in text form": how, not what.
  if (/^(?:in|as|so)\b/i.test(rest)) return undefined
  if (isThing) return { source: literalSource(rest), isExplicit: known.tool.nature === 'inventing' }
  if (
    rest
      .replace(fillers, ' ')
      .replace(/[\W\d_]+/gu, (gap) => (/\p{L}/u.test(gap) ? gap : ''))
      .trim() === ''
  )
    return undefined
  if (
    new RegExp(mentionPattern.source, 'i').test(rest.replace(fillers, ' ')) &&
    !/^(?:of|about|showing|with)\b/i.test(whole)
  )
    return undefined
  const isExplicit =
    /^(?:of|about|showing|depicting|that shows|saying|that says)\s+(?!(?:the|this|that|it|them|what|these|those)\b)/i.test(
      whole,
    )
  return { source: literalSource(rest), isExplicit }
}

/** The question that a wish is to have answered, where it stands in quotation marks or behind a colon. */
export function questionOf(
  { sentence, clauseStart, clauseEnd, payload }: Wish,
  { introduced, sentences }: Pick<Reading, 'introduced' | 'sentences'>,
): string | undefined {
  const quoted = (tokens: readonly Token[]) =>
    tokens.filter(({ kind, text }) => kind === 'quoted' && /\?\s*$/.test(text)).map(({ text }) => text)
  if (payload !== undefined && /\?\s*$/.test(payload)) return payload
  const next = sentences[sentences.indexOf(sentence) + 1] ?? []
  return (
    quoted(sentence.slice(clauseStart, clauseEnd))[0] ??
    quoted(sentence)[0] ??
    quoted(next)[0] ??
    introduced.find(({ isQuestion }) => isQuestion)?.text
  )
}

/** Names for no particular thing. */
const anything =
  /^(?:objects?|things?|items?|stuff|everything|anything|something|pictures?|people or things|words?|ones?|various objects?|differences?|it|them|(?:objects?|things?|items?)\s.*)$/i

/** What the words give to choose from, or to look for, for a tool that takes labels. */
export function labelsFor(
  wish: Wish,
  { known, start, end }: Option,
  { text }: Pick<Reading, 'text'>,
): string[] {
  if (!hasRole(known.tool, 'labels')) return []
  const { sentence, clauseEnd, clauseStart, payload } = wish
  const rest = plainText(sentence.slice(end, clauseEnd), text)
  const clause = plainText(sentence.slice(clauseStart, clauseEnd), text)
  if (!choosesLabel(known.tool)) return labelsIn(rest).filter((label) => !anything.test(label))
  if (quotedIn(clause).length > 1) return quotedIn(clause)
  const trigger = textOf(sentence.slice(start, end), text)
  const offered =
    /(?:\b(?:as|into|between|among|of|labels?|either)\b:?|:)\s*(.+)$/i.exec(rest)?.[1] ??
    payload ??
    (/\b(?:as|into|between|among|either)$/i.test(trigger) ? rest : undefined)
  const isSplit = /\b(?:into|between|among)$/i.test(trigger) && /\w and \w/i.test(rest)
  if (offered && (isSplit || isChoice(offered) || offered.includes(','))) return labelsIn(offered)
  const named = isChoice(rest) || /\b(?:of|choose)$/i.test(trigger) ? labelsIn(rest) : []
  return named.length > 1 || isChoice(rest) ? named : []
}
