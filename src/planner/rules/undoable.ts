import { clip } from '../../core/text.js'
import type { PlanBuilder } from './builder.js'
import type { Reading } from './reading/reading.js'
import { textOf } from './wish-words.js'
import { isClauseStart } from './words/clause-start.js'
import type { Token } from './words/tokens.js'

/** What is done to files themselves, or with them elsewhere: no tool gives that. */
const acts =
  /^(?:rename|delete|erase|move|copy|email|mail|upload|send|forward|share|publish|print|archive|zip|encrypt|save|store|rotate|back ?up)$/i
/** "Send me the transcript", "print the caption": an answer is all that is wanted. */
const answered =
  /^(?:me|us|back|it|the (?:transcript|caption|text|answer|result|description|names?|list|translation)s?|only|just|out)\b/i

/** Says what a request asks to be done to files, where nothing that was read covers it. */
export function tellUndoable(builder: PlanBuilder, reading: Reading): void {
  for (const sentence of reading.sentences)
    for (const [at, token] of sentence.entries()) {
      if (token.kind !== 'word' || !acts.test(token.text) || !isClauseStart(sentence, at)) continue
      const isRead = reading.wishes.some(
        (wish) => wish.sentence === sentence && wish.start <= at && wish.end > at,
      )
      const clause = clauseFrom(sentence, at)
      const rest = textOf(clause.slice(1), reading.text)
      const isKept = /^(?:send|print|share|save|store|forward|copy)$/i.test(token.text)
      if (isRead || clause.length < 2 || (isKept && answered.test(rest))) continue
      builder.fallsShort(
        `No tool can do "${clip(textOf(clause, reading.text))}"; the files stay as they are.`,
      )
    }
}

function clauseFrom(sentence: readonly Token[], at: number): readonly Token[] {
  const rest = sentence.slice(at)
  const end = rest.findIndex(
    ({ kind, text }, place) => place > 0 && (kind === 'mark' || /^(?:and|then|but)$/i.test(text)),
  )
  return end < 0 ? rest : rest.slice(0, end)
}
