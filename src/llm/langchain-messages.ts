import { z } from 'zod'
import type { Message, TokenUsage } from './language-model.js'

/** Our messages in LangChain's short form. */
export function toLangChain(messages: readonly Message[]): [Message['role'], string][] {
  return messages.map(({ role, content }) => [role, content])
}

const usageSchema = z.object({
  usage_metadata: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
})

/** The token counts of a LangChain message, where the server sent them. */
export function readUsage(message: unknown): { usage?: TokenUsage } {
  const parsed = usageSchema.safeParse(message)
  if (!parsed.success) return {}
  const { input_tokens: inputTokens, output_tokens: outputTokens } = parsed.data.usage_metadata
  return { usage: { inputTokens, outputTokens } }
}
