import { z } from 'zod'
import { createStreamFetch } from '../../http/stream-fetch.js'
import type { ChatCallOptions, ChatClient } from './chat-client.js'
import { type ReadPicture, readUsage, toLangChain } from './langchain-messages.js'
import { createProtocolFetch } from './openai-protocol.js'
import { isStrictSchema } from './strict-schema.js'

export interface OpenAiClientOptions {
  model: string
  /** With `/v1`. */
  baseUrl: string
  apiKey: string
  /** Time until the response begins. */
  timeoutMs: number
  /** Whether LangSmith may be told, where the environment says so. */
  tracing: boolean
  /** Absent: it is shown no pictures. */
  readPicture?: ReadPicture | undefined
}

export const openAiBaseUrl = 'https://api.openai.com/v1'

const metadataSchema = z.object({
  finish_reason: z.string().nullish(),
  /** The Responses API's word for it. */
  status: z.string().nullish(),
})

/**
 * A chat model behind the OpenAI protocol, by LangChain. Everything the client would otherwise read from the
 * environment (base URL, admin key, organization, LangSmith gateway, log level) is passed, so that a key never reaches a
 * server it isn't meant for and no content reaches the console.
 */
export async function createOpenAiClient(options: OpenAiClientOptions): Promise<ChatClient> {
  const [{ ChatOpenAI, ChatOpenAICompletions }, { tracingOptions }] = await Promise.all([
    import('@langchain/openai'),
    import('./no-tracing.js'),
  ])
  const { readPicture, tracing } = options
  const atOpenAi = options.baseUrl === openAiBaseUrl
  const send = createStreamFetch()
  const fields = {
    model: options.model,
    apiKey: options.apiKey,
    maxRetries: 0,
    timeout: options.timeoutMs,
    configuration: {
      baseURL: options.baseUrl,
      adminAPIKey: null,
      logLevel: 'off' as const,
      ...(!atOpenAi && { organization: null, project: null }),
    },
  }
  /** A client for one call: what differs from call to call is written into the body. */
  const chatFor = ({ way, temperature, maxTokens }: ChatCallOptions) => {
    const edit = {
      streamed: way.streamed,
      countsTokens: way.countsTokens,
      temperature: way.temperature ? temperature : undefined,
      limit: way.limit && maxTokens !== undefined ? { name: way.limit, tokens: maxTokens } : undefined,
    }
    const ownFetch = createProtocolFetch(edit, send)
    const own = { ...fields, configuration: { ...fields.configuration, fetch: ownFetch } }
    // Only OpenAI itself has the Responses API that LangChain picks for some model names.
    return atOpenAi ? new ChatOpenAI(own) : new ChatOpenAICompletions(own)
  }

  return {
    formats: ['json-schema', 'json-object', 'prompt'],
    saysFinish: true,
    asksWhole: true,
    sees: readPicture && true,
    // JSON is streamed too: LangChain's unstreamed call parses it on the way and loses the text when that fails, and its
    // `streaming` option counts tokens with a tokenizer fetched from the network.
    async *call(messages, options) {
      const { signal, json, way } = options
      const converted = await toLangChain(messages, {
        signal,
        readPicture: way.pictures ? readPicture : undefined,
      })
      const stream = await chatFor(options).stream(converted, {
        signal,
        ...tracingOptions(tracing),
        ...(json && responseFormat(json)),
      })
      for await (const chunk of stream) {
        const { finish_reason, status } = metadataSchema.parse(chunk.response_metadata)
        const finish =
          finish_reason ?? (status === 'completed' ? 'stop' : status === 'incomplete' ? 'length' : undefined)
        yield { text: chunk.text, finish, ...readUsage(chunk) }
      }
    },
  }
}

function responseFormat({ format, schema, schemaName }: NonNullable<ChatCallOptions['json']>) {
  if (format === 'prompt') return {}
  if (format === 'json-object') return { response_format: { type: 'json_object' as const } }
  return {
    response_format: {
      type: 'json_schema' as const,
      json_schema: { name: schemaName, schema, strict: isStrictSchema(schema) },
    },
  }
}
