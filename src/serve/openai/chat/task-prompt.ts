import { clip } from '../../../core/text.js'
import { quotesChat, readContextPrompt } from './context-prompt.js'
import type { SentChat } from './sent-chat.js'

/**
 * Whether a front end asks for a title, tags or the like of a chat in the chat's own name. Such a prompt quotes the chat;
 * a planner would answer the quoted requests again.
 */
export const isTaskPrompt = (text: string): boolean => quotesChat(text) || titlePrompt.test(text)

/** How LibreChat asks for a title. */
const titlePrompt = /^\s*Provide a concise, [^\n]*\n\nConversation:\n/

/**
 * Whether a chat is for the LLM alone: such a prompt, or a question with what it is about in the same text. None that attaches
 * a file, which the LLM would not see.
 */
export const isWithoutPlan = ({ text, media }: SentChat, { hasLlm }: { hasLlm: boolean }): boolean =>
  media.length === 0 && (isTaskPrompt(text) || (hasLlm && readContextPrompt(text) !== undefined))

/** What such a prompt gets where no LLM can answer it: JSON of the form that it asks for, at once. */
export function answerTaskPrompt(prompt: string): string {
  const { told, quoted } = partsOf(prompt)
  const wants = (field: string) => told.includes(`"${field}"`)
  const words = firstWords(quoted)
  if (wants('title')) return JSON.stringify({ title: words === '' ? 'Chat' : clip(words) })
  if (wants('tags')) return JSON.stringify({ tags: ['General'] })
  if (wants('follow_ups')) return JSON.stringify({ follow_ups: [] })
  if (wants('queries')) return JSON.stringify({ queries: [] })
  if (wants('prompt')) return JSON.stringify({ prompt: words })
  if (wants('text')) return JSON.stringify({ text: '' })
  return words === '' ? 'Chat' : clip(words)
}

/** What the front end says itself, and the chat that it quotes. */
function partsOf(prompt: string): { told: string; quoted: string } {
  const head = titlePrompt.exec(prompt)?.[0]
  if (head !== undefined) return { told: head, quoted: prompt.slice(head.length) }
  const start = prompt.lastIndexOf('<chat_history>')
  const end = prompt.lastIndexOf('</chat_history>')
  if (start < 0 || end < start) return { told: prompt, quoted: '' }
  const quoted = prompt.slice(start + '<chat_history>'.length, end)
  return { told: prompt.slice(0, start) + prompt.slice(end), quoted }
}

/** What the user said first in a chat. */
function firstWords(quoted: string): string {
  const line = quoted.split('\n').find((one) => one.trim() !== '') ?? ''
  return line
    .replace(/^\s*USER:/i, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
