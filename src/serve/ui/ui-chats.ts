import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type ChatAnswer, reviveChat } from '../openai/chat/chat-answer.js'
import { type ChatRecord, chatRecordSchema } from '../openai/chat/chat-record.js'
import type { Services } from '../services.js'
import type { OwnedRecords } from '../shelf/owned-records.js'

/** Chats whose newest answer nobody has read to its end, each seen by its owner only. Clients name chats as they like. */
export interface UiChats {
  /** Takes the place of the answer before, which is stopped if it still goes on: a chat has one at a time. */
  begin(owner: string, chatId: string, answer: ChatAnswer, record: ChatRecord): Promise<void>
  find(owner: string, chatId: string): Promise<ChatAnswer | undefined>
  /** Forgets an answer that a client has read to its end: the client keeps it. */
  finish(owner: string, chatId: string, answer: ChatAnswer): Promise<void>
}

/** Answers that nobody comes back for are kept in memory at most. */
const mostLeft = 1000

/** @param records where other servers find them. Default: nowhere, as they end with this one */
export function createUiChats(services: Services, records?: OwnedRecords): UiChats {
  const going = new Map<string, ChatAnswer>()
  const left = new LRUCache<string, ChatAnswer>({ max: mostLeft, ttl: services.settings.keepRunsMs })
  const keyOf = (owner: string, chatId: string) => JSON.stringify([owner, chatId])
  const idOf = (chatId: string) => createHash('sha256').update(chatId).digest('base64url')

  /** What the records of all servers say of the newest answer. */
  async function readRecord(owner: string, chatId: string): Promise<ChatRecord | undefined> {
    return chatRecordSchema.safeParse(await records?.get(owner, idOf(chatId))).data
  }

  return {
    async find(owner, chatId) {
      const key = keyOf(owner, chatId)
      const here = going.get(key) ?? left.get(key)
      if (!records) return here
      const record = await readRecord(owner, chatId)
      return here?.run.id === record?.runId ? here : record && reviveChat(services, owner, record)
    },
    async begin(owner, chatId, answer, record) {
      const key = keyOf(owner, chatId)
      const here = going.get(key)
      left.delete(key)
      going.set(key, answer)
      answer.end().then(() => {
        if (going.get(key) !== answer) return
        going.delete(key)
        left.set(key, answer)
      })
      here?.stop()
      if (!records) return
      const elsewhere = here ? undefined : await readRecord(owner, chatId)
      const before = elsewhere && (await reviveChat(services, owner, elsewhere))
      if (before && !before.ended) before.stop()
      await records.put(owner, idOf(chatId), record)
    },
    async finish(owner, chatId, answer) {
      const key = keyOf(owner, chatId)
      if (left.peek(key) === answer) left.delete(key)
      if (!records) return
      const record = await readRecord(owner, chatId)
      if (record?.runId === answer.run.id) await records.remove(owner, idOf(chatId))
    },
  }
}
