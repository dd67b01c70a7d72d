import type { TokenUsage } from './usage.js'

/** Counts the calls of an LLM, and is asked before each. */
export interface LlmMeter {
  /** @throws SwitchyardError `BUDGET_EXCEEDED` when the call must not be made */
  begin(call: {
    model: string
    /** About how many. */
    inputTokens: number
  }): {
    /** Called once. Without a reply, the call failed. */
    end(reply?: { outputCharacters: number; usage?: TokenUsage | undefined }): void
  }
}
