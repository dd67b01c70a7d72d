import { z } from 'zod'
import { messageOf, SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import type { ChatClient } from './chat-client.js'
import { type ReadPicture, readCut, readUsage, toLangChain } from './langchain-messages.js'
import type { LlmSpec } from './parse-spec.js'

const structuredSchema = z.object({
  raw: z.looseObject({ content: z.unknown().optional() }),
  parsed: z.unknown().optional(),
})

/** Any other provider, through LangChain's `initChatModel`; `INVALID_CONFIG` when its package isn't installed. */
export async function createUniversalClient(
  spec: LlmSpec,
  {
    apiKey,
    timeoutMs,
    tracing,
    readPicture,
  }: {
    apiKey: string | undefined
    timeoutMs: number
    tracing: boolean
    readPicture?: ReadPicture | undefined
  },
): Promise<Result<ChatClient, SwitchyardError>> {
  const [{ initChatModel }, { tracingOptions }] = await Promise.all([
    import('langchain/chat_models/universal'),
    import('./no-tracing.js'),
  ])
  let chat: Awaited<ReturnType<typeof initChatModel>>
  try {
    chat = await initChatModel(spec.model, {
      modelProvider: spec.providerName,
      maxRetries: 0,
      timeout: timeoutMs,
      ...(apiKey !== undefined && { apiKey }),
    })
  } catch (thrown) {
    return err(cannotStart(spec, thrown))
  }
  return ok({
    formats: ['json-schema', 'prompt'],
    saysFinish: false,
    ...(readPicture && { sees: true }),
    async *call(messages, { signal, json }) {
      const said = await toLangChain(messages, { signal, readPicture })
      const options = { signal, ...tracingOptions(tracing) }
      if (json?.format === 'json-schema') {
        const structured = chat.withStructuredOutput(json.schema, { name: json.schemaName, includeRaw: true })
        const { raw, parsed } = structuredSchema.parse(await structured.invoke(said, options))
        yield {
          text:
            parsed == null && typeof raw.content === 'string' ? raw.content : JSON.stringify(parsed ?? null),
          finish: 'stop',
          ...readCut(raw),
          ...readUsage(raw),
        }
        return
      }
      for await (const chunk of await chat.stream(said, options)) {
        yield { text: chunk.text, ...readCut(chunk), ...readUsage(chunk) }
      }
    },
  })
}

function cannotStart({ text, provider }: LlmSpec, thrown: unknown): SwitchyardError {
  const message = messageOf(thrown)
  const missing = /unable to import|cannot find (package|module)|ERR_MODULE_NOT_FOUND/i.test(message)
  const { keyVariable } = provider
  return new SwitchyardError(
    'INVALID_CONFIG',
    missing
      ? `The LLM ${text} needs a package that isn't installed: npm install ${provider.package}`
      : `The LLM ${text} can't be set up: ${message}${keyVariable ? ` (Is ${keyVariable} set?)` : ''}`,
    { details: { spec: text, package: provider.package } },
  )
}
