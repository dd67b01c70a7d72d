import type { RespondRequest } from '../responder.js'
import { checkSentence, type UnsupportedClaim } from './check-sentence.js'
import { type Evidence, gatherEvidence } from './evidence.js'
import { createSentenceSplitter } from './split-sentences.js'

/** A sentence of an answer, with what it says that nothing bears out. */
export interface CheckedSentence {
  sentence: string
  unsupported: readonly UnsupportedClaim[]
}

/** Requests that ask for something new: what is made up there is what was asked for. */
const creative =
  /\b(?:poem|poetry|story|haiku|limerick|lyrics|song|joke|slogan|tweet|hashtags?|titles?|headlines?|invent|imagine|make up|brainstorm|suggest|suggestions?|ideas?|recommend\w*|advice|creative|fiction|pretend|gedicht|geschichte|witz|titel|idee\w*|vorschl\w*|poème|histoire|blague|titre|idées?|poema|cuento|chiste|título|ideas)\b/i

/**
 * What an answer may rest on; undefined where it need not rest on results: no step was run, or the request asks for something
 * made up.
 */
export function evidenceFor(request: RespondRequest): Evidence | undefined {
  if (request.steps.length === 0 || creative.test(request.text)) return undefined
  return gatherEvidence(request)
}

/** Checks sentences as they come. What stands in fenced code is not looked at, nor what the answerer saw in a picture itself. */
export function createSentenceCheck(
  evidence: Evidence,
  { seen = [] }: { seen?: readonly string[] | undefined } = {},
): (sentence: string) => UnsupportedClaim[] {
  let inCode = false
  return (sentence) => {
    if (/^\s*(?:```|~~~)/.test(sentence)) {
      inCode = !inCode
      return []
    }
    const isSeen = seen.some(
      (reference) => sentence.includes(`[${reference}`) || sentence.includes(` ${reference}]`),
    )
    return inCode || isSeen ? [] : checkSentence(sentence, evidence)
  }
}

/** Holds a whole answer against its results; empty where there is nothing to hold it against. Pure. */
export function verifyAnswer(answer: string, request: RespondRequest): CheckedSentence[] {
  const evidence = evidenceFor(request)
  if (!evidence) return []
  const check = createSentenceCheck(evidence)
  const splitter = createSentenceSplitter()
  return [...splitter.push(answer), ...splitter.end()].map((sentence) => ({
    sentence,
    unsupported: check(sentence),
  }))
}
