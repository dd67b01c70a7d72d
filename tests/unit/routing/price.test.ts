import { describe, expect, it } from 'vitest'
import { inputFacts } from '../../../src/routing/input-facts.js'
import { costOf, expectedSize } from '../../../src/routing/price.js'
import { formatUsd } from '../../../src/spending/price.js'
import { candidateOf } from '../../support/fake-backend.js'
import { mediaRecord } from '../../support/media-records.js'

const size = { seconds: 2, inputTokens: 1_000_000, outputTokens: 500_000 }

describe('the price of a call', () => {
  it('adds up what the catalogue says: by the call, the second and the token', () => {
    const price = { perCall: 0.01, perSecond: 0.001, perMillionInputTokens: 1, perMillionOutputTokens: 4 }
    expect(costOf(candidateOf('r', { backend: 'hugging-face', price }), size)).toBeCloseTo(3.012)
  })

  it('is nothing on this machine, also at a server of one’s own on it, and unknown elsewhere without a price', () => {
    const remote = candidateOf('r', { backend: 'hugging-face' })
    expect(costOf(candidateOf('a'), size)).toBe(0)
    expect(costOf({ ...remote, endpoint: 'http://127.0.0.1:8080' }, size)).toBe(0)
    expect(costOf({ ...remote, endpoint: 'https://mine.example' }, size)).toBeUndefined()
    expect(costOf(remote, size)).toBeUndefined()
  })

  it('is guessed from the size of the input: text, pictures, seconds of sound', () => {
    const audio = { ...mediaRecord('audio', 'b'), facts: { durationSeconds: 10 } }
    const facts = inputFacts({ text: 'x'.repeat(400), image: mediaRecord('image'), audio })
    expect(expectedSize(facts, 1500)).toEqual({
      seconds: 1.5,
      inputTokens: 100 + 1000 + 500,
      outputTokens: 500,
    })
  })
})

describe('the facts of an input', () => {
  it('are sizes and languages; the same file counts once, and its name is no text', () => {
    const image = { ...mediaRecord('image', 'a', 'a long name.png'), facts: { width: 20, height: 10 } }
    const text = { ...mediaRecord('text', 'c'), facts: { characters: 70 } }
    expect(
      inputFacts({
        images: [image, image],
        text,
        labels: ['abc'],
        targetLanguage: 'de-AT',
        language: 'auto',
      }),
    ).toEqual({
      pixels: 200,
      seconds: 0,
      characters: 70 + 3 + 5 + 4,
      languages: ['de'],
      direction: { to: 'de' },
      media: [text, image],
    })
  })
})

it.each([
  [0, '$0.00'],
  [12.345, '$12.35'],
  [0.5, '$0.50'],
  [0.05, '$0.050'],
  [0.000412, '$0.00041'],
])('%d US dollars are said as %s', (usd, said) => {
  expect(formatUsd(usd)).toBe(said)
})
