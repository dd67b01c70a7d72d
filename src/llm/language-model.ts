import type { BackendProgress } from '../backends/backend.js'
import type { Media } from '../media/media.js'
import type { TokenUsage } from '../spending/usage.js'

/** One message of a conversation with an LLM. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
  /** Pictures that belong to it, by their records: the bytes are read where they are sent. For models that `see`. */
  pictures?: readonly Media[] | undefined
}

export interface LanguageModelOptions {
  signal: AbortSignal
  /** What a model on this machine does before it replies: wait, download, load. */
  onProgress?: ((progress: BackendProgress) => void) | undefined
  /** How freely the reply is worded, 0 to 2; left out where the server refuses it. Default: the server's own. */
  temperature?: number | undefined
  /** Most tokens of the reply, thoughts included; left out where the server refuses it. Default: the server's own. */
  maxTokens?: number | undefined
}

/**
 * The two things Switchyard asks of an LLM. LangChain implements it (`langchain-model.ts`); `ScriptedModel` of
 * `switchyard/testing` implements it for tests. Failures are thrown as `SwitchyardError` with a `PROVIDER_*` code.
 */
export interface LanguageModel {
  /** The spec it was made from: `openai:gpt-5-mini`. */
  readonly id: string
  /** Whether a JSON reply can't but obey its schema, patterns and bounds included. Default: false. */
  readonly enforcesSchema?: boolean | undefined
  /** Whether it looks at the `pictures` of messages. Default: false. */
  readonly sees?: boolean | undefined
  /**
   * Text that should be one JSON value obeying `schema` (JSON Schema); the caller parses and checks it. `cut`: it reached
   * a length limit, so that something is missing even where it is well formed.
   */
  json(
    messages: readonly Message[],
    options: LanguageModelOptions & { schema: Record<string, unknown>; schemaName: string },
  ): Promise<{ text: string; cut?: true | undefined; usage?: TokenUsage | undefined }>
  /** The reply in pieces, as they come. `onUsage` is told once what it took, where the server says it. */
  stream(
    messages: readonly Message[],
    options: LanguageModelOptions & { onUsage?: ((usage: TokenUsage) => void) | undefined },
  ): AsyncIterable<string>
}
