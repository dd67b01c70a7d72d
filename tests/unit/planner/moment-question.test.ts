import { describe, expect, it } from 'vitest'
import { momentQuestionIn } from '../../../src/planner/rules/moments/moment-question.js'
import { partIn } from '../../../src/planner/rules/moments/recording-part.js'

describe('questions about the time in a recording', () => {
  it.each([
    ['When is the lighthouse mentioned?', { kind: 'when', words: ['lighthouse'] }],
    ['At which second does he speak of a ferry?', { kind: 'when', words: ['ferry'] }],
    ['Wann wird das Klavier erwähnt?', { kind: 'when', words: ['piano'] }],
    ['What is said right after the word "harbour"?', { kind: 'beside', words: ['harbour'], isBefore: false }],
    ['Which is mentioned first, the ferry or the train?', { kind: 'sequence', asks: 'first' }],
    ['Is the ferry mentioned before or after the train?', { kind: 'sequence', asks: 'side' }],
    ['How often is the word ferry said?', { kind: 'often', words: ['ferry'] }],
    ['How many words are spoken in the memo?', { kind: 'amount', of: 'words' }],
    ['Transcribe the recording with time stamps.', { kind: 'times' }],
    ['Does she mention a ferry in the second half?', { kind: 'part', words: ['ferry'], isAsked: true }],
  ])('%s', (request, expected) => {
    expect(momentQuestionIn(request)).toMatchObject(expected)
  })

  it.each([
    'When there is a dog in the picture, transcribe the memo.',
    'Transcribe the memo except when the picture shows a dog.',
    'How long is the recording?',
    'Transcribe only the second recording.',
    'Which recording lasts at least two seconds?',
    'Describe the first picture.',
  ])('%s asks for none', (request) => {
    expect(momentQuestionIn(request)).toBeUndefined()
  })

  it.each([
    ['what is said between 1:05 and 1:30', { by: 'time', from: 65, until: 90 }],
    ['transcribe the first ten seconds', { by: 'time', from: 0, until: 10 }],
    ['what do you hear in the last 4 seconds', { by: 'time', from: -4 }],
    ['what is said about seven seconds in', { by: 'time', from: 7 }],
    ['what is the second sentence', { by: 'sentence', place: 1 }],
    ['what are the last words', { by: 'word', place: 'last' }],
    ['what is said in the second half', { by: 'share', from: 0.5, until: 1 }],
  ])('%s', (words, expected) => {
    expect(partIn(words)).toMatchObject(expected)
  })
})
