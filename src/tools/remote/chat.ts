import type { InferenceClient } from '@huggingface/inference'
import { z } from 'zod'
import type { Media } from '../../media/media.js'
import type { RemoteContext } from '../remote-adapter.js'

const optionsSchema = z.object({
  /** Whether the model is asked by chat, as vision language models are, and not by the API of the task. */
  chat: z.boolean().default(false),
  maxNewTokens: z.number().int().positive().optional(),
})

/** Tokens to write where neither the call nor the catalogue says; models that think first need them. */
const usualTokens = 2048

const replySchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1),
})

/** Whether the candidate's `options` say that the model is to be asked by chat. */
export const isChat = ({ options }: RemoteContext): boolean => optionsSchema.parse(options).chat

/** Asks a chat model, about a picture if one is given, and returns what it says. */
export async function askChat(
  client: InferenceClient,
  question: { text: string; system?: string | undefined; image?: Media; maxNewTokens?: number | undefined },
  context: RemoteContext,
): Promise<string> {
  const { text, system, image, maxNewTokens } = question
  const url = image && (await context.dataUrl(image))
  const reply = await client.chatCompletion({
    ...context.target,
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      {
        role: 'user',
        content: url
          ? [
              { type: 'image_url', image_url: { url } },
              { type: 'text', text },
            ]
          : text,
      },
    ],
    max_tokens: maxNewTokens ?? optionsSchema.parse(context.options).maxNewTokens ?? usualTokens,
  })
  return replySchema.parse(reply).choices[0]?.message.content?.trim() ?? ''
}
