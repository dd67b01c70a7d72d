import { describe, expect, it } from 'vitest'
import { asksWhereSpeechIs } from '../../../../../src/planner/rules/moments/asks-where-speech-is.js'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
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

describe('speech or music', () => {
  it('is not looked for among the words where no tool may choose between sounds', async () => {
    const planner = createRulePlanner({ allows: ({ id }) => id !== 'zero-shot-audio-classification' })
    const tools = await loadBuiltInTools()
    const request = {
      text: 'Is this music or speech?',
      media: recording,
      history: { turns: [], steps: [] },
      tools,
    }
    const planned = await planner.plan(request, { signal: new AbortController().signal })
    expect(planned).toMatchObject({
      ok: true,
      value: { plan: { steps: [{ tool: 'voice-activity-detection' }] } },
    })
    if (planned.ok) expect(planned.value.checks).toBeUndefined()
  })
})
