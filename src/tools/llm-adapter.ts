import type { Media } from '../media/media.js'

/** What a chat model that sees is asked. */
export interface SeeingQuestion {
  /** How it should behave. */
  system?: string | undefined
  text: string
  /** The pictures that it is about, in the order in which the text speaks of them. */
  image: Media | readonly Media[]
  maxNewTokens?: number | undefined
}

/** How a tool runs on the LLM that plans and answers, where that sees: what it is asked, and what its answer says. */
export interface LlmAdapter<I, O> {
  ask(input: I): SeeingQuestion
  /** The result is checked against the tool's output schema by the caller. */
  read(answer: string): O
}
