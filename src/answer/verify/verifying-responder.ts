import { SwitchyardError } from '../../core/errors.js'
import { countOf } from '../../core/text.js'
import type { Responder } from '../responder.js'
import type { UnsupportedClaim } from './check-sentence.js'
import { createSentenceSplitter } from './split-sentences.js'
import { createSentenceCheck, evidenceFor } from './verify-answer.js'

/** What becomes of a sentence that the results do not bear out. */
export type VerifyMode = 'mark' | 'drop'

export interface VerifyingOptions {
  mode: VerifyMode
  /** Whether the answerer is shown the pictures itself. What it says of those is not looked at. Default: false. */
  seesPictures?: boolean | undefined
}

/**
 * Holds each sentence of another's answers against the results before it is passed on, and marks or drops what they do not
 * bear out. A sentence waits until it is whole, some words long. Throws `PROVIDER_BAD_REPLY` where nothing is left.
 */
export function createVerifyingResponder(
  inner: Responder,
  { mode, seesPictures = false }: VerifyingOptions,
): Responder {
  return {
    async *respond(request, options) {
      const evidence = evidenceFor(request)
      if (!evidence) {
        yield* inner.respond(request, options)
        return
      }
      const seen = seesPictures ? Object.keys(request.media) : []
      const check = createSentenceCheck(evidence, { seen })
      const filter = createSentenceFilter(mode, check)
      const splitter = createSentenceSplitter()
      const passAll = (sentences: readonly string[]) =>
        sentences.map((one) => filter.pass(one)).filter((text) => text !== '')
      const rest = () => passAll(splitter.end())
      try {
        for await (const text of inner.respond(request, options)) yield* passAll(splitter.push(text))
      } catch (thrown) {
        // Also of an answer that breaks off, what was said is passed on.
        if (!options.signal.aborted) yield* rest()
        throw thrown
      }
      yield* rest()
      yield* filter.end()
    },
  }
}

function createSentenceFilter(mode: VerifyMode, check: (sentence: string) => UnsupportedClaim[]) {
  let [kept, dropped, lineHasText] = [0, 0, false]
  const whole = (sentence: string) => {
    if (sentence.trim() !== '') kept += 1
    lineHasText = !sentence.endsWith('\n')
    return sentence
  }
  return {
    pass(sentence: string): string {
      const unsupported = check(sentence)
      if (unsupported.length === 0) return whole(sentence)
      if (mode === 'mark') return whole(withMark(sentence, unsupported))
      dropped += 1
      const endsLine = lineHasText && sentence.endsWith('\n')
      if (endsLine) lineHasText = false
      return endsLine ? '\n' : ''
    },
    *end(): Generator<string> {
      if (dropped === 0) return
      if (kept === 0)
        throw new SwitchyardError('PROVIDER_BAD_REPLY', 'Nothing that it said is borne out by the results.')
      yield `\n\n(${countOf(dropped, 'sentence')} left out, because the results do not bear ${dropped === 1 ? 'it' : 'them'} out.)`
    },
  }
}

/** Before the white space behind the sentence. */
function withMark(sentence: string, unsupported: readonly UnsupportedClaim[]): string {
  const text = sentence.trimEnd()
  const claims = unsupported.map(({ text: claim }) => claim).join(', ')
  return `${text} (not in the results: ${claims})${sentence.slice(text.length)}`
}
