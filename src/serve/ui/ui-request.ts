import { z } from 'zod'
import { fileField, InlineFile } from '../http/inline-file.js'
import { gatherChat, type SaidMessage, type SentChat } from '../openai/chat/sent-chat.js'
import { fileAt, type MediaReference } from '../runs/request-media.js'

const partSchema = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('file'),
    url: fileField.describe('A data: or https: URL, or a link to a file that was sent or made.'),
    filename: z.string().optional(),
  }),
  // What answers have besides: plans, steps, sources and whatever clients add.
  z.looseObject({ type: z.string().refine((type) => type !== 'text' && type !== 'file') }),
])
type UiPart = z.output<typeof partSchema>

const uiMessageSchema = z.looseObject({
  role: z.enum(['system', 'user', 'assistant']),
  parts: z.array(partSchema).max(10_000),
})
type UiMessage = z.output<typeof uiMessageSchema>

/** What `useChat` sends. Fields that are not named here are ignored. */
export const uiChatSchema = z.object({
  id: z.string().min(1).max(200).describe('The chat, as the client names it.'),
  messages: z.array(uiMessageSchema).min(1).max(2000),
})

/** @throws ApiError where nothing is asked */
export const readUiChat = (messages: readonly UiMessage[]): SentChat =>
  gatherChat(messages.map(readMessage), { param: 'messages' })

function readMessage({ role, parts }: UiMessage, at: number): SaidMessage {
  const texts = parts.flatMap((part) => (isText(part) ? [part.text] : []))
  // What an answer made is known by its steps, and is not attached again.
  if (role !== 'user') return { role, text: texts.join(role === 'assistant' ? '' : '\n\n'), media: [] }
  const inOrder = parts.flatMap((part, place): (string | MediaReference)[] =>
    isText(part) ? [part.text] : reference(part, { at, place }),
  )
  const media = inOrder.filter((part) => typeof part !== 'string')
  return { role, text: texts.join('\n\n'), media, parts: inOrder }
}

const isText = (part: UiPart): part is UiPart & { type: 'text'; text: string } =>
  part.type === 'text' && typeof part.text === 'string'

function reference(part: UiPart, { at, place }: { at: number; place: number }): MediaReference[] {
  if (part.type !== 'file' || !(typeof part.url === 'string' || part.url instanceof InlineFile)) return []
  const name = typeof part.filename === 'string' ? part.filename : undefined
  const param = `messages[${at}].parts[${place}].url`
  return [{ source: fileAt(part.url), name, param }]
}
