import type { Media } from '../media/media.js'
import type { EarlierStep, Turn } from '../plan/planned.js'

/** What a chat remembers. Step ids and media names are unique in it, so that later plans can reference them. */
export interface Conversation {
  /** By the names that plans use: `image1`. */
  media: Readonly<Record<string, Media>>
  /** Steps that succeeded, with their results. */
  steps: readonly EarlierStep[]
  /** What was asked and answered, in order. */
  turns: readonly Turn[]
}

export const newConversation = (): Conversation => ({ media: {}, steps: [], turns: [] })

/** Adds one finished exchange. */
export function remember(
  conversation: Conversation,
  finished: Turn & { steps: readonly EarlierStep[] },
): void {
  conversation.steps = [...conversation.steps, ...finished.steps]
  conversation.turns = [...conversation.turns, { text: finished.text, answer: finished.answer }]
}
