import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPitchMeter, pitchRate } from '../../../../../src/tools/audio/measure/pitch.js'
import { quantile } from '../../../../../src/tools/audio/measure/quantile.js'

/** A voice of several harmonics. */
const voice = (seconds: number, hertz: number, level = 0.2) =>
  Float32Array.from({ length: Math.round(seconds * pitchRate) }, (_, at) => {
    const angle = (2 * Math.PI * hertz * at) / pitchRate
    return level * (Math.sin(angle) + 0.6 * Math.sin(2 * angle) + 0.3 * Math.sin(3 * angle))
  })
const pitches = (...pieces: Float32Array[]) => {
  const meter = createPitchMeter()
  for (const piece of pieces) meter.push(piece)
  return meter.points()
}

describe('pitch', () => {
  it('is found within a percent, from 65 to 480 Hz', () => {
    fc.assert(
      fc.property(fc.integer({ min: 65, max: 480 }), (hertz) => {
        const found = quantile(
          pitches(voice(0.3, hertz)).map((point) => point.hertz),
          0.5,
        )
        expect(found).toBeGreaterThan(hertz * 0.99)
        expect(found).toBeLessThan(hertz * 1.01)
      }),
      { numRuns: 60 },
    )
  })

  it('is the same however the recording is cut', () => {
    const sound = voice(0.5, 140)
    const whole = pitches(sound)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sound.length }), (cut) => {
        expect(pitches(sound.subarray(0, cut), sound.subarray(cut))).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  it('is found 0.2 seconds long, with its time', () => {
    const points = pitches(new Float32Array(pitchRate), voice(0.2, 200))
    expect(points.length).toBeGreaterThan(4)
    for (const { at } of points) {
      expect(at).toBeGreaterThan(0.95)
      expect(at).toBeLessThan(1.2)
    }
  })

  it('is none in silence and in noise', () => {
    let seed = 1
    const noise = Float32Array.from({ length: pitchRate }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      return (seed / 2 ** 30 - 1) * 0.3
    })
    expect(pitches(new Float32Array(pitchRate))).toEqual([])
    expect(pitches(noise).length).toBeLessThan(3)
  })
})
