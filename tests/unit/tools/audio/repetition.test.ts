import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRepetitive } from '../../../../src/tools/audio/speech/repetition.js'

describe('a transcript is taken for a loop', () => {
  test.each([
    ['one phrase a hundred times', 'a 12h00 '.repeat(100)],
    ['a short phrase six times', 'a 12h00 a 12h00 a 12h00 a 12h00 a 12h00 a 12h00'],
    ['a loop after honest words', `We met at the station and then went on. ${'Thank you. '.repeat(9)}`],
    ['a word again and again', 'so so so so so so so so so so so'],
    ['a loop without spaces', 'ご視聴ありがとうございました。'.repeat(12)],
    ['a whole sentence again and again', 'The train to the coast leaves at nine in the morning. '.repeat(8)],
  ])('%s', (_, text) => {
    expect(isRepetitive(text)).toBe(true)
  })
})

describe('speech is not', () => {
  test.each([
    'A dog is sitting on the blue sofa.',
    'No, no, no, no! I never said that.',
    'Very, very, very good. Ha ha ha ha.',
    'Happy birthday to you, happy birthday to you, happy birthday dear Anna, happy birthday to you.',
    'One two three four five six seven eight nine ten one two three four five six seven eight nine ten',
    'Row, row, row your boat gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream.',
    'Seit heute, seit morgen, seit gestern: es war einmal ein Mann, der hatte sieben Söhne.',
    '',
    '... ... ... ... ... ... ... ... ... ...',
  ])('%s', (text) => {
    expect(isRepetitive(text)).toBe(false)
  })
})

test('a phrase of any length that fills a transcript is found, whatever it says', () => {
  const phrase = fc
    .array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 6 })
    .map((words) => words.join(' '))
  fc.assert(
    fc.property(phrase, fc.integer({ min: 9, max: 60 }), (words, times) => {
      expect(isRepetitive(`${words} `.repeat(times))).toBe(true)
    }),
  )
})

test('words that all differ are never a loop by their order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
      const words = Array.from({ length: count }, (_, at) => `${((at + 7) * 2_654_435_761).toString(36)}`)
      expect(isRepetitive(words.join(' '))).toBe(false)
    }),
  )
})
