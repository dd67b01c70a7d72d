import { describe, expect, it } from 'vitest'
import { matchPhrase, parsePhrase } from '../../../../../src/planner/rules/words/phrase.js'
import { stemOf } from '../../../../../src/planner/rules/words/stem.js'
import { mostRead, tokenize } from '../../../../../src/planner/rules/words/tokens.js'

/** The words that a phrase matches in a sentence, from the first place where it does. */
function matched(phrase: string, text: string): string | undefined {
  const tokens = tokenize(text)
  for (const at of tokens.keys()) {
    const match = matchPhrase(parsePhrase(phrase), tokens, at)
    if (match)
      return tokens
        .slice(match.start, match.end)
        .map((token) => token.text)
        .join(' ')
  }
  return undefined
}

describe('a phrase', () => {
  it.each([
    ['summarize', 'Please have it summarised.', 'summarised'],
    ['short|brief version', 'a brief version of it', 'brief version'],
    ['named? entity', 'the entities', 'entities'],
    ['named? entity', 'named entities', 'named entities'],
    [
      'convert <audio> .. to {text}',
      'Convert the noisy recording as it is to plain text',
      'Convert the noisy recording as it is to plain text',
    ],
    ['classify <image>', "classify the image 'photo.jpg'", 'classify the image'],
    ['enhance <audio>', 'enhance talk.wav', 'enhance talk.wav'],
    ['in <language>', 'say it in French', 'in French'],
    ['^ is there', 'tell me, is there one?', 'is there'],
  ])('%s is found in: %s', (phrase, text, words) => expect(matched(phrase, text)).toBe(words))

  it.each([
    ['convert <audio> .. to {text}', 'Convert the picture to text'],
    ['enhance <audio>', 'enhance the photo of a recording'],
    ['find .. answer', 'find it. The answer is no'],
    ['do .. describe', 'do not describe it'],
    ['^ is there', 'what is there'],
    ['in <language>', 'in the picture'],
  ])('%s is not found in: %s', (phrase, text) => expect(matched(phrase, text)).toBeUndefined())
})

it('forms of a word have one stem, and other words do not', () => {
  for (const words of [
    'transcribe transcribes transcribed transcribing',
    'classify classifies classified classifying',
    'summarise summarize summarizing',
    'colour color colors',
    'translate translated translating',
  ])
    expect(new Set(words.split(' ').map(stemOf)).size).toBe(1)
  for (const [one, other] of [
    ['cat', 'cast'],
    ['sign', 'sing'],
    ['bus', 'bush'],
    ['image', 'imagine'],
  ])
    expect(stemOf(one ?? '')).not.toBe(stemOf(other ?? ''))
})

describe('tokens', () => {
  it('keep quoted texts, code and names in one piece', () => {
    const kinds = tokenize("Say \"hello there\", it's in 'my text' and photo-1.png: ```describe it```").map(
      ({ kind, text }) => [kind, text],
    )
    expect(kinds).toContainEqual(['quoted', 'hello there'])
    expect(kinds).toContainEqual(['quoted', 'my text'])
    expect(kinds).toContainEqual(['file', 'photo-1.png'])
    expect(kinds).toContainEqual(['code', 'describe it'])
  })

  it('take contractions apart, and leave words with hyphens side by side', () => {
    expect(tokenize("don't, what's, text-to-speech").map(({ text }) => text)).toEqual([
      'do',
      'not',
      ',',
      'what',
      'is',
      ',',
      'text',
      'to',
      'speech',
    ])
  })

  it('of a hostile request are no more than can be read', () => {
    for (const text of ["'a ", 'describe ', 'a.', '```', '“', 'x/y.png '])
      expect(tokenize(text.repeat(100_000)).length).toBeLessThanOrEqual(mostRead)
  })
})
