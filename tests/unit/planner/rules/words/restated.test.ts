import { describe, expect, it } from 'vitest'
import { restate } from '../../../../../src/planner/rules/words/restated.js'

describe('what is asked of several files comes out the same, however it is put', () => {
  it.each([
    ['Which pictures show a balloon?', 'One of these pictures has a balloon. Which?'],
    ['Which pictures show a balloon?', 'Tell me the names of the photos where I can find a balloon.'],
    ['Which pictures show a balloon?', "There's a balloon somewhere in these pictures - on which one?"],
    ['Which file shows a balloon?', 'Which shows a balloon?'],
    ['How many of the pictures show a fish?', 'On how many of the photos can a fish be seen?'],
    ['How many of the pictures show no dog?', 'How many photos are there without a dog?'],
    ['Do all of the pictures show a fish?', 'Is every single picture a picture of a fish?'],
    ['Do both of the pictures show a fish?', 'Can a fish be seen in both photos?'],
    [
      'Do any of the recordings mention a bus?',
      'Does anyone say something about a bus in any of the recordings?',
    ],
    ['Do none of the pictures show a cat?', 'Is no cat to be seen in either picture?'],
    ['Is it true: do none of the recordings mention cakes?', 'Not a single memo mentions cakes, right?'],
    ['Do exactly two of the pictures show a dog?', 'Is there a dog in exactly two of the pictures?'],
    ['Do at least two of the pictures show a dog?', 'Do any two of my pictures have a dog in common?'],
    ['Which pictures show more than one cat?', 'Pick the picture that has more than one cat.'],
    ['Which pictures show a dog but no balloon?', 'Which image has a dog but no balloon?'],
    ['Which pictures show both a dog and a balloon?', 'Which photo shows a dog together with a balloon?'],
    ['Which pictures show a yellow background?', 'In which image is the background yellow?'],
    ['Which pictures show neither a dog nor a cat?', 'Which of the pictures have neither a dog nor a cat?'],
  ])('%s', (canonical, said) => expect(restate(said)).toBe(canonical))

  it.each([
    'Describe the picture with the dog.',
    'How many dogs are in the picture?',
    'How many dogs? What about the second picture?',
    'Which picture has the most hats?',
    'Who painted the picture of the dog?',
    'Translate "which picture shows a dog" to French.',
    'I would like a table with a description of each picture.',
    'Is the second picture larger than the first?',
    'Which picture shows only a dog?',
  ])('and what asks for something else stays: %s', (said) => expect(restate(said)).toBe(said))
})

describe('words that stand for what was asked before', () => {
  it.each([
    ['How many cats? How many dogs?', 'How many cats? What about dogs?'],
    ['How many cats are there? How many dogs are there?', 'How many cats are there? And how about dogs?'],
    ['Where is the cat? Where is the dog?', 'Where is the cat? And what about the dog?'],
    [
      'If there is a horse, find the horse, otherwise describe it.',
      'If there is a horse, tell me where it is, otherwise describe it.',
    ],
    [
      'Describe it. If it shows any dogs in the corner, find the dogs.',
      'Describe it. If it shows any dogs in the corner, then please say where they are.',
    ],
    [
      'which picture shows the horse? Reply with the file name only.',
      'Where is the horse? Reply with the file name only.',
    ],
  ])('%s', (canonical, said) => expect(restate(said)).toBe(canonical))
})

describe('two pictures of which one is named are compared', () => {
  it.each([
    ['What changed between these pictures?', 'What is different in the second picture?'],
    ['What changed between these pictures?', "What's missing in the other photo?"],
    ['How similar are these pictures?', 'Are these two pictures the same?'],
    ['How similar are these pictures?', 'Are both pictures identical?'],
  ])('%s', (canonical, said) => expect(restate(said)).toBe(canonical))

  it.each(['Are these the same animal?', 'What is in the second picture?'])('but not: %s', (said) =>
    expect(restate(said)).toBe(said),
  )
})

describe('conditions begin with if, and what else is done with otherwise', () => {
  it.each([
    [
      'Only if a dog can be seen in the photo should you write down the memo.',
      'If a dog can be seen in the photo, write down the memo.',
    ],
    [
      'Should the picture show a cat, describe it; should it not, transcribe the memo.',
      'If the picture show a cat, describe it; Otherwise transcribe the memo.',
    ],
    [
      'Is there a dog in the picture? If so, transcribe the memo. If not, describe the picture.',
      'If there Is a dog in the picture, transcribe the memo. Otherwise describe the picture.',
    ],
    [
      'Check whether the memo mentions a bus; if so, describe the picture.',
      'If the memo mentions a bus, describe the picture.',
    ],
    [
      'Depending on whether there is a dog in the picture, transcribe the memo or describe the picture.',
      'If there is a dog in the picture, transcribe the memo, otherwise describe the picture.',
    ],
    [
      'Describe the photo if it shows a dog, or else transcribe the memo.',
      'Describe the photo if it shows a dog, otherwise transcribe the memo.',
    ],
  ])('%s', (said, wanted) => expect(restate(said)).toBe(wanted))

  it('a question that is only asked sets none', () => {
    expect(restate('Is there a dog in the picture?')).toBe('Is there a dog in the picture?')
  })
})

it('a long text is left as it is, and takes time in proportion to its length', () => {
  const long = `${'which picture shows a dog '.repeat(4000)}?`
  expect(restate(long)).toBe(long)
  for (const piece of ['is a dog in one of them ', 'the the the ', 'if so, ', 'which of these, and '])
    expect(restate(piece.repeat(40).slice(0, 399))).toBeTypeOf('string')
})

describe('speech in another language is a translation that is read aloud', () => {
  it.each([
    ['Translate this recording into German and read the translation aloud.', 'Say this recording in German.'],
    ['Translate memo.wav into Spanish and read the translation aloud', 'Please dub memo.wav into Spanish'],
    [
      'Translate the speech into French and read the translation aloud, and summarize it.',
      'Turn the speech into French speech, and summarize it.',
    ],
    ['Translate my memo into Polish and read the translation aloud.', 'I want to hear my memo in Polish.'],
  ])('%s', (canonical, said) => expect(restate(said)).toBe(canonical))

  it.each(['Say it in one sentence.', 'Say "good morning" in German.', 'Repeat this in a table.'])(
    'but %s is left as it is',
    (said) => expect(restate(said)).toBe(said),
  )
})

describe('files and colours that are pointed at', () => {
  it.each([
    ['Is the background red?', 'Is that one red?'],
    ['Do all of the pictures show a white background?', 'Are these all white?'],
    ['What colour is the background?', 'Which colour lies behind the hats?'],
    [
      'What colour is the background in the second picture?',
      'What colour is behind the dog in the second picture?',
    ],
    ['Do the pictures show the same background colour?', 'Do these share a background colour?'],
    [
      'Do the pictures show the same background colour?',
      'Are the backgrounds of both photos the same color?',
    ],
    ['Do the pictures show the same background colour?', 'Do they have backgrounds of the same colour?'],
    [
      'Do a-1.png and b-2.png show the same background colour?',
      'Have a-1.png and b-2.png got the same background?',
    ],
    ['Caption only the PNG files.', 'Caption only the PNGs.'],
    ['Sort the Recordings, longest first.', 'Recordings, longest first.'],
    ['Which files show an airplane?', "What's the file with an airplane called?"],
    ['Which pictures show a dog?', "Where's the dog: first, second or third picture?"],
  ])('%s', (canonical, said) => expect(restate(said)).toBe(canonical))

  it.each(['Where is the dog?', 'What colour is the dog?', 'Recordings of birds.', 'Is that true?'])(
    'and what asks for something else stays: %s',
    (said) => expect(restate(said)).toBe(said),
  )
})
