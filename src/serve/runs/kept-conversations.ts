import { z } from 'zod'
import type { OwnedRecords } from '../shelf/owned-records.js'
import { type ConversationMemory, conversationKey } from './conversation-memory.js'

const stepsSchema = z.array(
  z.object({ id: z.string(), tool: z.string(), output: z.unknown(), summary: z.string() }),
)

/** What chats remember, where the next turn may come to another server. */
export function createKeptConversations(records: OwnedRecords): ConversationMemory {
  return {
    async steps(conversation) {
      if (conversation.turns.length === 0) return []
      const found = await records.get(conversation.owner, conversationKey(conversation))
      return stepsSchema.safeParse(found).data ?? []
    },
    async remember(conversation, steps) {
      if (steps.length > 0) await records.put(conversation.owner, conversationKey(conversation), steps)
    },
  }
}
