import { z } from 'zod'
import type { Media } from '../../../media/media.js'
import { fileAt, fileIn, type MediaReference } from '../../runs/request-media.js'
import { type ChatPast, gatherChat, type SaidMessage, type SentChat } from '../chat/sent-chat.js'
import type { InputItem, InputMessage, InputPart } from './response-request.js'

export const keptInputItemSchema = z.object({
  role: z.enum(['user', 'system', 'assistant']),
  text: z.string(),
  /** Places of its files among all that the chat has attached. */
  files: z.array(
    z.object({ type: z.enum(['input_image', 'input_file', 'input_video', 'input_audio']), at: z.number() }),
  ),
})
/** An input item as it can be read back: files by what became of them. */
export type KeptInputItem = z.output<typeof keptInputItemSchema>

export interface ReadInput {
  chat: SentChat
  items: KeptInputItem[]
}

/** What an item of an earlier response said, by its id; undefined for an item that no turn is made of. */
type AnswerOf = (id: string, param: string) => Promise<string | undefined>

type MediaPart = Exclude<InputPart, { text: string }>

/**
 * What a request for a response says and attaches, after the responses before it.
 *
 * @throws ApiError where nothing is asked
 */
export async function readInput(
  input: string | readonly InputItem[],
  { instructions, past, answerOf }: { instructions: string; past: ChatPast; answerOf: AnswerOf },
): Promise<ReadInput> {
  const items: readonly InputItem[] = typeof input === 'string' ? [{ role: 'user', content: input }] : input
  const kept: KeptInputItem[] = []
  const said: SaidMessage[] = instructions === '' ? [] : [{ role: 'system', text: instructions, media: [] }]
  let at = past.earlierMedia.length

  for (const [place, item] of items.entries()) {
    const param = typeof input === 'string' ? 'input' : `input[${place}]`
    const message = await readItem(item, param, answerOf)
    if (!message) continue
    said.push(message)
    const files = message.files.map(({ type }) => ({ type, at: at++ }))
    kept.push({ role: message.role, text: message.text, files })
  }
  return { chat: gatherChat(said, { param: 'input', past }), items: kept }
}

async function readItem(
  item: InputItem,
  param: string,
  answerOf: AnswerOf,
): Promise<(SaidMessage & { files: readonly MediaPart[] }) | undefined> {
  if (item.type === 'reasoning') return undefined
  if (item.type === 'item_reference') {
    const text = await answerOf(item.id, `${param}.id`)
    return text === undefined ? undefined : { role: 'assistant', text, media: [], files: [] }
  }
  if (item.role === 'assistant') return { role: 'assistant', text: answerText(item), media: [], files: [] }
  const content = typeof item.content === 'string' ? [] : item.content
  const texts = content.flatMap((part) => ('text' in part ? [part.text] : []))
  const text = typeof item.content === 'string' ? item.content : texts.join('\n\n')
  // What instructions attach is nothing that is asked about.
  if (item.role !== 'user') return { role: 'system', text, media: [], files: [] }
  const parts = content.map((part, place) =>
    'text' in part ? part.text : reference(part, `${param}.content[${place}]`),
  )
  const media = parts.filter((part) => typeof part !== 'string')
  const files = content.flatMap((part) => ('text' in part ? [] : [part]))
  return { role: 'user', text, media, files, ...(parts.length > 0 && { parts }) }
}

const answerText = ({ content }: InputMessage & { role: 'assistant' }): string =>
  typeof content === 'string'
    ? content
    : content.map((part) => ('text' in part ? part.text : part.refusal)).join('')

function reference(part: MediaPart, at: string): MediaReference {
  switch (part.type) {
    case 'input_audio':
      return { source: fileIn(part.input_audio.data), param: `${at}.input_audio.data` }
    case 'input_video':
      return { source: fileAt(part.video_url), param: `${at}.video_url` }
    case 'input_image':
      return part.file_id == null
        ? { source: fileAt(part.image_url ?? ''), param: `${at}.image_url` }
        : { source: { kind: 'upload', id: part.file_id }, param: `${at}.file_id` }
    case 'input_file': {
      const { file_id, file_url, file_data, filename } = part
      const name = filename ?? undefined
      if (file_id != null) return { source: { kind: 'upload', id: file_id }, name, param: `${at}.file_id` }
      if (file_url != null) return { source: fileAt(file_url), name, param: `${at}.file_url` }
      return { source: fileIn(file_data ?? ''), name, param: `${at}.file_data` }
    }
  }
}

/** An input item as the API shows it: files as links, never as bytes. */
export function inputItemBody(
  { role, text, files }: KeptInputItem,
  {
    id,
    media,
    urlOf,
  }: { id: string; media: readonly Media[]; urlOf: (media: Media) => { name: string; url: string } },
) {
  const attached = files.flatMap(({ type, at }): object[] => {
    const file = media[at]
    if (!file) return []
    const { name, url } = urlOf(file)
    if (type === 'input_image') return [{ type, image_url: url, detail: 'auto' }]
    if (type === 'input_video') return [{ type, video_url: url }]
    return [{ type: 'input_file', filename: name, file_url: url }]
  })
  const textType = role === 'assistant' ? 'output_text' : 'input_text'
  const said = text === '' ? [] : [{ type: textType, text, ...(role === 'assistant' && { annotations: [] }) }]
  return { id, type: 'message', status: 'completed', role, content: [...said, ...attached] }
}
