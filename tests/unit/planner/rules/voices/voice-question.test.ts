import { describe, expect, it } from 'vitest'
import { askOfVoices } from '../../../../../src/planner/rules/voices/ask-of-voices.js'
import { voiceQuestionIn } from '../../../../../src/planner/rules/voices/voice-question.js'
import { mediaOf } from '../../validate-fixtures.js'

describe('questions of voices', () => {
  it.each([
    ['Are there more than two speakers?', 'count'],
    ['Is there more than one person speaking?', 'count'],
    ['Are there any gaps of more than two seconds?', 'pauses'],
    ['Is the longest pause longer than 500 ms?', 'pauses'],
    ['What does speaker two say?', 'says'],
    ['Which speaker talks the most?', 'who'],
    ['Is memo-01.wav quieter than memo-02.wav?', 'compare'],
    ['Who talks faster?', 'compare'],
  ])('%s', (text, kind) => expect(voiceQuestionIn(text)).toMatchObject({ kind }))

  it.each([
    'Is there a speaker in the picture?',
    'Are there two voice memos?',
    'Is there a speaker?',
    'If there are more than two speakers, transcribe it.',
    'There are two speakers in it. Who speaks when?',
    'Are there more than two speakers, and what do they say?',
    'Is the recording longer than two seconds?',
    'Are there no pauses longer than two seconds?',
    'Which is longer?',
    'Which picture is higher?',
    'Who says the first word?',
    'How loud is it?',
  ])('asks something else: %s', (text) => expect(voiceQuestionIn(text)).toBeUndefined())

  it('become what their answer follows from, of the recordings that are named', () => {
    const heard = { audio1: mediaOf('audio') }
    expect(askOfVoices('Is b.wav louder than a.wav?', heard)).toBe('What is the loudness of b.wav and a.wav?')
    expect(askOfVoices('Is it louder than a.wav?', heard)).toBe('What is the loudness of the recordings?')
    expect(askOfVoices('What does the last speaker in the second recording say?', heard)).toBe(
      'Who says what in the second recording?',
    )
  })
  it('stay as they are where nothing can be heard', () => {
    const text = 'Are there more than two speakers?'
    expect(askOfVoices(text, { image1: mediaOf('image') })).toBe(text)
  })
})

describe('several sentences, each a question of voices or not', () => {
  it('are read one by one', () => {
    const media = { audio1: mediaOf('audio') }
    expect(askOfVoices('How many people speak? Who talks the longest?', media)).toBe(
      'How many people speak? Who speaks when in the recording?',
    )
    expect(askOfVoices('What is said? Is the longest pause longer than 2 seconds?', media)).toBe(
      'What is said? Are there long pauses in the recording?',
    )
  })
})
