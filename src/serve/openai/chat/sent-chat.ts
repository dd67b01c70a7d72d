import type { Turn } from '../../../plan/planned.js'
import { badRequest } from '../../http/api-error.js'
import { fileAt, fileIn, type MediaReference } from '../../runs/request-media.js'
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
  /** The text and the media in their order, where words stand between them; media by their place, from 0. */
  inOrder?: readonly (string | number)[] | undefined
}

/** One message of a chat, whatever protocol it came by. */
export interface SaidMessage {
  role: 'system' | 'user' | 'assistant'
  text: string
  /** What it attaches. */
  media: readonly MediaReference[]
  /** Both in their order. Default: the text, then what is attached. */
  parts?: readonly (string | MediaReference)[] | undefined
}

/** What a chat was before the messages that are sent now. */
export type ChatPast = Pick<SentChat, 'turns' | 'earlierMedia'>

/** @throws ApiError where nothing is asked */
export function readChat(messages: readonly ChatMessage[]): SentChat {
  return gatherChat(messages.map(readMessage), { param: 'messages' })
}

/**
 * The chat that messages tell, after its past: what an assistant says ends a turn, and what follows the last turn is asked.
 *
 * @param param the field of the request that has the messages, for errors
 * @throws ApiError where nothing is asked
 */
export function gatherChat(
  messages: readonly SaidMessage[],
  { param, past = { turns: [], earlierMedia: [] } }: { param: string; past?: ChatPast | undefined },
): SentChat {
  const instructions: string[] = []
  const turns: Turn[] = [...past.turns]
  const earlierMedia: MediaReference[] = [...past.earlierMedia]
  let texts: string[] = []
  let media: MediaReference[] = []
  let inOrder: (string | number)[] = []

  for (const message of messages) {
    if (message.role === 'assistant') {
      turns.push({ text: texts.join('\n\n'), answer: message.text })
      earlierMedia.push(...media)
      texts = []
      media = []
      inOrder = []
    } else if (message.role === 'user') {
      if (message.text !== '') texts.push(message.text)
      const { parts = [message.text, ...message.media] } = message
      const { length } = media
      let placed = 0
      inOrder.push(...parts.map((part) => (typeof part === 'string' ? part : length + placed++)))
      media.push(...message.media)
    } else instructions.push(message.text)
  }
  const text = texts.join('\n\n')
  if (text.trim() === '' && media.length === 0)
    throw badRequest('The last message asks nothing: write a text in it, or attach a file.', param)
  const chat = { instructions: instructions.join('\n\n'), turns, earlierMedia, text, media }
  return hasWordsBetween(inOrder) ? { ...chat, inOrder } : chat
}

/** Whether the order of several files tells something: words stand before one and after it. */
function hasWordsBetween(inOrder: readonly (string | number)[]): boolean {
  const isWords = (part: string | number) => typeof part === 'string' && part.trim() !== ''
  const files = inOrder.flatMap((part, at) => (typeof part === 'number' ? [at] : []))
  return (
    files.length > 1 &&
    files.some((at) => inOrder.slice(0, at).some(isWords) && inOrder.slice(at + 1).some(isWords))
  )
}

function readMessage(message: ChatMessage, at: number): SaidMessage {
  if (message.role === 'assistant') return { role: 'assistant', text: answerText(message.content), media: [] }
  const content = partsOf(message.content)
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n')
  if (message.role !== 'user') return { role: 'system', text, media: [] }
  const parts = content.flatMap((part, place): (string | MediaReference)[] =>
    part.type === 'text' ? [part.text] : reference(part, `messages[${at}].content[${place}]`),
  )
  return { role: 'user', text, media: parts.filter((part) => typeof part !== 'string'), parts }
}

const partsOf = (content: string | readonly ContentPart[]): readonly ContentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content

const answerText = (content: (ChatMessage & { role: 'assistant' })['content']): string =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => (part.type === 'text' ? part.text : part.refusal)).join('')

function reference(part: ContentPart, at: string): MediaReference[] {
  switch (part.type) {
    case 'text':
      return []
    case 'image_url':
      return [{ source: fileAt(part.image_url.url), param: `${at}.image_url.url` }]
    case 'video_url':
      return [{ source: fileAt(part.video_url.url), param: `${at}.video_url.url` }]
    case 'input_audio':
      return [{ source: fileIn(part.input_audio.data), param: `${at}.input_audio.data` }]
    case 'file': {
      const { file_data: data = '', file_id: id, filename: name } = part.file
      return id === undefined
        ? [{ source: fileIn(data), name, param: `${at}.file.file_data` }]
        : [{ source: { kind: 'upload', id }, name, param: `${at}.file.file_id` }]
    }
  }
}
