import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { voicesInWindow, windowsOver } from '../../../../../src/tools/audio/speakers/powerset.js'
import { speechOfVoices } from '../../../../../src/tools/audio/speakers/speech-of-voices.js'
import { voicesOfSpeech } from '../../../../../src/tools/audio/speakers/voices-of-speech.js'

describe('windows', () => {
  it('overlap by half, and the parts of them that count cover the recording once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 500, noNaN: true }), (total) => {
        const windows = windowsOver(total, 10)
        expect(windows[0]?.part.start).toBe(0)
        expect(windows.at(-1)?.part.end).toBe(total)
        for (const [at, { window, part }] of windows.entries()) {
          expect(window.end - window.start).toBeLessThanOrEqual(10 + 1e-9)
          expect(part.start).toBeGreaterThanOrEqual(window.start)
          expect(part.end).toBeLessThanOrEqual(window.end + 1e-9)
          expect(part.end).toBeGreaterThan(part.start)
          if (at > 0) expect(part.start).toBeCloseTo(windows[at - 1]?.part.end ?? -1)
        }
      }),
    )
  })
})

describe('classes of a powerset', () => {
  it('become stretches of each speaker, two at once where two speak', () => {
    const runs = [
      { id: 0, start: 0, end: 1 },
      { id: 1, start: 1, end: 3 },
      { id: 4, start: 3, end: 4 },
      { id: 2, start: 4, end: 6 },
      { id: 0, start: 6, end: 10 },
    ]
    const place = { window: 3, offset: 15, part: { start: 17.5, end: 22.5 } }
    expect(voicesInWindow(runs, place)).toEqual([
      { start: 17.5, end: 19, window: 3, speaker: 0 },
      { start: 18, end: 21, window: 3, speaker: 1 },
    ])
    expect(
      voicesInWindow([{ id: 6, start: 0, end: 0.05 }], { window: 0, offset: 0, part: { start: 0, end: 9 } }),
    ).toEqual([])
  })
})

describe('speech', () => {
  it('is cut into pieces short enough for one voice, and comes together again', () => {
    const speech = [
      { start: 1, end: 6 },
      { start: 7, end: 7.4 },
    ]
    const voices = voicesOfSpeech(speech)
    expect(voices).toHaveLength(4)
    for (const { start, end } of voices) expect(end - start).toBeLessThanOrEqual(2)
    expect(speechOfVoices(voices)).toEqual(speech)
    expect(voicesOfSpeech([])).toEqual([])
  })
})
