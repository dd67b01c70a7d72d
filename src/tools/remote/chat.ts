import type { InferenceClient } from '@huggingface/inference'
import { z } from 'zod'
import { SwitchyardError } from '../../errors.js'
import type { Media } from '../../media/media.js'
import type { RemoteContext } from '../remote-adapter.js'

/** What a chat model is asked. */
export interface Question {
  text: string
  /** How the model should behave. */
  system?: string | undefined
  /** Pictures that come before the text. */
  images?: readonly Media[]
  /** Most tokens to write. Default: the provider's. */
  maxNewTokens?: number | undefined
}

const replySchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
})

/** Asks a chat model once, and returns what it wrote, without its thoughts. */
export async function chat(
  client: InferenceClient,
  question: Question,
  context: RemoteContext,
): Promise<string> {
  return complete(client, question, context, {})
}

/**
 * Asks a chat model for JSON of a schema.
 *
 * @throws SwitchyardError `PROVIDER_BAD_REPLY` when the reply is not that
 */
export async function chatForJson<T extends z.ZodType>(
  client: InferenceClient,
  question: Question & { schema: T; name: string },
  context: RemoteContext,
): Promise<z.output<T>> {
  const { schema, name } = question
  const response_format = {
    type: 'json_schema' as const,
    json_schema: { name, strict: true, schema: z.toJSONSchema(schema) },
  }
  const reply = await complete(client, question, context, { response_format })
  const parsed = schema.safeParse(jsonIn(reply))
  if (parsed.success) return parsed.data
  throw badReply(context, `is not the JSON that was asked for: ${z.prettifyError(parsed.error)}`)
}

async function complete(
  client: InferenceClient,
  { text, system, images = [], maxNewTokens }: Question,
  context: RemoteContext,
  more: Partial<Parameters<InferenceClient['chatCompletion']>[0]>,
): Promise<string> {
  const pictures = await Promise.all(images.map((image) => context.dataUrl(image)))
  const content =
    pictures.length === 0
      ? text
      : [
          ...pictures.map((url) => ({ type: 'image_url' as const, image_url: { url } })),
          { type: 'text' as const, text },
        ]
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content },
  ]
  const output = await client.chatCompletion(
    { ...context.target, ...more, messages, ...(maxNewTokens && { max_tokens: maxNewTokens }) },
    { signal: context.signal },
  )
  const reply = replySchema.safeParse(output)
  if (!reply.success) throw badReply(context, 'has no text')
  return (reply.data.choices[0]?.message.content ?? '').replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim()
}

/** The object in a reply; code fences and words around it are let pass. */
function jsonIn(reply: string): unknown {
  try {
    return JSON.parse(reply.slice(reply.indexOf('{'), reply.lastIndexOf('}') + 1))
  } catch {
    return undefined
  }
}

function badReply({ target }: RemoteContext, what: string): SwitchyardError {
  return new SwitchyardError('PROVIDER_BAD_REPLY', `The reply of ${target.model} ${what}.`, {
    retryable: true,
    details: { model: target.model },
  })
}
