import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { EarlierStep, Turn } from '../../plan/planned.js'

/** A chat as a client sends it: it names no chat, it sends all earlier turns again. */
export interface SentConversation {
  owner: string
  turns: readonly Turn[]
  /** Digests of everything attached in those turns. */
  digests: readonly string[]
}

/** What steps of earlier turns found, so that a later turn may speak of it. Forgotten first where it was not used long. */
export interface ConversationMemory {
  steps(conversation: SentConversation): Promise<readonly EarlierStep[]>
  remember(conversation: SentConversation, steps: readonly EarlierStep[]): Promise<void>
}

const mostConversations = 1000
const mostSteps = 20_000

export function createConversationMemory(): ConversationMemory {
  const known = new LRUCache<string, readonly EarlierStep[]>({
    max: mostConversations,
    maxSize: mostSteps,
    sizeCalculation: (steps) => steps.length,
  })
  return {
    steps: async (conversation) =>
      conversation.turns.length === 0 ? [] : (known.get(conversationKey(conversation)) ?? []),
    async remember(conversation, steps) {
      if (steps.length > 0) known.set(conversationKey(conversation), steps)
    },
  }
}

/** Names a chat by whose it is and what was said and attached in it. */
export const conversationKey = ({ owner, turns, digests }: SentConversation): string =>
  createHash('sha256')
    .update(JSON.stringify([owner, turns.map(({ text, answer }) => [text, answer]), digests]))
    .digest('base64url')
