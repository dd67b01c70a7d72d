import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createResampler } from '../../../../src/media/codec/resample.js'

function resample(
  samples: Float32Array,
  from: number,
  to: number,
  pieceLength = samples.length,
): Float32Array {
  const resampler = createResampler(from, to)
  const output: number[] = []
  for (let start = 0; start < samples.length; start += pieceLength)
    output.push(...resampler.push(samples.subarray(start, start + pieceLength)))
  output.push(...resampler.end())
  return Float32Array.from(output)
}

const tone = (hertz: number, rate: number, seconds = 0.5) =>
  Float32Array.from({ length: rate * seconds }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate))

/** The loudest sample away from the ends, in decibels. */
const peak = (samples: Float32Array) =>
  20 * Math.log10(Math.max(...samples.subarray(500, -500).map(Math.abs), 1e-9))

describe('resampling', () => {
  it.each([
    [44_100, 16_000],
    [48_000, 16_000],
    [8000, 16_000],
    [16_000, 22_050],
    [44_056, 16_000],
  ])('keeps a tone in place: %d Hz to %d Hz', (from, to) => {
    const output = resample(tone(1000, from), from, to)
    const error = output.map((sample, index) => sample - Math.sin((2 * Math.PI * 1000 * index) / to))
    expect(peak(error)).toBeLessThan(-55)
  })

  it('keeps what is below the new Nyquist frequency and removes what is above', () => {
    expect(peak(resample(tone(6500, 48_000), 48_000, 16_000))).toBeCloseTo(0, 1)
    for (const hertz of [9000, 10_000, 12_345, 15_500, 20_000])
      expect(peak(resample(tone(hertz, 48_000), 48_000, 16_000))).toBeLessThan(-70)
  })

  it('adds no images above the old Nyquist frequency', () => {
    const error = resample(tone(3000, 8000), 8000, 48_000).map(
      (sample, index) => sample - Math.sin((2 * Math.PI * 3000 * index) / 48_000),
    )
    expect(peak(error)).toBeLessThan(-60)
  })

  it('keeps a constant constant', () => {
    const output = resample(new Float32Array(4410).fill(0.5), 44_100, 16_000)
    for (const sample of output.subarray(100, -100)) expect(sample).toBeCloseTo(0.5, 5)
  })

  it('gives the same samples however the sound is cut into pieces, and as many as its length says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1500 }),
        fc.integer({ min: 1, max: 700 }),
        fc.constantFrom(8000, 11_025, 44_100, 48_000),
        (length, pieceLength, from) => {
          const samples = Float32Array.from({ length }, (_, index) => Math.sin(index * index))
          const whole = resample(samples, from, 16_000)
          expect(whole).toHaveLength(Math.ceil((length * 16_000) / from))
          expect(resample(samples, from, 16_000, pieceLength)).toEqual(whole)
        },
      ),
      { numRuns: 60 },
    )
  })
})
