/** One message of a conversation with an LLM. */
export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface TokenUsage {
  inputTokens: number
  outputTokens: number
}

/**
 * The two things Switchyard asks of an LLM. LangChain implements it (`langchain-model.ts`); `ScriptedModel` of
 * `switchyard/testing` implements it for tests. Failures are thrown as `SwitchyardError` with a `PROVIDER_*` code.
 */
export interface LanguageModel {
  /** The spec it was made from: `openai:gpt-5-mini`. */
  readonly id: string
  /** Text that should be one JSON value obeying `schema` (JSON Schema); the caller parses and checks it. */
  json(
    messages: readonly Message[],
    options: { schema: Record<string, unknown>; schemaName: string; signal: AbortSignal },
  ): Promise<{ text: string; usage?: TokenUsage }>
  /** The reply in pieces, as they come. `onUsage` is told once what it took, where the server says it. */
  stream(
    messages: readonly Message[],
    options: { signal: AbortSignal; onUsage?: ((usage: TokenUsage) => void) | undefined },
  ): AsyncIterable<string>
}
