import type { Turn } from '../../../plan/planned.js'
import { isLink } from '../../batches/prepare-call.js'
import { badRequest } from '../../http/api-error.js'
import type { MediaReference } from '../../runs/request-media.js'
import type { ChatMessage, ContentPart } from './chat-request.js'

/** A chat as its messages tell it: what was said and answered before, and what is asked now. */
export interface SentChat {
  /** What the operator of the front end wants of each answer; empty for nothing. */
  instructions: string
  turns: readonly Turn[]
  /** Attached in earlier turns, in order. */
  earlierMedia: readonly MediaReference[]
  text: string
  media: readonly MediaReference[]
}

/** @throws ApiError where nothing is asked */
export function readChat(messages: readonly ChatMessage[]): SentChat {
  const instructions: string[] = []
  const turns: Turn[] = []
  const earlierMedia: MediaReference[] = []
  let texts: string[] = []
  let media: MediaReference[] = []

  for (const [at, message] of messages.entries()) {
    if (message.role === 'assistant') {
      turns.push({ text: texts.join('\n\n'), answer: answerText(message.content) })
      earlierMedia.push(...media)
      texts = []
      media = []
      continue
    }
    const parts = partsOf(message.content)
    const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')
    if (message.role === 'user') {
      if (text !== '') texts.push(text)
      media.push(...parts.flatMap((part, place) => reference(part, `messages[${at}].content[${place}]`)))
    } else instructions.push(text)
  }
  const text = texts.join('\n\n')
  if (text.trim() === '' && media.length === 0)
    throw badRequest('The last message asks nothing: write a text in it, or attach a file.', 'messages')
  return { instructions: instructions.join('\n\n'), turns, earlierMedia, text, media }
}

const partsOf = (content: string | readonly ContentPart[]): readonly ContentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content

const answerText = (content: (ChatMessage & { role: 'assistant' })['content']): string =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => (part.type === 'text' ? part.text : part.refusal)).join('')

/** Base64 as it is, as a data URL, or the link that a batch has put in its place. */
const dataSource = (data: string): MediaReference['source'] =>
  /^data:/i.test(data) || isLink(data) ? { kind: 'url', url: data } : { kind: 'base64', data }

function reference(part: ContentPart, at: string): MediaReference[] {
  switch (part.type) {
    case 'text':
      return []
    case 'image_url':
      return [{ source: { kind: 'url', url: part.image_url.url }, param: `${at}.image_url.url` }]
    case 'video_url':
      return [{ source: { kind: 'url', url: part.video_url.url }, param: `${at}.video_url.url` }]
    case 'input_audio':
      return [{ source: dataSource(part.input_audio.data), param: `${at}.input_audio.data` }]
    case 'file': {
      const { file_data: data, file_id: id, filename: name } = part.file
      if (id !== undefined) return [{ source: { kind: 'upload', id }, name, param: `${at}.file.file_id` }]
      return [{ source: dataSource(data ?? ''), name, param: `${at}.file.file_data` }]
    }
  }
}
