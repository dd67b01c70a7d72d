import type { Media } from '../media/media.js'

/** What a chat model that sees is asked. */
export interface SeeingQuestion {
  /** How it should behave. */
  system?: string | undefined
  /** `{image1}` in it stands for the first picture, `{image2}` for the second: they are shown there (`interleave`). */
  text: string
  /** The pictures that it is about, in the order in which the text speaks of them. */
  image: Media | readonly Media[]
  maxNewTokens?: number | undefined
}

/** How an answer ended. */
export interface AnswerEnd {
  /** Whether the limit of tokens ended it, and not the model. Absent: it is not known. */
  cutOff?: boolean | undefined
}

/**
 * How a tool runs on a model that sees, be it the LLM that plans and answers or a vision language model on this machine: what
 * it is asked, and what its answer says.
 */
export interface LlmAdapter<I, O> {
  ask(input: I): SeeingQuestion
  /** The result is checked against the tool's output schema by the caller. */
  read(answer: string, end?: AnswerEnd): O
}
