import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLoudnessMeter } from '../../../../../src/tools/audio/measure/loudness.js'

const sine = (seconds: number, rate: number, { hertz = 997, level = 1 } = {}) =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, at) => level * Math.sin((2 * Math.PI * hertz * at) / rate),
  )
const measured = (rate: number, ...pieces: Float32Array[]) => {
  const meter = createLoudnessMeter(rate)
  for (const piece of pieces) meter.push(piece)
  return meter.loudness()
}

describe('loudness', () => {
  it.each([8000, 16_000, 44_100, 48_000])(
    'of a full-scale sine of 997 Hz is -3.01 LUFS, as BS.1770 says, at %i Hz',
    (rate) => {
      const { lufs, rmsDb, peakDb } = measured(rate, sine(3, rate))
      expect(lufs).toBeCloseTo(-3.01, 1)
      expect(rmsDb).toBeCloseTo(-3.01, 1)
      expect(peakDb).toBeCloseTo(0, 1)
    },
  )

  it('leaves pauses out, and is that of what sounds', () => {
    const loud = measured(48_000, sine(2, 48_000, { level: 0.1 }), new Float32Array(48_000 * 4))
    expect(loud.lufs).toBeCloseTo(-23, 0)
    expect(loud.rmsDb).toBeLessThan(-26)
  })

  it('of silence is none', () => {
    expect(measured(16_000, new Float32Array(16_000))).toEqual({ rmsDb: -100, peakDb: -100 })
  })

  it('of less than a block is that of what is there', () => {
    expect(measured(48_000, sine(0.2, 48_000)).lufs).toBeCloseTo(-3, 0)
  })

  it('does not depend on the scale that floating point is written by', () => {
    const large = sine(1, 16_000, { level: 30_000 })
    expect(measured(16_000, large).lufs).toBeCloseTo(measured(16_000, sine(1, 16_000)).lufs ?? 0, 3)
  })

  it('falls by as many LU as the sound is made quieter, however it is cut', () => {
    const sound = sine(1.3, 8000)
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 0, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (db, cut) => {
          const quieter = sound.map((value) => value * 10 ** (db / 20))
          const { lufs } = measured(8000, quieter.subarray(0, cut), quieter.subarray(cut))
          expect(lufs).toBeCloseTo((measured(8000, sound).lufs ?? 0) + db, 2)
        },
      ),
      { numRuns: 40 },
    )
  })
})
