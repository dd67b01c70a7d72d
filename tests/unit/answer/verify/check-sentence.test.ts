import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RespondRequest } from '../../../../src/answer/responder.js'
import { checkSentence } from '../../../../src/answer/verify/check-sentence.js'
import { gatherEvidence } from '../../../../src/answer/verify/evidence.js'
import type { Media } from '../../../../src/media/media.js'

const media = (modality: Media['modality'], name: string, facts: Media['facts']): Media => ({
  ...{ digest: 'a'.repeat(64), modality, mimeType: `${modality}/x`, bytes: 48_213, name },
  facts,
})
const box = { xmin: 10, ymin: 20, xmax: 210, ymax: 320 }

const request: RespondRequest = {
  text: 'What is on the photo, how many dogs are there, and does the memo from Anna agree?',
  media: {
    image1: media('image', 'harbour-06.png', { width: 640, height: 480 }),
    audio1: media('audio', 'memo.wav', { durationSeconds: 65.4 }),
  },
  turns: [{ text: 'Hello from Lyon', answer: 'Hello.' }],
  plan: {
    steps: [
      { id: 's1', tool: 'image-to-text', input: { image: '$image1' } },
      {
        id: 's2',
        tool: 'zero-shot-image-classification',
        input: { image: '$image1', labels: ['dog', 'cat', 'bus'] },
      },
      { id: 's3', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } },
      { id: 's4', tool: 'object-detection', input: { image: '$image1' } },
      { id: 's5', tool: 'summarization', input: { text: '$s3.text' } },
    ],
  },
  steps: [
    {
      ...{ id: 's1', tool: 'image-to-text', status: 'done', subject: 'image1 (harbour-06.png)' },
      ...{ summary: 'It shows a dog on a red sofa.', output: { text: 'a dog on a red sofa' } },
    },
    {
      ...{ id: 's2', tool: 'zero-shot-image-classification', status: 'done', subject: 'image1' },
      output: {
        ...{ label: 'dog', score: 0.9312 },
        labels: [
          { label: 'dog', score: 0.9312 },
          { label: 'cat', score: 0.0521 },
          { label: 'bus', score: 0.0167 },
        ],
      },
    },
    {
      ...{ id: 's3', tool: 'automatic-speech-recognition', status: 'done', subject: 'audio1 (memo.wav)' },
      output: {
        text: "We paid forty-seven euros to O'Brien in Zurich, and it's twelve thousand steps to the harbour.",
        segments: [
          { start: 0.4, end: 31.2, text: "We paid forty-seven euros to O'Brien in Zurich," },
          { start: 31.2, end: 64.9, text: "and it's twelve thousand steps to the harbour." },
        ],
      },
    },
    {
      ...{ id: 's4', tool: 'object-detection', status: 'done', subject: 'image1' },
      output: {
        objects: [
          { label: 'dog', score: 0.98, box },
          { label: 'dog', score: 0.61, box },
          { label: 'sofa', score: 0.88, box },
        ],
      },
    },
    {
      ...{ id: 's5', tool: 'summarization', status: 'failed', subject: 's3.text' },
      error: { code: 'NO_ROUTE', message: '3 candidates: none fits', retryable: false },
    },
  ],
}

const evidence = gatherEvidence(request)
function claims(sentence: string): string[] {
  if (!evidence) throw new Error('there is evidence')
  return checkSentence(sentence, evidence).map(({ text }) => text)
}

describe('what nothing bears out is found', () => {
  test.each([
    ['The dog is 73 % likely. [s2]', ['73 %']],
    ['The recording lasts 214 seconds.', ['214']],
    ['They paid 5,300 euros. [s3]', ['5,300']],
    ['There are 9 dogs. [s4]', ['9']],
    ['There are nineteen dogs on the sofa. [s4]', ['nineteen']],
    ['The memo was recorded in 1987.', ['1987']],
    ['The memo says "we sold the house". [s3]', ['"we sold the house"']],
    ['It says “two hundred francs” at the end.', ['“two hundred francs”'.replace(/[“”]/g, '"')]],
    ['The memo speaks of Berlin. [s3]', ['Berlin']],
    ['They met with Peter Miller there. [s3]', ['Peter', 'Miller']],
    ['The picture shows a cat. [s2]', ['cat']],
    ['A bus stands there. [s2]', ['bus']],
    ['The dog sleeps. [s9]', ['[s9]']],
    ['The memo, recorded in Rome, says 79 euros.', ['79', 'Rome']],
    ['Es wurden 99 Euro bezahlt. [s3]', ['99']],
    ['Le mémo dit « nous avons perdu ».', ['" nous avons perdu "']],
  ])('%s', (sentence, found) => {
    expect(claims(sentence).sort()).toEqual([...found].sort())
  })
})

describe('an honest answer has no claim that is not borne out', () => {
  test.each([
    'There is a dog on a red sofa. [s1]',
    'A puppy rests on crimson furniture in this charming scene. [s1]',
    'Yes, there is a dog (93 %). [s2]',
    'The dog fits best, at 0.93, ahead of the cat at about 5 %. [s2]',
    'A bus is very unlikely, under 2 %. [s2]',
    'There is no cat in the picture. [s2]',
    "It doesn't show a bus. [s2]",
    'It is a dog rather than a cat. [s2]',
    'I looked for a cat and found none. [s2]',
    'Is it a cat? No. [s2]',
    'There are two dogs. [s4]',
    'There are 2 dogs and 1 sofa, so 3 objects in all. [s4]',
    'One of the dogs is found with 98 %, the other with 61 %. [s4]',
    'The picture is 640 × 480 pixels.',
    'It has 307,200 pixels in total.',
    'The recording lasts 65 seconds, or 1.1 minutes.',
    'The recording is just over a minute (about 1 minute) long.',
    'It lasts 65.4 s.',
    'The first part ends at 31.2 seconds and takes 30.8 seconds, 2.9 less than the second.',
    'The file has 48 KB.',
    'They paid 47 euros, as Anna says. [s3]',
    "They paid forty-seven euros to O'Brien. [s3]",
    'The memo mentions 12,000 steps. [s3]',
    'The memo says "we paid forty-seven euros". [s3]',
    'The memo says “We paid … to O’Brien in Zurich”. [s3]',
    "The city that O'Brien's memo names is Zurich. [s3]",
    'The summary could not be made: 3 candidates were tried. [s5]',
    'In harbour-06.png a dog sits on a sofa, which image1 shows well.',
    '1. The picture shows a dog.',
    '- **Memo**: It speaks of Zurich.',
    'Note: The memo does not mention the sofa.',
    'On Monday or in July this would be different.',
    'The text is in English.',
    'The 2nd picture is missing.',
    'As said before, hello from Lyon!',
    '| dog | 93 % | [s2] |',
    'Das Bild zeigt einen Hund auf einem roten Sofa, und die Aufnahme nennt Zürich. [s1, s3]',
    'Das Memo ist 65 Sekunden lang.',
    "La photo montre un chien sur un canapé rouge, d'une largeur de 640 pixels. [s1]",
    'La foto muestra un perro. [s1]',
    '写真には犬がいます。',
    'The memo has 16 words.',
    'The word for dog, "chien", means dog in French.',
    '# What The Picture And The Memo Say',
    'See https://example.org/99 and `step 77` for more.',
    'I can tell two things from this: both agree.',
    '',
  ])('%s', (sentence) => {
    expect(claims(sentence)).toEqual([])
  })
})

test('spoken digits and years count however they are written', () => {
  const said = (text: string, sentence: string) => {
    const heard = gatherEvidence({
      ...{ text: 'What is said?', media: {}, turns: [], plan: { steps: [] } },
      steps: [
        {
          id: 's1',
          tool: 'automatic-speech-recognition',
          status: 'done',
          subject: 'audio1',
          output: { text },
        },
      ],
    })
    return heard && checkSentence(sentence, heard)
  }
  expect(said('call five five five one two', 'The number is 55512.')).toEqual([])
  expect(said('in nineteen eighty four', 'It was in 1984.')).toEqual([])
  expect(said('three hundred and twelve tons', 'It weighs 312 tons.')).toEqual([])
  expect(said('siebenundvierzig Euro', 'It costs 47 euros.')).toEqual([])
  expect(said('quatre-vingt-dix-sept euros', 'It costs 97 euros.')).toEqual([])
  expect(said('cuarenta y siete euros', 'It costs 47 euros.')).toEqual([])
  expect(said('四十七ユーロです', 'It costs 47 euros.')).toEqual([])
  expect(said('forty seven euros', 'It costs 63 euros.')).toMatchObject([{ kind: 'number' }])
})

test('whatever stands in a result may be said again', () => {
  const word = fc.stringMatching(/^[A-Za-z]{2,9}$/)
  const part = fc.oneof(
    word,
    fc.integer({ min: 0, max: 1e6 }).map(String),
    fc.double({ min: 0, max: 1e4, noNaN: true }).map((value) => value.toFixed(2)),
  )
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
      const text = parts.join(' ')
      const own = gatherEvidence({
        ...request,
        steps: [{ ...request.steps[0], output: { text } }].flatMap((step) =>
          step.id
            ? [{ ...step, id: step.id, tool: 'image-to-text', status: 'done' as const, subject: '' }]
            : [],
        ),
      })
      expect(own && checkSentence(`It says "${text}", that is ${text}.`, own)).toEqual([])
    }),
  )
})

test('a check never fails, whatever is said', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (sentence) => {
      for (const text of claims(sentence)) expect(text).not.toBe('')
    }),
  )
})
