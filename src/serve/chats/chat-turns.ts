import { randomUUID } from 'node:crypto'
import { parseJson } from '../../core/json.js'
import { notFound } from '../http/api-error.js'
import { type ChatHead, type ChatTurn, chatTurnSchema, maxTitle } from './chat-records.js'

export const missingChat = () => notFound('There is no such chat. GET /v1/chats lists those of your key.')

export function newHead(title: string, seconds: number): ChatHead {
  return { id: randomUUID(), title: title.slice(0, maxTitle), created_at: seconds, updated_at: seconds }
}

export function changedHead(head: ChatHead, title: string | undefined, seconds: number): ChatHead {
  return { ...head, title: (title ?? head.title).slice(0, maxTitle), updated_at: seconds }
}

/**
 * The turns of lines of JSON, in the order in which they were asked. A later line of a turn says how it stands now. A line
 * that was cut short by a crash is left out.
 */
export function readTurnLines(lines: readonly string[]): ChatTurn[] {
  const turns = new Map<string, ChatTurn>()
  for (const line of lines) {
    const { data } = chatTurnSchema.safeParse(line === '' ? undefined : parseJson(line))
    if (data) turns.set(data.id, data)
  }
  return [...turns.values()]
}

/** Whether title, questions and answers have all of these words, in small letters. */
export function saysAll(head: ChatHead, turns: readonly ChatTurn[], words: readonly string[]): boolean {
  const said = [head.title, ...turns.flatMap(({ text, answer }) => [text, answer ?? ''])]
  const text = said.join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** The one that was used last first. Times are whole seconds: of the same times it is the same order, however they were listed. */
export const lastUsedFirst = (heads: readonly ChatHead[]): ChatHead[] =>
  heads.toSorted(
    (a, b) => b.updated_at - a.updated_at || b.created_at - a.created_at || (a.id < b.id ? -1 : 1),
  )
