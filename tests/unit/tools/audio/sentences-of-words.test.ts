import { expect, test } from 'vitest'
import { sentencesOfWords } from '../../../../src/tools/audio/speech/sentences-of-words.js'

const words = (...said: [text: string, start: number, end: number][]) =>
  said.map(([text, start, end]) => ({ text, start, end }))

test('words become sentences at full stops and at long pauses, with their times', () => {
  const sentences = sentencesOfWords(
    words([' Good', 0, 0.3], [' day.', 0.3, 0.8], [' How', 0.9, 1], [' are', 1, 1.2], [' you', 3, 3.3]),
  )
  expect(sentences.map(({ text, start, end }) => [text, start, end])).toEqual([
    ['Good day.', 0, 0.8],
    ['How are', 0.9, 1.2],
    ['you', 3, 3.3],
  ])
  expect(sentences[0]?.words.map(({ text }) => text)).toEqual(['Good', 'day.'])
})

test('languages without spaces get none, and an empty word says nothing', () => {
  const sentences = sentencesOfWords(
    words(['我', 0, 0.2], ['喜欢', 0.2, 0.6], [' ', 0.6, 0.6], ['茶。', 0.6, 1]),
  )
  expect(sentences.map(({ text }) => text)).toEqual(['我喜欢茶。'])
  expect(sentencesOfWords([])).toEqual([])
})
