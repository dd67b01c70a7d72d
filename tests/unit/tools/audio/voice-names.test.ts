import { expect, it } from 'vitest'
import { openAiVoices, voiceNamed } from '../../../../src/tools/audio/speaking/voice-names.js'

const voices = ['af_heart', 'am_puck', 'echo']

it("a model's own voice is meant by its name", () => {
  expect(voiceNamed(voices, 'am_puck')).toBe('am_puck')
  // Also where OpenAI has one of that name.
  expect(voiceNamed(voices, 'echo')).toBe('echo')
})

it("OpenAI's names stand for a model's voices in their order, again and again", () => {
  expect(['alloy', 'ash', 'ballad', 'cedar'].map((name) => voiceNamed(voices, name))).toEqual([
    'af_heart',
    'am_puck',
    'echo',
    'af_heart',
  ])
  expect(new Set(openAiVoices.map((name) => voiceNamed(voices, name))).size).toBe(3)
})

it('no other name is known, and a model of one voice has none to choose', () => {
  expect(voiceNamed(voices, 'zorp')).toBeUndefined()
  expect(voiceNamed([], 'alloy')).toBeUndefined()
})
