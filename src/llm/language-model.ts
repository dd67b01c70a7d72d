import type { BackendProgress } from '../backends/backend.js'
import type { Media } from '../media/media.js'
import type { TokenUsage } from '../spending/usage.js'

/** One message of a conversation with an LLM. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
  /** Pictures that belong to it, by their records: the bytes are read where they are sent. For models that `see`. */
  pictures?: readonly Media[] | undefined
  /** Whether `{image1}` in `content` is the place of the first picture, and so on. @default false: they come after the words */
  isInterleaved?: boolean | undefined
}

/** Options of one call of an LLM. */
export interface LanguageModelOptions {
  /** When it aborts, the call ends and its connection is closed. */
  signal: AbortSignal
  /** What a model on this machine does before it replies: wait, download, load. */
  onProgress?: ((progress: BackendProgress) => void) | undefined
  /** How freely the reply is worded, 0 to 2; left out where the server refuses it. @default the server's own */
  temperature?: number | undefined
  /** Most tokens of the reply, thoughts included; left out where the server refuses it. @default the server's own */
  maxTokens?: number | undefined
}

/**
 * The two things Switchyard asks of an LLM: a JSON value, and text in pieces. Chat models of LangChain make one, and
 * `scriptedModel` of `switchyard-ai/testing` makes one for tests. Failures are thrown as `SwitchyardError` with a
 * `PROVIDER_*` code.
 */
export interface LanguageModel {
  /** The spec it was made from: `openai:gpt-5-mini`. */
  readonly id: string
  /** Whether a JSON reply can't but obey its schema, patterns and bounds included. @default false */
  readonly enforcesSchema?: boolean | undefined
  /** Whether it looks at the `pictures` of messages. @default false */
  readonly sees?: boolean | undefined
  /**
   * Text that should be one JSON value obeying `schema` (JSON Schema); the caller parses and checks it. `cut`: it reached
   * a length limit, so that something is missing even where it is well formed.
   */
  json(
    messages: readonly Message[],
    options: LanguageModelOptions & {
      schema: Record<string, unknown>
      schemaName: string
      /** Told all of the reply so far, thoughts included, as it grows; one that is asked for again begins anew. */
      onText?: ((text: string) => void) | undefined
    },
  ): Promise<{ text: string; cut?: true | undefined; usage?: TokenUsage | undefined }>
  /** The reply in pieces, as they come. `onUsage` is told once what it took, where the server says it. */
  stream(
    messages: readonly Message[],
    options: LanguageModelOptions & { onUsage?: ((usage: TokenUsage) => void) | undefined },
  ): AsyncIterable<string>
}
