import { cancelledError, SwitchyardError, toSwitchyardError } from '../core/errors.js'
import type { Responder } from './responder.js'

/**
 * The LLM's answer; when it fails, before or in the middle of it, the template's, and the answer says so. What was already
 * streamed stays. Without any step there is nothing to fall back on: the LLM's error passes through, as does cancellation.
 */
export function createFallbackResponder(llm: Responder, template: Responder): Responder {
  return {
    async *respond(request, options) {
      let streamed = false
      try {
        for await (const text of llm.respond(request, options)) {
          streamed ||= text.trim() !== ''
          yield text
        }
        if (!streamed) throw new SwitchyardError('PROVIDER_BAD_REPLY', 'The language model said nothing.')
        return
      } catch (thrown) {
        if (options.signal.aborted) throw cancelledError(options.signal)
        if (request.steps.length === 0) throw thrown
        const { message } = toSwitchyardError(thrown)
        if (streamed)
          yield `\n\n(The language model broke off here: ${message} This is what the steps found.)\n\n`
        yield* template.respond(request, options)
        // The planner met the same, and its note came first; a price may be another one.
        const reason = withoutNumbers(message)
        const isSaid = request.notes?.some((note) => withoutNumbers(note).includes(reason)) === true
        if (!streamed) yield `\n\n(Put together without the language model${isSaid ? '.' : `: ${message}`})`
      }
    },
  }
}

const withoutNumbers = (text: string): string => text.replaceAll(/[\d.]+/g, '')
