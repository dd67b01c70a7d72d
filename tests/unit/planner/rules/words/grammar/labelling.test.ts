import { describe, expect, it } from 'vitest'
import { labelling } from '../../../../../../src/planner/rules/words/grammar/labelling.js'

describe('a request for labels', () => {
  it.each([
    [
      'Tag each photo as animal, vehicle or clothing.',
      'Classify each photo as "animal", "vehicle" or "clothing".',
    ],
    [
      'Assign one of the categories food / music to every picture.',
      'Classify every picture as "food" or "music".',
    ],
    [
      'Which label would you put on the memo - food or transport?',
      'Classify the memo as "food" or "transport".',
    ],
    ['Tell me for each picture whether it is a bus or a dog.', 'Classify each picture as "bus" or "dog".'],
    ['Does this belong to the category hats or to the category food?', 'Classify this as "hats" or "food".'],
    ['Is the memo a question or a statement?', 'Classify the memo as "question" or "statement".'],
    ['Choose between red and white for each picture.', 'Classify each picture as "red" or "white".'],
    [
      'Put the photos in two groups: with animals and without animals',
      'Which photos show animals, and which do not?',
    ],
  ])('%s', (said, read) => expect(labelling(said)).toBe(read))

  it.each([
    'Sort the pictures by size, the largest first.',
    'Is the memo longer or shorter than two seconds?',
    'Describe the picture and transcribe the memo.',
    'Classify this text as sports or politics: we won the match.',
    'Put the pictures in alphabetical order.',
  ])('is none in "%s"', (said) => expect(labelling(said)).toBeUndefined())
})
