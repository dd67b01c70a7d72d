import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partsOf, tellApart } from '../../../../../src/tools/audio/speakers/tell-apart.js'
import type { Voice } from '../../../../../src/tools/audio/speakers/voice.js'

const directions = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0), Float32Array.of(0, 0, 1)]
const options = { sameAbove: 0.5 }

/** Stretches with who truly speaks: numbered anew in each window of five seconds. */
function recording(lines: readonly (readonly [who: number, start: number, end: number])[]) {
  const names = new Map<string, number>()
  const who = new Map<string, number>()
  const voices = lines.map(([speaker, start, end]): Voice => {
    const window = Math.floor(start / 5)
    const known = [...names.keys()].filter((key) => key.startsWith(`${window} `)).length
    const local = names.get(`${window} ${speaker}`) ?? known
    names.set(`${window} ${speaker}`, local)
    who.set(`${window} ${local}`, speaker)
    return { start, end, window, speaker: local }
  })
  const heard = partsOf(voices).map((part) => ({
    part,
    vector: directions[who.get(`${part.voices[0]?.window} ${part.voices[0]?.speaker}`) ?? 0],
  }))
  return { voices, heard }
}

describe('who speaks when', () => {
  it('is put together over windows that number speakers anew', () => {
    const { heard } = recording([
      [1, 0, 2],
      [0, 2.2, 4.8],
      [0, 5, 7],
      [1, 7.5, 9],
    ])
    expect(tellApart(heard, options)).toEqual([
      { start: 0, end: 2, speaker: 'Speaker 1' },
      { start: 2.2, end: 7, speaker: 'Speaker 2' },
      { start: 7.5, end: 9, speaker: 'Speaker 1' },
    ])
  })

  it('keeps two who speak at once, and hears each where it is alone', () => {
    const { voices, heard } = recording([
      [0, 0, 3],
      [1, 2, 5],
    ])
    expect(partsOf(voices).map(({ spans }) => spans)).toEqual([
      [{ start: 0, end: 2 }],
      [{ start: 3, end: 5 }],
    ])
    expect(tellApart(heard, options)).toEqual([
      { start: 0, end: 3, speaker: 'Speaker 1' },
      { start: 2, end: 5, speaker: 'Speaker 2' },
    ])
  })

  it('gives a mere syllable to the nearest speaker, and what is not heard to the one before', () => {
    const { heard } = recording([
      [0, 0, 3],
      [1, 5, 8],
      [2, 10, 10.3],
    ])
    const near = heard.map((one, at) => (at === 2 ? { ...one, vector: Float32Array.of(0.1, 0.6, 0.8) } : one))
    expect(tellApart(near, options).at(-1)?.speaker).toBe('Speaker 2')
    const unheard = heard.map((one, at) => (at === 2 ? { ...one, vector: undefined } : one))
    expect(tellApart(unheard, options).at(-1)?.speaker).toBe('Speaker 2')
  })

  it('is nobody where nothing is heard, and one where one speaks', () => {
    expect(tellApart([], options)).toEqual([])
    const { heard } = recording([[1, 0, 4]])
    expect(tellApart(heard, { ...options, count: 2 })).toEqual([{ start: 0, end: 4, speaker: 'Speaker 1' }])
  })

  it('says of each moment who truly speaks then', () => {
    const lines = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 8, max: 40 })), {
        minLength: 1,
        maxLength: 20,
      })
      .map((parts) => {
        let at = 0
        return parts.map(([who, tenths]): [number, number, number] => {
          const start = at
          at += tenths / 10
          return [who, start, at]
        })
      })
    fc.assert(
      fc.property(lines, (spoken) => {
        const turns = tellApart(recording(spoken).heard, options)
        const order = [...new Set(spoken.map(([who]) => who))]
        for (const [who, start, end] of spoken) {
          const middle = (start + end) / 2
          const speaking = turns.filter((turn) => turn.start <= middle && turn.end >= middle)
          expect(speaking.map(({ speaker }) => speaker)).toEqual([`Speaker ${order.indexOf(who) + 1}`])
        }
      }),
    )
  })
})
