import type { Candidate, Price } from '../config/candidate.js'
import { staysHere } from '../config/endpoint.js'
import type { InputFacts } from './input-facts.js'

/** What a call took, as far as it is known. */
export interface CallSize {
  seconds: number
  inputTokens: number
  outputTokens: number
}

/** The rule of thumb for English: four characters a token. */
const charactersPerToken = 4
/** What vision models count for a picture of usual size, and speech models for a second; both are rough. */
export const tokensPerPicture = 1_000
const tokensPerSecond = 50
/** Tokens of a reply that nobody has seen yet. */
const replyTokens = 500

export const tokensOf = (characters: number): number => Math.ceil(characters / charactersPerToken)

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

export function priceOf(price: Price, { seconds, inputTokens, outputTokens }: CallSize): number {
  const { perCall = 0, perSecond = 0, perMillionInputTokens = 0, perMillionOutputTokens = 0 } = price
  return (
    perCall +
    perSecond * seconds +
    (perMillionInputTokens * inputTokens + perMillionOutputTokens * outputTokens) / 1_000_000
  )
}

/** `$0.50`, `$0.0004`: cents, or two digits that count. */
export function formatUsd(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`
  return `$${usd.toFixed(Math.min(10, 1 - Math.floor(Math.log10(usd))))}`
}
