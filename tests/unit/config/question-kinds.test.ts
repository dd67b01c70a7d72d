import { expect, it } from 'vitest'
import { kindOfQuestion } from '../../../src/config/question-kinds.js'

it.each([
  ['What colour is the background?', 'color'],
  ['what color is the car', 'color'],
  ['Which colour does it have?', 'color'],
  ['Is the background blue or green?', 'color'],
  ['How many cats are there?', 'count'],
  ['Count the apples.', 'count'],
  ['Is there a dog in the picture?', 'presence'],
  ['Does the picture show a dog?', 'presence'],
  ['What is to the left of the red car?', undefined],
  ['Which picture has a blue background?', undefined],
  ['How many cats are next to the dog?', undefined],
  ['Where is the cat?', undefined],
  ['Who is this?', undefined],
  ['Welche Farbe hat der Hintergrund?', undefined],
  ['', undefined],
] as const)('"%s" is a question of the kind %s', (question, kind) => {
  expect(kindOfQuestion(question)).toBe(kind)
})
