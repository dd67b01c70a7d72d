import { describe, expect, it } from 'vitest'
import { leadsOfChoices } from '../../../src/answer/leads/chosen.js'
import { leadsOfMoments } from '../../../src/answer/leads/moments.js'
import { leadsOfOthers } from '../../../src/answer/leads/others.js'
import { leadsOfSame } from '../../../src/answer/leads/same.js'
import type { StepReport } from '../../../src/executors/step-report.js'

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
