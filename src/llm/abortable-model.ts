import { abortable, orAborted } from '../core/abort.js'
import type { LanguageModel } from './language-model.js'

/** The same model, whose calls end when the signal does, also where the model itself takes no notice of it. */
export function abortableModel(model: LanguageModel): LanguageModel {
  return {
    id: model.id,
    ...(model.sees && { sees: true }),
    ...(model.enforcesSchema && { enforcesSchema: true }),
    json: (messages, options) => orAborted(model.json(messages, options), options.signal),
    stream: (messages, options) => abortable(model.stream(messages, options), options.signal),
  }
}
