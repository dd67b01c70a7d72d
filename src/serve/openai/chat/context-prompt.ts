import type { SentChat } from './sent-chat.js'

/** A question with passages of documents before it, as a front end sends it that searches the user's documents itself. */
export interface ContextPrompt {
  passages: string
  question: string
}

const [contextStart, contextEnd] = ['<context>', '</context>']
const [queryStart, queryEnd] = ['<user_query>', '</user_query>']

/** What such a prompt says; undefined for any other text. */
export function readContextPrompt(text: string): ContextPrompt | undefined {
  if (!/^\s*### Task:/.test(text)) return undefined
  const start = text.indexOf(contextStart)
  const end = text.lastIndexOf(contextEnd)
  if (start < 0 || end < start) return undefined
  const question = questionIn(text.slice(end + contextEnd.length))
  // Prompts about a chat quote it after all else.
  if (question === '' || question.includes('</chat_history>')) return undefined
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
  const source = { kind: 'bytes' as const, bytes: Buffer.from(prompt.passages) }
  return {
    ...chat,
    text: prompt.question,
    media: [...chat.media, { source, name: 'context.txt', param }],
    inOrder: undefined,
  }
}
