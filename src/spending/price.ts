import type { Price } from '../config/candidate.js'

/** What a call took, as far as it is known. */
export interface CallSize {
  seconds: number
  inputTokens: number
  outputTokens: number
}

/** What vision models count for a picture of usual size, and speech models for a second; both are rough. */
export const tokensPerPicture = 1_000

/** The rule of thumb for English: four characters a token. */
const charactersPerToken = 4

export const tokensOf = (characters: number): number => Math.ceil(characters / charactersPerToken)

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
