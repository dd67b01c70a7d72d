import { LRUCache } from 'lru-cache'
import type { Run } from '../../agent/run.js'
import type { ChatEnding } from '../openai/chat/answer-chat.js'

/** The newest answer of a chat. */
export interface UiAnswer {
  run: Run
  ending: Promise<ChatEnding>
  stop(): void
}

/** Chats whose newest answer nobody has read to its end, each seen by its owner only. Clients name chats as they like. */
export interface UiChats {
  /** Takes the place of the answer before, which is stopped if it still goes on: a chat has one at a time. */
  begin(owner: string, chatId: string, answer: UiAnswer): void
  find(owner: string, chatId: string): UiAnswer | undefined
  /** Forgets an answer that a client has read to its end: the client keeps it. */
  finish(owner: string, chatId: string, answer: UiAnswer): void
}

/** Answers that nobody comes back for are kept at most. */
const mostLeft = 1000

export function createUiChats({ keepMs }: { keepMs: number }): UiChats {
  const going = new Map<string, UiAnswer>()
  const left = new LRUCache<string, UiAnswer>({ max: mostLeft, ttl: keepMs })
  const keyOf = (owner: string, chatId: string) => JSON.stringify([owner, chatId])
  return {
    begin(owner, chatId, answer) {
      const key = keyOf(owner, chatId)
      going.get(key)?.stop()
      left.delete(key)
      going.set(key, answer)
      answer.ending.then(() => {
        if (going.get(key) !== answer) return
        going.delete(key)
        left.set(key, answer)
      })
    },
    find: (owner, chatId) => going.get(keyOf(owner, chatId)) ?? left.get(keyOf(owner, chatId)),
    finish(owner, chatId, answer) {
      const key = keyOf(owner, chatId)
      if (left.peek(key) === answer) left.delete(key)
    },
  }
}
