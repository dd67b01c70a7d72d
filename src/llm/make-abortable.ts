import { abortable, orAborted } from '../core/abort.js'
import { createThoughtFilter, stripThoughts } from '../core/thoughts/thought-filter.js'
import type { LanguageModel } from './language-model.js'

/**
 * A model of the caller's own, held to what ours do: its calls end when the signal does, also where it takes no notice of
 * it, and its replies come without thoughts.
 */
export function makeAbortable(model: LanguageModel): LanguageModel {
  return {
    id: model.id,
    sees: model.sees,
    enforcesSchema: model.enforcesSchema,
    async json(messages, options) {
      const reply = await orAborted(model.json(messages, options), options.signal)
      return { ...reply, text: stripThoughts(reply.text).text }
    },
    async *stream(messages, options) {
      const filter = createThoughtFilter()
      for await (const piece of abortable(model.stream(messages, options), options.signal)) {
        const words = filter.push(piece)
        if (words) yield words
      }
      const rest = filter.end()
      if (rest) yield rest
    },
  }
}
