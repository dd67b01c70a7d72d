import type { AnswerCall } from './endpoint-call.js'

/** Answers requests of OpenAI's endpoints without a server. */
export interface CallAnswerer {
  answerCall: AnswerCall
  /** Ends what runs. */
  close(): Promise<void>
}

/** One that is opened when the first call comes: few batches have such lines. */
export function createLazyAnswerer(open: () => Promise<CallAnswerer>): CallAnswerer {
  let opening: Promise<CallAnswerer> | undefined
  return {
    async answerCall(call, options) {
      opening ??= open()
      return (await opening).answerCall(call, options)
    },
    close: async () => (await opening)?.close(),
  }
}
