import { describe, expect, it } from 'vitest'
import { asksWhereSpeechIs } from '../../../../../src/planner/rules/moments/asks-where-speech-is.js'
import { mediaOf } from '../../validate-fixtures.js'

const recording = { audio1: mediaOf('audio', { channels: 1 }) }

describe('whether there is speech or silence in a recording', () => {
  it.each([
    'Is there speech in this?',
    'Is there any speech in this recording?',
    'Does somebody speak in this recording?',
    'Is anyone talking?',
    'Is there a long silence at the end?',
    'Is there silence at the beginning of the recording?',
  ])('%s is told by where somebody speaks', (asked) => {
    expect(asksWhereSpeechIs(asked, recording)).toBe('When is there speech?')
    // A picture has no sound to be told by.
    expect(asksWhereSpeechIs(asked, { image1: mediaOf('image') })).toBe(asked)
  })

  it.each([
    'Is there a mention of speech therapy?',
    'Does somebody speak about trains in this recording?',
    'Is there a bus in this recording?',
  ])('%s stays', (asked) => expect(asksWhereSpeechIs(asked, recording)).toBe(asked))
})
