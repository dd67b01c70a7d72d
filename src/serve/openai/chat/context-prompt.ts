import type { SentChat } from './sent-chat.js'

/** A question with passages of documents before it, as a front end sends it that searches the user's documents itself. */
export interface ContextPrompt {
  passages: string
  question: string
}

const [contextStart, contextEnd] = ['<context>', '</context>'] as const
const [queryStart, queryEnd] = ['<user_query>', '</user_query>']

const [chatStart, chatEnd] = ['<chat_history>', '</chat_history>'] as const

/**
 * Which a front end's own prompt quotes first: what is quoted may have the marks of the other in it. Undefined for a text that
 * quotes neither, such as one that a person begins with the same heading.
 */
function quotedFirst(text: string): typeof contextStart | typeof chatStart | undefined {
  if (!/^\s*### Task:/.test(text)) return undefined
  const [context, chat] = [text.indexOf(contextStart), text.indexOf(chatStart)]
  if (chat >= 0 && (context < 0 || chat < context)) return chatStart
  return context >= 0 ? contextStart : undefined
}

/** Whether a front end's prompt is about a chat that it quotes. */
export const quotesChat = (text: string): boolean =>
  quotedFirst(text) === chatStart && text.lastIndexOf(chatEnd) > text.indexOf(chatStart)

/** What such a prompt says; undefined for any other text. */
export function readContextPrompt(text: string): ContextPrompt | undefined {
  const start = text.indexOf(contextStart)
  const end = text.lastIndexOf(contextEnd)
  if (end < start || quotedFirst(text) !== contextStart) return undefined
  const question = questionIn(text.slice(end + contextEnd.length))
  if (question === '') return undefined
  const passages = text
    .slice(start + contextStart.length, end)
    .replaceAll(/<\/?source\b[^<>]{0,1000}>/g, '\n')
    .trim()
  return { passages, question }
}

/** Some versions mark the question, and some of these say it again below. */
function questionIn(rest: string): string {
  const start = rest.indexOf(queryStart)
  const end = rest.indexOf(queryEnd)
  if (start < 0 || end < start) return rest.trim()
  return rest.slice(end + queryEnd.length).trim() || rest.slice(start + queryStart.length, end).trim()
}

/** The same chat with such passages as a file that the question is about. */
export function attachContext(chat: SentChat, param: string): SentChat {
  const prompt = readContextPrompt(chat.text)
  if (!prompt) return chat
  // A search that found nothing leaves the question alone.
  if (prompt.passages === '') return { ...chat, text: prompt.question, inOrder: undefined }
  const source = { kind: 'bytes' as const, bytes: Buffer.from(prompt.passages) }
  return {
    ...chat,
    text: prompt.question,
    media: [...chat.media, { source, name: 'context.txt', param }],
    inOrder: undefined,
  }
}
