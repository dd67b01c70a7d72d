import type { PlanBuilder } from './builder.js'
import { choosesLabel } from './capabilities.js'
import { isChoice, labelsIn, quotedIn } from './labels.js'
import type { Reading } from './read-request.js'
import { rolesOf } from './roles.js'
import type { Token } from './tokens.js'
import type { Option, Wish } from './wishes.js'

/** Tokens as they stand in the request. */
export function textOf(tokens: readonly Token[], text: string): string {
  const [first, last] = [tokens[0], tokens.at(-1)]
  return first && last ? text.slice(first.start, last.end).trim() : ''
}

/** The question that a wish is to have answered, where it stands in quotation marks or behind a colon. */
export function questionOf(
  { sentence, clauseStart, clauseEnd }: Wish,
  { introduced, sentences }: Pick<Reading, 'introduced' | 'sentences'>,
): string | undefined {
  const quoted = (tokens: readonly Token[]) =>
    tokens.filter(({ kind, text }) => kind === 'quoted' && /\?\s*$/.test(text)).map(({ text }) => text)
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
  /^(?:objects?|things?|items?|stuff|everything|anything|something|pictures?|people or things|words?|ones?|various objects?|differences?|it|them)$/i

/** What the words give to choose from, or to look for, for a tool that takes labels. */
export function labelsFor(builder: PlanBuilder, wish: Wish, { known, start, end }: Option): string[] {
  if (![...rolesOf(known.tool, known.builtIn).values()].includes('labels')) return []
  const { sentence, clauseEnd, clauseStart, payload } = wish
  const text = builder.request.text
  const rest = textOf(sentence.slice(end, clauseEnd), text)
  const clause = textOf(sentence.slice(clauseStart, clauseEnd), text)
  if (!choosesLabel(known.tool)) return labelsIn(rest).filter((label) => !anything.test(label))
  if (quotedIn(clause).length > 1) return quotedIn(clause)
  const offered =
    /(?:\b(?:as|into|between|among|of|labels?|either)\b:?|:)\s*(.+)$/i.exec(rest)?.[1] ?? payload
  if (offered && (isChoice(offered) || offered.includes(','))) return labelsIn(offered)
  const trigger = textOf(sentence.slice(start, end), text)
  const named = isChoice(rest) || /\b(?:of|choose)$/i.test(trigger) ? labelsIn(rest) : []
  return named.length > 1 || isChoice(rest) ? named : []
}
