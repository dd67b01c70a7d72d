import type { LlmMeter } from '../spending/llm-meter.js'
import { tokensOf, tokensPerPicture } from '../spending/price.js'
import type { TokenUsage } from '../spending/usage.js'
import type { LanguageModel, LanguageModelOptions, Message } from './language-model.js'

export interface MeteredOptions extends LanguageModelOptions {
  meter?: LlmMeter | undefined
}

/** The same model, whose calls go through a meter; without one, as it is. */
export function meteredModel(model: LanguageModel, meter: LlmMeter | undefined): LanguageModel {
  if (!meter) return model
  return {
    ...model,
    id: model.id,
    async json(messages, options) {
      const call = meter.begin({ model: model.id, inputTokens: tokensIn(messages) })
      try {
        const reply = await model.json(messages, options)
        call.end({ outputCharacters: reply.text.length, usage: reply.usage })
        return reply
      } catch (thrown) {
        call.end()
        throw thrown
      }
    },
    async *stream(messages, options) {
      const call = meter.begin({ model: model.id, inputTokens: tokensIn(messages) })
      let outputCharacters = 0
      let usage: TokenUsage | undefined
      const onUsage = (counted: TokenUsage) => {
        usage = counted
        options.onUsage?.(counted)
      }
      try {
        for await (const piece of model.stream(messages, { ...options, onUsage })) {
          outputCharacters += piece.length
          yield piece
        }
      } finally {
        // A reply that broke off was paid for as far as it came.
        call.end(outputCharacters > 0 || usage ? { outputCharacters, usage } : undefined)
      }
    },
  }
}

const tokensIn = (messages: readonly Message[]): number =>
  tokensOf(messages.reduce((sum, { content }) => sum + content.length, 0)) +
  messages.reduce((sum, { pictures = [] }) => sum + pictures.length, 0) * tokensPerPicture
