import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSentenceSplitter } from '../../../../src/answer/verify/split-sentences.js'

function split(...pieces: string[]): string[] {
  const splitter = createSentenceSplitter()
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()].map((one) => one.trim())
}

describe('a text is cut', () => {
  test.each([
    ['It is a dog. It is red.', ['It is a dog.', 'It is red.']],
    ['It is a dog. [s1] It is red. [s2, s3]', ['It is a dog. [s1]', 'It is red. [s2, s3]']],
    ['Is it a dog? Yes! Really… Yes.', ['Is it a dog?', 'Yes!', 'Really…', 'Yes.']],
    ['He said "a dog." Then he left.', ['He said "a dog."', 'Then he left.']],
    ['**A dog.** It sits.', ['**A dog.**', 'It sits.']],
    ['- a dog\n- a cat', ['- a dog', '- a cat']],
    ['これは犬です。赤いです。', ['これは犬です。', '赤いです。']],
  ])('%s', (text, sentences) => {
    expect(split(text)).toEqual(sentences)
  })

  test.each([
    'The score is 3.5 of 5.',
    'In scene-06.png there is a bus.',
    'Animals, e.g. dogs, are there.',
    'Dr. Brown and J. Smith speak.',
    '1. A dog',
    'It took approx. 3 seconds.',
    'Version 1.2.3 is out',
  ])('but not within: %s', (text) => {
    expect(split(text)).toEqual([text])
  })

  test('a sentence is given as soon as the next one begins, and not before', () => {
    const splitter = createSentenceSplitter()
    expect(splitter.push('It is a dog')).toEqual([])
    expect(splitter.push('. ')).toEqual([])
    expect(splitter.push('[s')).toEqual([])
    expect(splitter.push('1] ')).toEqual([])
    expect(splitter.push('It')).toEqual(['It is a dog. [s1] '])
    expect(splitter.end()).toEqual(['It'])
  })

  test('a text without an end is not held for ever', () => {
    const splitter = createSentenceSplitter()
    expect(splitter.push('dog '.repeat(1000)).join('').length).toBeGreaterThan(2000)
  })
})

const piece = fc.oneof(
  fc.constantFrom('. ', '.', '[s1]', '\n', '! ', '? ', '"', 'Mr. ', '3.5', ' ', '[', '。', '1. ', '…'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

test('the sentences together are the text, however it comes', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const splitter = createSentenceSplitter()
      const sentences = [...pieces.flatMap((one) => splitter.push(one)), ...splitter.end()]
      expect(sentences.join('')).toBe(pieces.join(''))
    }),
  )
})

test('it makes no difference in which pieces a text comes', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      fc.pre(text.length < 2000)
      const [whole, inParts] = [createSentenceSplitter(), createSentenceSplitter()]
      const once = [...whole.push(text), ...whole.end()]
      expect([...[...text].flatMap((one) => inParts.push(one)), ...inParts.end()]).toEqual(once)
    }),
  )
})
