import { expect, it } from 'vitest'
import { joinByTime } from '../../../../src/tools/video/join-by-time.js'

const moments = [
  { start: 0, end: 4 },
  { start: 4, end: 8 },
  { start: 8, end: 12 },
]

it('puts what is seen and heard into the order of time', () => {
  const speech = [{ start: 5, end: 6, text: 'hello.' }]
  const joined = joinByTime({ moments, descriptions: ['a cat', 'a dog.', 'a cat'], speech })
  expect(joined.map(({ start, kind, text }) => [start, kind, text])).toEqual([
    [0, 'seen', 'a cat'],
    [4, 'seen', 'a dog'],
    [5, 'heard', 'hello'],
    [8, 'seen', 'a cat'],
  ])
})

it('says once what is seen in stretches that follow one another', () => {
  const joined = joinByTime({ moments, descriptions: ['a cat', 'a cat', 'a cat'], speech: [] })
  expect(joined).toEqual([{ start: 0, end: 12, kind: 'seen', text: 'a cat' }])
})

it('leaves out what has no description', () => {
  expect(joinByTime({ moments, descriptions: ['', 'a cat'], speech: [] }).map(({ start }) => start)).toEqual([
    4,
  ])
})
