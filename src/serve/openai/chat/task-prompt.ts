import { clip } from '../../../core/text.js'

/**
 * Whether a front end asks for a title, tags or the like of a chat in the chat's own name. Such a prompt quotes the chat;
 * a planner would answer the quoted requests again.
 */
export const isTaskPrompt = (text: string): boolean => /^\s*### Task:/.test(text)

/** What such a prompt gets where no LLM can answer it: JSON of the form that it asks for, at once. */
export function answerTaskPrompt(prompt: string): string {
  const wants = (field: string) => prompt.includes(`"${field}"`)
  const words = firstWords(prompt)
  if (wants('title')) return JSON.stringify({ title: words === '' ? 'Chat' : clip(words) })
  if (wants('tags')) return JSON.stringify({ tags: ['General'] })
  if (wants('follow_ups')) return JSON.stringify({ follow_ups: [] })
  if (wants('queries')) return JSON.stringify({ queries: [] })
  if (wants('text')) return JSON.stringify({ text: '' })
  return words === '' ? 'Chat' : clip(words)
}

/** What the user said first in the chat that the prompt quotes. */
function firstWords(prompt: string): string {
  const start = prompt.lastIndexOf('<chat_history>')
  const end = prompt.lastIndexOf('</chat_history>')
  if (start < 0 || end < start) return ''
  const lines = prompt.slice(start, end).split('\n').slice(1)
  const line = lines.find((one) => one.trim() !== '') ?? ''
  return line
    .replace(/^\s*USER:/i, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
