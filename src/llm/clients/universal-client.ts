import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { err, ok, type Result } from '../../core/result.js'
import type { LlmSpec } from '../parse-spec.js'
import type { ChatCallOptions, ChatClient } from './chat-client.js'
import { type ReadPicture, readCut, readUsage, textOfParts, toLangChain } from './langchain-messages.js'

const structuredSchema = z.object({
  raw: z.looseObject({ content: z.unknown().optional() }),
  parsed: z.unknown().optional(),
})

/** What LangChain's packages call the limit of tokens, where it is not `maxTokens`. */
const limitNames = new Map([
  ['ollama', 'numPredict'],
  ['google-genai', 'maxOutputTokens'],
  ['google-vertexai', 'maxOutputTokens'],
])

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
  const limitName = limitNames.get(spec.providerName) ?? 'maxTokens'
  const init = ({
    temperature,
    maxTokens,
  }: {
    temperature?: number | undefined
    maxTokens?: number | undefined
  }) =>
    initChatModel(spec.model, {
      modelProvider: spec.providerName,
      maxRetries: 0,
      timeout: timeoutMs,
      ...(apiKey !== undefined && { apiKey }),
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { [limitName]: maxTokens }),
    })
  const chats = new LRUCache<string, ReturnType<typeof init>>({ max: 8 })
  const chatFor = ({
    way,
    temperature,
    maxTokens,
  }: Pick<ChatCallOptions, 'way' | 'temperature' | 'maxTokens'>) => {
    const settings = {
      temperature: way.temperature ? temperature : undefined,
      maxTokens: way.limit ? maxTokens : undefined,
    }
    const key = JSON.stringify(settings)
    const chat = chats.get(key) ?? init(settings)
    chats.set(key, chat)
    return chat
  }
  try {
    chats.set('{}', init({}))
    await chats.get('{}')
  } catch (thrown) {
    return err(cannotStart(spec, thrown))
  }
  return ok({
    formats: ['json-schema', 'prompt'],
    saysFinish: false,
    sees: readPicture && true,
    async *call(messages, asked) {
      const { signal, json, way } = asked
      const chat = await chatFor(asked)
      const converted = await toLangChain(messages, {
        signal,
        readPicture: way.pictures ? readPicture : undefined,
      })
      const options = { signal, ...tracingOptions(tracing) }
      if (json?.format === 'json-schema') {
        const structured = chat.withStructuredOutput(json.schema, { name: json.schemaName, includeRaw: true })
        const { raw, parsed } = structuredSchema.parse(await structured.invoke(converted, options))
        yield {
          text: parsed == null ? textOfParts(raw.content) : JSON.stringify(parsed),
          finish: 'stop',
          ...readCut(raw),
          ...readUsage(raw),
        }
        return
      }
      for await (const chunk of await chat.stream(converted, options)) {
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
