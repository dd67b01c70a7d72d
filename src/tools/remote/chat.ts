import type { InferenceClient } from '@huggingface/inference'
import { z } from 'zod'
import { stripThoughts } from '../../core/thoughts/thought-filter.js'
import type { Media } from '../../media/media.js'
import { interleave } from '../interleave.js'
import type { RemoteContext } from '../remote-adapter.js'

const optionsSchema = z.object({
  /** Whether the model is asked by chat, as vision language models are, and not by the API of the task. */
  chat: z.boolean().default(false),
  maxNewTokens: z.int().positive().optional(),
})

/** Tokens to write where neither the call nor the catalogue says; models that think first need them. */
const usualTokens = 2048

const replySchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
})

/** The client's types have no videos yet, which servers take. */
const messagesSchema = z.custom<Parameters<InferenceClient['chatCompletion']>[0]['messages']>(Array.isArray)

/** Whether the candidate's `options` say that the model is to be asked by chat. */
export const isChat = ({ options }: RemoteContext): boolean => optionsSchema.parse(options).chat

export interface Question {
  text: string
  system?: string | undefined
  /** What the text is about: a picture, or several in their order. */
  image?: Media | readonly Media[] | undefined
  /** A video that the text is about. */
  video?: Media | undefined
  maxNewTokens?: number | undefined
  /** A JSON Schema that the answer has to follow. */
  format?: { name: string; schema: Record<string, unknown> } | undefined
}

/** Asks a chat model, about pictures if any are given, and returns what it says, without what it only thought. */
export async function askChat(
  client: InferenceClient,
  { text, system, image = [], video, maxNewTokens, format }: Question,
  context: RemoteContext,
): Promise<string> {
  const urls = await Promise.all([image].flat().map((one) => context.dataUrl(one)))
  const videos = video ? [await context.dataUrl(video)] : []
  const parts = [
    ...videos.map((url) => ({ type: 'video_url', video_url: { url } })),
    ...interleave(text, urls.length).map((part) =>
      part.kind === 'text'
        ? { type: 'text', text: part.text }
        : { type: 'image_url', image_url: { url: urls[part.at] } },
    ),
  ]
  const reply = await client.chatCompletion({
    ...context.target,
    messages: messagesSchema.parse([
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: urls.length + videos.length > 0 ? parts : text },
    ]),
    max_tokens: maxNewTokens ?? optionsSchema.parse(context.options).maxNewTokens ?? usualTokens,
    ...(format && {
      response_format: { type: 'json_schema' as const, json_schema: { ...format, strict: true } },
    }),
  })
  const content = replySchema.parse(reply).choices[0]?.message.content ?? ''
  return stripThoughts(content).text.trim()
}
