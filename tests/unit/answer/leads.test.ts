import { describe, expect, it } from 'vitest'
import { leadsOfChoices } from '../../../src/answer/leads/chosen.js'
import { leadsOfMoments } from '../../../src/answer/leads/moments.js'
import { leadsOfOddOne } from '../../../src/answer/leads/odd-one.js'
import { leadsOfOthers } from '../../../src/answer/leads/others.js'
import { leadsOfIdentity, leadsOfSame } from '../../../src/answer/leads/same.js'
import { leadsOfSorted } from '../../../src/answer/leads/sorted.js'
import { leadsOfThresholds } from '../../../src/answer/leads/thresholds.js'
import { leadsOfVoices } from '../../../src/answer/leads/voices.js'
import type { StepReport } from '../../../src/executors/step-report.js'
import { mediaOf } from '../planner/validate-fixtures.js'

const done = (id: string, tool: string, subject: string, output: unknown): StepReport => ({
  id,
  tool,
  subject,
  status: 'done',
  output,
  summary: '',
})
const heard = done('s1', 'automatic-speech-recognition', 'audio1 (walk.wav)', {
  text: 'we leave the harbour a ferry comes then the train',
  segments: [
    { text: 'we leave the harbour', start: 0.5, end: 2 },
    { text: 'a ferry comes', start: 2.5, end: 4 },
    { text: 'then the train', start: 65, end: 66 },
  ],
})
const seen = (id: string, text: string) =>
  done(id, 'image-to-text', `image${id.slice(1)} (${id}.png)`, { text })

describe('answers of a transcript by time', () => {
  it.each([
    ['When is the train mentioned?', '1:05'],
    ['What is said right before the ferry is mentioned?', 'we leave the harbour'],
    ['Is the train mentioned before the ferry?', 'No'],
    ['What is said in the first two seconds of the recording?', 'we leave the harbour'],
    ['How many words are spoken in the memo?', '10 words'],
  ])('%s', (request, said) => {
    expect(leadsOfMoments(request, [heard])[0]?.text).toContain(said)
  })

  it('leaves the number to a tool that counts', () => {
    const counted = { ...done('s2', 'word-count', 's1.text', {}), summary: 'It has 10 words.' }
    expect(leadsOfMoments('How many words are in the memo?', [heard, counted])).toEqual([])
    const translated = { ...counted, summary: 'We leave the harbour at 10.' }
    expect(leadsOfMoments('How many words are in the memo?', [heard, translated])).toHaveLength(1)
  })

  it('says nothing of words that nobody says', () => {
    expect(leadsOfMoments('When is the castle mentioned?', [heard])).toEqual([])
  })
})

describe('answers of descriptions', () => {
  it('chooses the kind of what is described, against a classifier that never learnt the kind', () => {
    const plan = {
      steps: [
        {
          id: 's1',
          tool: 'zero-shot-image-classification',
          input: { image: '$image1', labels: ['vehicle', 'animal'] },
        },
        { id: 's2', tool: 'image-to-text', input: { image: '$image1' } },
      ],
    }
    const labels = [
      { label: 'vehicle', score: 0.9 },
      { label: 'animal', score: 0.1 },
    ]
    const steps = [
      done('s1', 'zero-shot-image-classification', 'image1 (a.png)', { ...labels[0], labels }),
      done('s2', 'image-to-text', 'image1 (a.png)', { text: 'a horse on a meadow' }),
    ]
    expect(leadsOfChoices(plan, steps)).toMatchObject([{ word: 'animal', insteadOf: ['s1', 's2'] }])
  })

  it('tells what else is there', () => {
    const steps = [seen('s1', 'a dog above a balloon')]
    expect(leadsOfOthers('Is anything other than a dog in it?', steps)).toMatchObject([{ word: 'Yes' }])
    expect(leadsOfOthers('Is there only a dog in it?', steps)).toMatchObject([{ word: 'No' }])
  })

  it('tells whether pictures show the same thing of a kind', () => {
    const steps = [seen('s1', 'a dog and a bus'), seen('s2', 'a cat and a bus')]
    expect(leadsOfSame('Do both show the same animal?', steps)).toMatchObject([{ word: 'No' }])
    expect(leadsOfSame('Do both show the same vehicle?', steps)).toMatchObject([{ word: 'Yes' }])
    // What compares them names no thing, and is no picture.
    const text = 'The two pictures are almost the same (similarity 1.00 of 1).'
    const compared = done('s3', 'compare', 'image1 (s1.png) and image2 (s2.png)', { text, pairs: [] })
    expect(leadsOfSame('Do both show the same vehicle?', [...steps, compared])).toMatchObject([
      { word: 'Yes', text: expect.stringMatching(/\[s1, s2\]$/) },
    ])
  })
})

describe('answers of what is measured of voices', () => {
  const turns = [
    { start: 0, end: 2, speaker: 'Speaker 1' },
    { start: 3, end: 4, speaker: 'Speaker 2' },
    { start: 5, end: 6.5, speaker: 'Speaker 1' },
  ]
  const lines = [
    { ...turns[0], text: 'good morning' },
    { ...turns[1], text: 'hello' },
    { ...turns[2], text: 'what now' },
  ]
  const talk = 'audio1 (talk.wav)'
  const told = done('s2', 'speaker-diarization', talk, { count: 2, turns, toldBy: 'voice' })
  const said = done('s4', 'speaker-attribution', talk, { text: '', lines })
  const pauses = [
    { start: 2, end: 3 },
    { start: 4, end: 4.4 },
  ]
  const paused = done('s1', 'pause-detection', talk, {
    ...{ pauses, long: 1, longestSeconds: 1, pausedSeconds: 1.4 },
  })
  const loud = (id: string, name: string, lufs?: number) =>
    done(id, 'loudness-measurement', `audio${id.slice(1)} (${name})`, { lufs, rmsDb: -30, peakDb: -3 })
  const [one, two] = [loud('s1', 'one.wav', -18), loud('s2', 'two.wav', -24.5)]
  const pitch = (id: string, hertz: number) =>
    done(id, 'pitch-estimation', `audio${id.slice(1)} (${id}.wav)`, { hertz, voicedSeconds: 1 })

  it.each<[text: string, steps: StepReport[], said: string]>([
    [
      'Is there a pause longer than two seconds?',
      [paused],
      'No: the longest pause in talk.wav lasts 1.0 seconds. [s1]',
    ],
    ['Is there a pause of at least one second?', [paused], 'Yes: the longest pause'],
    ['Are all pauses shorter than 0.5 seconds?', [paused], 'No: the longest pause'],
    ['Is any pause shorter than half a second?', [paused], 'Yes: the shortest pause'],
    ['How many pauses are longer than half a second?', [paused], '1 of 2 pauses in talk.wav'],
    ['Are there more than two speakers?', [told], 'No: 2 speakers in talk.wav. [s2]'],
    ['Are there exactly two speakers?', [told], 'Yes: 2 speakers'],
    ['Do three or more people speak?', [told], 'No: 2 speakers'],
    [
      'Who speaks longest?',
      [told],
      'Speaker 1, for 3.5 seconds in talk.wav; Speaker 2 for 1.0 seconds. [s2]',
    ],
    ['Who talks least?', [told], 'Speaker 2, for 1.0 seconds'],
    ['Who speaks last?', [told], 'Speaker 1, until second 6.5'],
    ['What does the second speaker say?', [told, said], 'Speaker 2 says in talk.wav: "hello". [s4]'],
    [
      'What does speaker 3 say?',
      [told, said],
      'Speaker 3 is not heard in talk.wav, only Speaker 1 and Speaker 2.',
    ],
    ['How many people speak, and what does each say?', [told, said], '2 speakers in talk.wav. [s2]'],
    ['Which of these is louder?', [one, two], 'one.wav (-18.0 LUFS) is the louder one. [s1, s2]'],
    [
      'Which is the quietest recording?',
      [one, two, loud('s3', 'three.wav')],
      'three.wav (silent) is the quietest.',
    ],
    ['Is one.wav louder than two.wav?', [one, two], 'Yes: one.wav has -18.0 LUFS and two.wav has -24.5'],
    ['Is the second recording louder than the first?', [one, two], 'No: two.wav has'],
    ['Is it louder than one.wav?', [one, two], 'No: two.wav has'],
    ['Which is louder?', [one, loud('s2', 'same.wav', -18)], 'None is louder: '],
    ['Which voice is lower?', [pitch('s1', 200), pitch('s2', 120)], 's2.wav (120 Hz) is the lower one.'],
  ])('%s', (text, steps, answer) => {
    const leads = leadsOfVoices(text, steps)
    expect(leads).toHaveLength(1)
    expect(leads[0]?.text).toContain(answer)
  })

  it.each([
    ['Which is louder?', [one]],
    ['How loud is it?', [one, two]],
    ['Who speaks when?', [told]],
  ])('leaves to the results what they answer by themselves: %s', (text, steps) => {
    expect(leadsOfVoices(text, steps)).toEqual([])
  })
})

describe('whether pictures are the same', () => {
  const alike = (similarity: number) =>
    done('s3', 'image-feature-extraction', 'image1 and image2', { text: '', similarity, pairs: [{}] })
  const dogs = [seen('s1', 'a dog on a red background'), seen('s2', 'a dog in the grass')]
  it.each([
    ['Are these the same?', [alike(0.99)], 'Yes'],
    ['Are these two pictures identical?', [alike(0.8)], 'No'],
    ['Is it the same dog in both?', [...dogs, alike(0.5)], "I can't tell"],
    ['Is it the same dog in both?', [...dogs, alike(0.97)], 'Yes'],
    ['Is it the same cat in both?', [...dogs, alike(0.97)], 'No'],
  ])('%s', (request, steps, word) => expect(leadsOfIdentity(request, steps)).toMatchObject([{ word }]))

  it('is said only where it is asked', () => {
    expect(leadsOfIdentity('How alike are these?', [alike(0.99)])).toEqual([])
    expect(leadsOfIdentity('Are these the same?', dogs)).toEqual([])
  })
})

describe('when a forecast passes a number', () => {
  const forecasts = [20, 24.5, 26, 17].map((value, at) => ({ column: 'warmth', at: `${at + 1}:00`, value }))
  const step = done('s1', 'time-series-forecasting', 'table1', { forecasts })
  it.each([
    ['When will it be above 24 next?', '2:00'],
    ['When does the warmth fall below 18?', '4:00'],
    ['When will it reach 50?', 'Not within the forecast'],
  ])('%s', (request, word) => expect(leadsOfThresholds(request, [step])).toMatchObject([{ word }]))

  it('is said only where it is asked', () =>
    expect(leadsOfThresholds('What will it be next?', [step])).toEqual([]))
})

describe('files in the order of a step', () => {
  const media = {
    image1: { ...mediaOf('image'), name: 'a.png' },
    image2: { ...mediaOf('image'), name: 'b.png' },
  }
  const plan = {
    steps: [
      { id: 's1', tool: 'image-text-similarity', input: { images: ['$image1'], texts: ['dog'] } },
      { id: 's2', tool: 'image-text-similarity', input: { images: ['$image2'], texts: ['dog'] } },
      {
        id: 's3',
        tool: 'sort',
        input: {
          items: ['$image1', '$image2'],
          by: ['$s1.similarity', '$s2.similarity'],
          order: 'descending',
        },
      },
    ],
  }
  const sorted = done('s3', 'sort', 'image1 and image2', { items: [], values: [0.8, 0.1], places: [2, 1] })
  const request = { text: '', turns: [], media, plan }

  it('are listed by their names, with what they were judged by', () => {
    expect(leadsOfSorted({ ...request, steps: [sorted] })).toEqual([
      {
        text: '1. b.png (similarity 0.80)\n2. a.png (similarity 0.10) [s3]',
        word: 'b.png, a.png',
        value: ['b.png', 'a.png'],
        insteadOf: ['s2', 's1', 's3'],
      },
    ])
  })

  it('and not where other steps go on with them', () => {
    const more = { id: 's4', tool: 'image-to-text', input: { image: '$s3.items[0]' } }
    expect(leadsOfSorted({ ...request, plan: { steps: [...plan.steps, more] }, steps: [sorted] })).toEqual([])
  })
})

describe('the odd background', () => {
  const told = [
    seen('s1', 'a dog on a red background'),
    seen('s2', 'a cat on a white background'),
    seen('s3', 'a fish on a white background'),
  ]
  const odd = done('s4', 'odd-one-out', 'image1, image2 and image3', {
    text: 's1.png looks odd.',
    apart: [],
    by: 'looks',
  })

  it('is told by the colours that are described, where backgrounds are asked about', () => {
    const [lead] = leadsOfOddOne('Which has another background than the rest?', [...told, odd])
    expect(lead?.text).toBe('s1.png: its background is red, all others are white. [s1, s2, s3]')
    expect(leadsOfOddOne('Which is the odd one out?', [...told, odd])[0]?.text).toBe('s1.png looks odd. [s4]')
  })

  it('is none where nobody asks which is odd, or several differ', () => {
    expect(leadsOfOddOne('Which have a white background?', told)).toEqual([])
    const others = [...told.slice(0, 2), seen('s3', 'a fish on a blue background'), odd]
    expect(leadsOfOddOne('Which has another background?', others)[0]?.text).toBe('s1.png looks odd. [s4]')
  })
})
