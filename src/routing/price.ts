import type { Candidate } from '../config/candidate.js'
import { staysHere } from '../config/endpoint.js'
import { type CallSize, priceOf, tokensOf, tokensPerPicture } from '../spending/price.js'
import type { InputFacts } from './input-facts.js'

const tokensPerSecond = 50
/** Expected tokens of a reply that has not come yet. */
const replyTokens = 500

/** The size of a call before it is made: a rough guess, from the size of its input and the time it is expected to take. */
export function expectedSize({ characters, media, seconds }: InputFacts, expectedMs: number): CallSize {
  const pictures = media.filter(({ modality }) => modality === 'image').length
  return {
    seconds: expectedMs / 1000,
    inputTokens: tokensOf(characters) + pictures * tokensPerPicture + Math.ceil(seconds * tokensPerSecond),
    outputTokens: replyTokens,
  }
}

/** Estimated US dollars of a call: 0 on this machine, undefined when the catalogue knows no price. */
export function costOf(candidate: Candidate, size: CallSize): number | undefined {
  if (candidate.price) return priceOf(candidate.price, size)
  return staysHere(candidate) ? 0 : undefined
}
