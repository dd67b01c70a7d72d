import { describe, expect, it } from 'vitest'
import { evidenceOf } from '../../../src/answer/evidence.js'
import { renderEvidence } from '../../../src/cli/ui/render-evidence.js'
import type { Media } from '../../../src/media/media.js'

const file = (digit: string, modality: Media['modality'], name: string): Media => ({
  ...{ digest: digit.repeat(64), modality, mimeType: `${modality}/x`, bytes: 1, facts: {}, name },
})
const photo = file('a', 'image', 'photo.jpg')
const memo = file('b', 'audio', 'memo.wav')
const sales = file('c', 'table', 'sales.csv')
const media = { image1: photo, audio1: memo, table1: sales }
const done = (id: string, output: unknown, summary = '') => ({ id, status: 'done', output, summary })

const objects = [
  { label: 'bus', score: 0.9, box: { xmin: 10, ymin: 20.4, xmax: 40, ymax: 60 } },
  { label: 'dog', score: 0.8, box: { xmin: 0, ymin: 0, xmax: 5, ymax: 5 } },
]

describe('evidenceOf', () => {
  it('names boxes in the picture that a step looked at, as media fragments', () => {
    const plan = { steps: [{ id: 's1', tool: 'object-detection', input: { image: '$image1' } }] }
    const steps = [done('s1', { objects, count: 2 })]
    const evidence = evidenceOf({ answer: 'A bus. [s1]', plan, media, steps })
    expect(evidence).toMatchObject([
      { step: 's1', reference: 'image1', fragment: 'xywh=10,20,30,40', text: 'bus', score: 0.9 },
      { step: 's1', reference: 'image1', fragment: 'xywh=0,0,5,5', text: 'dog' },
    ])
    expect(renderEvidence(evidence)).toContain('- [s1] image1 (photo.jpg)#xywh=10,20,30,40 "bus", 90 %')
  })

  it('names the seconds in which words are said, also for a step that works on those words', () => {
    const plan = {
      steps: [
        { id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } },
        { id: 's2', tool: 'translation', input: { text: 'Say: {{s1.text}}' } },
      ],
    }
    const steps = [
      done('s1', { text: 'hello', segments: [{ start: 0.25, end: 1.8504, text: 'hello' }] }),
      done('s2', { text: 'hallo' }),
    ]
    const evidence = evidenceOf({ answer: 'Hallo. [s2]', plan, media, steps })
    expect(evidence).toMatchObject([
      { step: 's2', foundBy: 's1', reference: 'audio1', fragment: 't=0.25,1.85', text: 'hello' },
    ])
    expect(renderEvidence(evidence)).toContain('- [s2] from s1: audio1 (memo.wav)#t=0.25,1.85 "hello"')
  })

  it('names the seconds in which somebody speaks', () => {
    const plan = { steps: [{ id: 's1', tool: 'speaker-diarization', input: { audio: '$audio1' } }] }
    const turns = [
      { start: 0.5, end: 2, speaker: 'Speaker 1' },
      { start: 2.5, end: 4, speaker: 'Speaker 2' },
    ]
    const steps = [done('s1', { count: 2, turns, toldBy: 'voice' })]
    expect(evidenceOf({ answer: 'Two. [s1]', plan, media, steps })).toMatchObject([
      { reference: 'audio1', fragment: 't=0.5,2', text: 'Speaker 1' },
      { reference: 'audio1', fragment: 't=2.5,4', text: 'Speaker 2' },
    ])
  })

  it('gives each item of a mapped step its own file, and names cells of a table', () => {
    const [first, second] = [file('d', 'image', 'one.png'), file('e', 'image', 'two.png')]
    const plan = {
      steps: [
        { id: 's1', tool: 'cut', input: { image: '$image1' } },
        { id: 's2', tool: 'image-to-text', input: { image: '$s1.frames[*]' } },
        { id: 's3', tool: 'table-question-answering', input: { table: '$table1', question: 'How many?' } },
      ],
    }
    const steps = [
      done('s1', { frames: [first, second] }),
      done('s2', [{ text: 'a cat' }, { text: 'a dog' }]),
      done('s3', { text: '7', cells: ['7'] }),
    ]
    expect(evidenceOf({ answer: '[s2, s3]', plan, media, steps })).toMatchObject([
      { step: 's2', media: { name: 'one.png' }, text: 'a cat' },
      { step: 's2', media: { name: 'two.png' }, text: 'a dog' },
      { step: 's3', reference: 'table1', text: '7' },
    ])
  })

  it('names nothing for brackets that are no steps, and for steps that were not done', () => {
    const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }
    const steps = [{ id: 's1', status: 'failed' }]
    expect(evidenceOf({ answer: 'See [1], [toString] and [s1].', plan, media, steps })).toEqual([])
    expect(renderEvidence([])).toContain('names no step')
  })

  it('ends on plans whose steps wait for one another', () => {
    const plan = {
      steps: [
        { id: 's1', tool: 'x', input: { text: '$s2.text' } },
        { id: 's2', tool: 'x', input: { text: '$s1.text' } },
      ],
    }
    const steps = [done('s1', { text: 'a' }, 'It says a.'), done('s2', { text: 'b' })]
    expect(evidenceOf({ answer: '[s1]', plan, media, steps })).toHaveLength(1)
  })
})
