import { SwitchyardError } from '../../core/errors.js'
import { formatCount } from '../../core/text.js'
import type { Responder } from '../responder.js'
import type { UnsupportedClaim } from './check-sentence.js'
import { type Entailment, isContradicted } from './entailment.js'
import { createSentenceSplitter } from './split-sentences.js'
import { createSentenceCheck, evidenceFor } from './verify-answer.js'

/** What becomes of a sentence that the results do not bear out. */
export type VerifyMode = 'mark' | 'drop'

export interface VerifyingOptions {
  mode: VerifyMode
  /** Whether the answerer is shown the pictures itself. What it says of those is not looked at. Default: false. */
  seesPictures?: boolean | undefined
  /** Also asked whether the results contradict that a thing is there. Default: only words and numbers are compared. */
  entails?: Entailment | undefined
}

/**
 * Holds each sentence of another's answers against the results before it is passed on, and marks or drops what they do not
 * bear out. A sentence waits until it is whole, some words long. Throws `PROVIDER_BAD_REPLY` where nothing is left.
 */
export function createVerifyingResponder(
  inner: Responder,
  { mode, seesPictures = false, entails }: VerifyingOptions,
): Responder {
  return {
    async *respond(request, options) {
      const evidence = evidenceFor(request)
      if (!evidence) {
        yield* inner.respond(request, options)
        return
      }
      const pictures = seesPictures ? Object.keys(request.media) : []
      const check = createSentenceCheck(evidence, { seen: pictures })
      const filter = createSentenceFilter(mode)
      const splitter = createSentenceSplitter()
      const { signal } = options
      async function unsupportedIn(sentence: string): Promise<readonly UnsupportedClaim[]> {
        const found = check(sentence)
        if (found.length > 0 || !entails || pictures.length > 0) return found
        const { steps } = request
        return (await isContradicted(sentence, { steps, entails, signal })) ? [contradiction] : []
      }
      async function* passAll(sentences: readonly string[]): AsyncGenerator<string> {
        for (const sentence of sentences) {
          const text = filter.pass(sentence, await unsupportedIn(sentence))
          if (text !== '') yield text
        }
      }
      try {
        for await (const text of inner.respond(request, options)) yield* passAll(splitter.push(text))
      } catch (thrown) {
        // Also of an answer that breaks off, what was said is passed on.
        if (!signal.aborted) yield* passAll(splitter.end())
        throw thrown
      }
      yield* passAll(splitter.end())
      yield* filter.end()
    },
  }
}

const contradiction: UnsupportedClaim = { kind: 'contradiction', text: 'that it is there' }

function createSentenceFilter(mode: VerifyMode) {
  let [kept, dropped, lineHasText] = [0, 0, false]
  const whole = (sentence: string) => {
    if (sentence.trim() !== '') kept += 1
    lineHasText = !sentence.endsWith('\n')
    return sentence
  }
  return {
    pass(sentence: string, unsupported: readonly UnsupportedClaim[]): string {
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
      yield `\n\n(${formatCount(dropped, 'sentence')} left out, because the results do not bear ${dropped === 1 ? 'it' : 'them'} out.)`
    },
  }
}

/** Before the white space behind the sentence. */
function withMark(sentence: string, unsupported: readonly UnsupportedClaim[]): string {
  const text = sentence.trimEnd()
  const claims = unsupported.map(({ text: claim }) => claim).join(', ')
  return `${text} (not in the results: ${claims})${sentence.slice(text.length)}`
}
