import type { InferenceClient } from '@huggingface/inference'
import { z } from 'zod'
import { SwitchyardError } from '../../core/errors.js'
import { parseJson } from '../../core/json.js'
import type { RemoteContext } from '../remote-adapter.js'
import { askChat, type Question } from './chat.js'

/**
 * Asks a chat model for JSON of a schema.
 *
 * @throws SwitchyardError `PROVIDER_BAD_REPLY`, retryable, when the answer is not that: the next may be
 */
export async function askChatForJson<T extends z.ZodType>(
  client: InferenceClient,
  { schema, name, ...question }: Omit<Question, 'format'> & { schema: T; name: string },
  context: RemoteContext,
): Promise<z.output<T>> {
  const format = { name, schema: z.toJSONSchema(schema) }
  const answer = await askChat(client, { ...question, format }, context)
  const parsed = schema.safeParse(jsonIn(answer))
  if (parsed.success) return parsed.data
  const { model } = context.target
  throw new SwitchyardError(
    'PROVIDER_BAD_REPLY',
    `${model} was asked for JSON and gave something else: ${parsed.error.issues[0]?.message}. Try again, or choose another model.`,
    { retryable: true, details: { model } },
  )
}

/** The object in an answer; code fences and words around it are let pass. */
function jsonIn(answer: string): unknown {
  return parseJson(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
}
