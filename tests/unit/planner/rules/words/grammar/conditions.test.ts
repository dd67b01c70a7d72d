import { describe, expect, it } from 'vitest'
import { conditionsFirst } from '../../../../../../src/planner/rules/words/grammar/conditions.js'
import { otherwise } from '../../../../../../src/planner/rules/words/grammar/otherwise.js'
import { quotePayload } from '../../../../../../src/planner/rules/words/grammar/payload.js'

describe('conditions stand ahead of what is done in their case', () => {
  it.each([
    [
      'What does he say? Skip that if the photo shows a balloon.',
      'Unless the photo shows a balloon, what does he say.',
    ],
    [
      'Describe the first picture if the memo mentions a bus and the second one if it mentions cakes.',
      'if the memo mentions a bus, Describe the first picture. if it mentions cakes, Describe the second one.',
    ],
    [
      'Transcribe the memo, but if it is longer than ten seconds just tell me its length.',
      'if it is longer than ten seconds, tell me its length, otherwise Transcribe the memo.',
    ],
    [
      'If it is a PNG describe it, if it is a JPEG tell me its size',
      'If it is a PNG, describe it. if it is a JPEG, tell me its size.',
    ],
  ])('%s', (said, read) => expect(conditionsFirst(said)).toBe(read))

  it.each(['If the pictures show a dog, transcribe the memo.', 'Describe the picture.'])('%s stays', (said) =>
    expect(conditionsFirst(said)).toBe(said),
  )

  it('and what is done is said of the file of the other case, too', () =>
    expect(otherwise('If it shows a dog, describe the first picture, otherwise the second.')).toBe(
      'If it shows a dog, describe the first picture, otherwise describe the second.',
    ))
})

describe('a text behind a colon', () => {
  it.each([
    ['Translate to German: where is the dog?', 'Translate to German: "where is the dog?"'],
    ['say this out loud: sort the pictures by size', 'read this aloud: "sort the pictures by size"'],
    ['Translate the caption: it is in the picture', 'Translate the caption: it is in the picture'],
    ['Translate to German: good morning', 'Translate to German: good morning'],
  ])('%s', (said, read) => expect(quotePayload(said)).toBe(read))
})
