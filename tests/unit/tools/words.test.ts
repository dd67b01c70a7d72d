import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aThing, formatCount, formatList, formatPercent, withArticle } from '../../../src/core/text.js'
import { inGroups } from '../../../src/tools/image/batches.js'
import { toDetection } from '../../../src/tools/image/objects.js'
import { asWritten } from '../../../src/tools/text/as-written.js'
import { cutIntoPassages } from '../../../src/tools/text/passages.js'
import { cosine } from '../../../src/tools/vectors.js'

test.each([
  ['bus', 'a bus'],
  ['umbrella', 'an umbrella'],
  ['cats', 'cats'],
  ['glass', 'a glass'],
  ['the moon', 'the moon'],
  ['LABEL_3', 'LABEL_3'],
  ['something on a red background', 'something on a red background'],
  ['tabby, tabby cat', 'a tabby'],
])('%s is called %s', (label, called) => {
  expect(aThing(label)).toBe(called)
})

test('an article before a label leaves its commas alone', () => {
  expect(withArticle('red, white and blue flag')).toBe('a red, white and blue flag')
})

test('scores are rounded without lying', () => {
  expect([0, 0.004, 0.52, 0.9961, 1].map(formatPercent)).toEqual([
    '0 %',
    'under 1 %',
    '52 %',
    'over 99 %',
    '100 %',
  ])
})

test('lists and counts read as sentences', () => {
  expect([formatList([]), formatList(['a']), formatList(['a', 'b', 'c'], 'or')]).toEqual([
    '',
    'a',
    'a, b or c',
  ])
  expect([formatCount(1, 'object'), formatCount(2, 'object')]).toEqual(['1 object', '2 objects'])
})

test('passages fit, and hold every word in order', () => {
  const word = fc.stringMatching(/^[A-Za-z]{1,9}[.?!]?$/)
  fc.assert(
    fc.property(fc.array(word, { maxLength: 80 }), fc.integer({ min: 10, max: 60 }), (words, limit) => {
      const passages = cutIntoPassages(words.join(' '), (passage) => passage.length <= limit)
      for (const passage of passages) expect(passage.length).toBeLessThanOrEqual(limit)
      expect(passages.flatMap((passage) => passage.split(/\s+/))).toEqual(words)
    }),
  )
})

test('passages end at the ends of sentences where they can', () => {
  const text = 'One is here. Two is there. Three is far away.'
  expect(cutIntoPassages(text, (passage) => passage.length <= 28)).toEqual([
    'One is here. Two is there.',
    'Three is far away.',
  ])
})

test.each([
  ['new york', 'From New  York to Rome', 'New  York'],
  ['10 : 30', 'at 10:30 sharp', '10:30'],
  ['paris', 'nothing of it', 'paris'],
  ['(c++', 'the (C++ way', '(C++'],
])('"%s" decoded from "%s" is written %s', (decoded, text, written) => {
  expect(asWritten(decoded, text)).toBe(written)
})

test('cosine is 1 for a vector with itself, and symmetric', () => {
  const vector = fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true, min: -1000, max: 1000 })
  fc.assert(
    fc.property(vector, vector, (a, b) => {
      expect(cosine(a, b)).toBe(cosine(b, a))
      if (a.some((value) => Math.abs(value) > 1e-3)) expect(cosine(a, a)).toBeCloseTo(1, 6)
    }),
  )
})

test('boxes are sorted and clipped, and those outside are dropped', () => {
  const box = (xmin: number, ymin: number, xmax: number, ymax: number) => ({ xmin, ymin, xmax, ymax })
  const result = toDetection(
    [
      { label: 'out', score: 0.9, box: box(120, 10, 140, 20) },
      { label: 'low', score: 0.2, box: box(-5, -5, 50, 200) },
      { label: 'high', score: 0.8, box: box(1, 2, 3, 4) },
    ],
    { width: 100, height: 80 },
  )
  expect(result).toEqual({
    count: 2,
    objects: [
      { label: 'high', score: 0.8, box: box(1, 2, 3, 4) },
      { label: 'low', score: 0.2, box: box(0, 0, 50, 80) },
    ],
  })
})

test('groups keep the order of their inputs, and a batch that lost a result is an error', async () => {
  const sizes: number[] = []
  const results = await inGroups(
    ['b2', 'a1', 'b1', 'a2'],
    (input) => input[0],
    async (group) => {
      sizes.push(group.length)
      return group.map((input) => `${input}!`)
    },
  )
  expect(results).toEqual(['b2!', 'a1!', 'b1!', 'a2!'])
  expect(sizes).toEqual([2, 2])
  await expect(
    inGroups(
      [1, 2],
      () => 0,
      async () => [1],
    ),
  ).rejects.toThrow('batch of 2')
})
