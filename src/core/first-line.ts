import { messageOf } from './errors.js'
import { trimSentenceEnd } from './trim-end.js'

/** The first line of an error's message, short enough for a sentence. */
export function firstLine(error: unknown): string {
  const message = messageOf(error)
  const [line = ''] = message.trim().split('\n')
  return trimSentenceEnd(line.length > 300 ? `${line.slice(0, 300)}...` : line)
}
