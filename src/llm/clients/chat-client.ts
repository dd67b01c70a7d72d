import type { TokenUsage } from '../../spending/usage.js'
import type { LanguageModelOptions, Message } from '../language-model.js'
import type { ReplyFormat } from '../reply-format.js'
import type { WayOfAsking } from '../way-of-asking.js'

/** One piece of a reply. */
export interface ChatPiece {
  text: string
  /** Why the reply ended, once it has: `stop`, `length`, `content_filter`. */
  finish?: string | undefined
  usage?: TokenUsage | undefined
}

export interface ChatCallOptions extends LanguageModelOptions {
  json?: { format: ReplyFormat; schema: Record<string, unknown>; schemaName: string } | undefined
  /** What of these options the server takes, as far as is known. */
  way: WayOfAsking
}

/**
 * One call of a chat model, as the provider's library makes it: no retries, no time limits, the library's own errors.
 * `langchain-model.ts` adds those, the same for all.
 */
export interface ChatClient {
  /** Formats that the provider's protocol knows; servers may still refuse one. */
  readonly formats: readonly ReplyFormat[]
  /** Whether a complete reply always says why it ended, so that one that doesn't was cut off. */
  readonly saysFinish: boolean
  /** Whether JSON can't but obey its schema. Default: false. */
  readonly enforcesSchema?: boolean | undefined
  /** Whether it is shown the pictures of messages. Default: false. */
  readonly sees?: boolean | undefined
  /** Whether it can ask for a reply in one piece, where a server doesn't stream. Default: false. */
  readonly asksWhole?: boolean | undefined
  call(messages: readonly Message[], options: ChatCallOptions): AsyncIterable<ChatPiece>
}
