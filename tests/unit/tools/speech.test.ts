import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CutOptions, cutAtPauses } from '../../../src/tools/audio/speech/cut-at-pauses.js'
import { findSpeech, type Span } from '../../../src/tools/audio/speech/find-speech.js'
import { piecesToHear } from '../../../src/tools/audio/speech/listen.js'
import { slidingQuantile } from '../../../src/tools/audio/speech/sliding-quantile.js'
import { randomFrom, rate, whiteNoise } from '../../support/recordings.js'

/** Gaps and lengths of speech in hundredths of a second, as spans in order. */
const recording = fc
  .array(fc.record({ gap: fc.integer({ min: 12, max: 800 }), length: fc.integer({ min: 5, max: 4000 }) }), {
    maxLength: 40,
  })
  .map((parts) => {
    let at = 0
    const spans = parts.map(({ gap, length }): Span => {
      const start = at + gap / 100
      at = start + length / 100
      return { start, end: at }
    })
    return { spans, totalSeconds: at + 0.3 }
  })

const limits = fc.record({
  windowSeconds: fc.constantFrom(2, 6, 10, 30),
  pieceSeconds: fc.constantFrom(0, 3, 10, 30),
})

/** Cuts where the property wants it cut: somewhere in the range, from the seed. */
const quietestFrom =
  (seed: number): CutOptions['quietest'] =>
  (from, to) =>
    from + ((to - from) * (seed % 101)) / 100

const tiny = 1e-6

describe('cutAtPauses', () => {
  test('pieces are in order, within the recording, and never overlap', () => {
    fc.assert(
      fc.property(recording, limits, fc.nat(), ({ spans, totalSeconds }, limit, seed) => {
        const pieces = cutAtPauses(spans, { ...limit, totalSeconds, quietest: quietestFrom(seed) })
        let end = 0
        for (const { window, speech } of pieces) {
          expect(window.start).toBeGreaterThanOrEqual(end - tiny)
          expect(window.end).toBeGreaterThan(window.start)
          expect(speech.start).toBeGreaterThanOrEqual(window.start - tiny)
          expect(speech.end).toBeLessThanOrEqual(window.end + tiny)
          end = window.end
        }
        expect(end).toBeLessThanOrEqual(totalSeconds + tiny)
      }),
    )
  })

  test('no piece is longer than the window of the model', () => {
    fc.assert(
      fc.property(recording, limits, fc.nat(), ({ spans, totalSeconds }, limit, seed) => {
        for (const { window } of cutAtPauses(spans, { ...limit, totalSeconds, quietest: quietestFrom(seed) }))
          expect(window.end - window.start).toBeLessThanOrEqual(limit.windowSeconds + tiny)
      }),
    )
  })

  test('all speech is in some piece', () => {
    fc.assert(
      fc.property(recording, limits, fc.nat(), ({ spans, totalSeconds }, limit, seed) => {
        const pieces = cutAtPauses(spans, { ...limit, totalSeconds, quietest: quietestFrom(seed) })
        for (const span of spans) {
          const covered = pieces
            .map(({ window }) => Math.min(window.end, span.end) - Math.max(window.start, span.start))
            .filter((overlap) => overlap > 0)
            .reduce((sum, overlap) => sum + overlap, 0)
          expect(covered).toBeCloseTo(span.end - span.start, 4)
        }
      }),
    )
  })

  const quietest = (from: number, to: number) => (from + to) / 2

  test('with pieceSeconds 0 each stretch of speech is heard by itself', () => {
    const spans = [
      { start: 1, end: 2 },
      { start: 2.2, end: 3 },
      { start: 3.2, end: 4 },
    ]
    const pieces = cutAtPauses(spans, { totalSeconds: 5, windowSeconds: 30, pieceSeconds: 0, quietest })
    expect(pieces.map(({ speech }) => speech)).toEqual(spans)
    expect(pieces[1]?.window.start).toBeCloseTo(2.1)
    expect(pieces[2]?.window.end).toBeCloseTo(4.15)
  })

  test('sentences are put together up to pieceSeconds, and parted at the longest pause', () => {
    const spans = [
      { start: 0, end: 4 },
      { start: 4.2, end: 7 },
      { start: 8, end: 9.5 },
      { start: 9.7, end: 12 },
    ]
    const pieces = cutAtPauses(spans, { totalSeconds: 12, windowSeconds: 30, pieceSeconds: 10, quietest })
    expect(pieces.map(({ speech }) => speech)).toEqual([
      { start: 0, end: 7 },
      { start: 8, end: 12 },
    ])
  })

  test('a long silence is in no piece', () => {
    const spans = [
      { start: 0, end: 1 },
      { start: 9, end: 10 },
    ]
    const pieces = cutAtPauses(spans, { totalSeconds: 10, windowSeconds: 30, pieceSeconds: 30, quietest })
    expect(pieces).toHaveLength(2)
    expect(pieces[0]?.window.end).toBeLessThan(1.5)
  })
})

describe('findSpeech', () => {
  /** Bursts of a buzz with a syllable's rise and fall, at the given times. */
  function bursts(spans: readonly Span[], seconds: number, noise: number): Float32Array {
    const samples = whiteNoise(seconds, noise, randomFrom(11))
    for (const { start, end } of spans)
      for (let at = Math.round(start * rate); at < end * rate; at++) {
        const time = at / rate
        const buzz = [1, 2, 4, 8, 16].reduce(
          (sum, octave) => sum + Math.sin(2 * Math.PI * 300 * octave * time),
          0,
        )
        samples[at] = (samples[at] ?? 0) + 0.08 * buzz * (0.7 + 0.3 * Math.sin(2 * Math.PI * 5 * time))
      }
    return samples
  }

  test.each([0, 0.0005, 0.01])('finds what is spoken and when, in noise of %s', (noise) => {
    const spoken = [
      { start: 1, end: 2.5 },
      { start: 3, end: 3.4 },
      { start: 20, end: 23 },
    ]
    const found = findSpeech(bursts(spoken, 30, noise), rate)
    expect(found).toHaveLength(3)
    for (const [at, { start, end }] of spoken.entries()) {
      expect(Math.abs((found[at]?.start ?? 99) - start)).toBeLessThan(0.05)
      expect(Math.abs((found[at]?.end ?? 99) - end)).toBeLessThan(0.05)
    }
  })

  test.each([0, 1e-5, 1e-3, 0.05, 0.3])('steady noise of %s is no speech', (deviation) => {
    expect(findSpeech(whiteNoise(40, deviation, randomFrom(5)), rate)).toEqual([])
  })

  test('hum and single clicks are no speech', () => {
    const hum = Float32Array.from(
      { length: 20 * rate },
      (_, at) => 0.2 * Math.sin((2 * Math.PI * 50 * at) / rate),
    )
    expect(findSpeech(hum, rate)).toEqual([])
    const clicks = new Float32Array(20 * rate)
    clicks[5 * rate] = 1
    clicks[9 * rate] = -0.8
    expect(findSpeech(clicks, rate)).toEqual([])
  })

  test('nothing at all is no speech', () => {
    expect(findSpeech(new Float32Array(0), rate)).toEqual([])
    expect(findSpeech(new Float32Array(10), rate)).toEqual([])
  })

  test('a quiet voice counts after a loud bang', () => {
    const samples = bursts([{ start: 10, end: 12 }], 60, 0).map((sample) => sample / 50)
    samples.fill(0.9, 50 * rate, 50 * rate + 200)
    expect(findSpeech(samples, rate).some(({ start, end }) => start < 10.1 && end > 11.9)).toBe(true)
  })

  test('speech without a pause is cut at its quietest place', () => {
    const samples = bursts([{ start: 0.5, end: 9.5 }], 10, 0)
    for (let at = 4.2 * rate; at < 4.28 * rate; at++) samples[at] = (samples[at] ?? 0) * 0.01
    const pieces = piecesToHear(samples, { sampleRate: rate, windowSeconds: 6, pieceSeconds: 0 })
    expect(pieces).toHaveLength(2)
    expect(pieces[0]?.window.end).toBeGreaterThan(4.15)
    expect(pieces[0]?.window.end).toBeLessThan(4.35)
    expect(pieces[1]?.window.start).toBe(pieces[0]?.window.end)
  })
})

test('slidingQuantile follows values that change slowly', () => {
  const values = Float32Array.from({ length: 1000 }, (_, at) => (at < 500 ? 10 : 50) + (at % 10))
  const found = slidingQuantile(values, { window: 100, quantile: 0.2 })
  expect(found[100]).toBeCloseTo(11, 0)
  expect(found[900]).toBeCloseTo(51, 0)
})
