import { z } from 'zod'
import type { Media } from '../../media/media.js'
import type { TokenUsage } from '../../spending/usage.js'
import { interleave } from '../../tools/interleave.js'
import type { Message } from '../language-model.js'

/** A picture as a data URL, small enough for a prompt. */
export type ReadPicture = (picture: Media, options: { signal: AbortSignal }) => Promise<string>

type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } }
type Content = string | Part[]

const textPart = (text: string): Part => ({ type: 'text', text })

/**
 * Our messages in LangChain's short form. Pictures are read here, at the last moment: until now only their records
 * travelled. Without `readPicture` they are left out.
 */
export async function toLangChain(
  messages: readonly Message[],
  { signal, readPicture }: { signal: AbortSignal; readPicture?: ReadPicture | undefined },
): Promise<[Message['role'], Content][]> {
  return Promise.all(
    messages.map(
      async ({ role, content, pictures = [], isInterleaved }): Promise<[Message['role'], Content]> => {
        if (!readPicture || pictures.length === 0) return [role, content]
        const urls = await Promise.all(pictures.map((picture) => readPicture(picture, { signal })))
        const shown = urls.map((url): Part => ({ type: 'image_url', image_url: { url } }))
        if (!isInterleaved) return [role, [textPart(content), ...shown]]
        const parts = interleave(content, shown.length).map((part) =>
          part.kind === 'text' ? textPart(part.text) : shown[part.at],
        )
        return [role, parts.filter((part) => part !== undefined)]
      },
    ),
  )
}

const partSchema = z.object({ type: z.string().default('text'), text: z.string().nullish() })

/** The text of a reply's content: a text, or a list of parts, of which some may be thoughts. */
export function textOfParts(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part) => {
      if (typeof part === 'string') return part
      const { type, text } = partSchema.safeParse(part).data ?? {}
      return type === 'text' || type === 'output_text' ? (text ?? '') : ''
    })
    .join('')
}

const textSchema = z.string().nullish().catch(undefined)
/** Anthropic's, OpenAI's and its kin's, Google's and Ollama's word for why a reply ended. */
const reasonSchema = z.object({
  stop_reason: textSchema,
  finish_reason: textSchema,
  finishReason: textSchema,
  done_reason: textSchema,
})
const finishSchema = z.object({
  response_metadata: reasonSchema.optional(),
  additional_kwargs: reasonSchema.optional(),
})

/** Whether a message says that it reached its most tokens, or that the model or a filter refused; else nothing. */
export function readCut(message: unknown): { finish?: 'length' | 'content_filter' | undefined } {
  const { response_metadata = {}, additional_kwargs = {} } = finishSchema.safeParse(message).data ?? {}
  const reasons = [response_metadata, additional_kwargs]
    .flatMap((said) => [said.stop_reason, said.finish_reason, said.finishReason, said.done_reason])
    .map((reason) => reason?.toLowerCase() ?? '')
  if (reasons.some((reason) => /^(?:max_tokens|length|model_length)$/.test(reason)))
    return { finish: 'length' }
  const isRefused = reasons.some((reason) => /^(?:refusal|content_filter|safety)$/.test(reason))
  return isRefused ? { finish: 'content_filter' } : {}
}

const usageSchema = z.object({
  usage_metadata: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
})

/** The token counts of a LangChain message, where the server sent them. */
export function readUsage(message: unknown): { usage?: TokenUsage | undefined } {
  const parsed = usageSchema.safeParse(message)
  if (!parsed.success) return {}
  const { input_tokens: inputTokens, output_tokens: outputTokens } = parsed.data.usage_metadata
  return { usage: { inputTokens, outputTokens } }
}
