import type { PitchPoint } from '../measure/pitch.js'
import { quantile } from '../measure/quantile.js'
import type { Span } from '../speech/find-speech.js'

/** Pitches this far apart count as opposite: three octaves, as from the lowest to the highest voice. */
const octavesApart = 3
const lowest = 60
/** Fewer pitched moments than this tell no pitch: 0.1 s of voice. */
const fewest = 5

/** The usual pitch of what is said in some stretches, Hz; undefined where too little of it has a pitch. */
export function usualPitch(points: readonly PitchPoint[], spans: readonly Span[]): number | undefined {
  const own = points.filter(({ at }) => spans.some(({ start, end }) => at >= start && at <= end))
  return own.length < fewest
    ? undefined
    : quantile(
        own.map(({ hertz }) => hertz),
        0.5,
      )
}

/**
 * A pitch as a direction, so that the cosine of two tells how far apart they are: an octave is 60 degrees. This is all that tells
 * voices apart where no speaker model may run: it parts a low voice from a high one, and not two that are equally high.
 */
export function pitchVector(hertz: number): Float32Array {
  const angle = (Math.log2(hertz / lowest) / octavesApart) * Math.PI
  return Float32Array.of(Math.cos(angle), Math.sin(angle))
}

/** The cosine of two pitches that are so many semitones apart. */
export const pitchCosine = (semitones: number): number => Math.cos((semitones / 12 / octavesApart) * Math.PI)
