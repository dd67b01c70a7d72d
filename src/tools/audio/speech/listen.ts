import { bandLevels, hopSeconds } from './band-levels.js'
import { cutAtPauses, type Piece } from './cut-at-pauses.js'
import { findSpeechIn, riseOverNoise } from './find-speech.js'

/**
 * The pieces in which to give a recording to a speech model, in order; none where nobody speaks.
 *
 * @param windowSeconds most that the model hears at once
 * @param pieceSeconds see `CutOptions`
 */
export function piecesToHear(
  samples: Float32Array,
  {
    sampleRate,
    windowSeconds,
    pieceSeconds,
  }: { sampleRate: number; windowSeconds: number; pieceSeconds: number },
): Piece[] {
  const totalSeconds = samples.length / sampleRate
  const rise = riseOverNoise(bandLevels(samples, sampleRate))
  return cutAtPauses(findSpeechIn(rise, totalSeconds), {
    totalSeconds,
    windowSeconds,
    pieceSeconds,
    quietest: (from, to) => quietestPlace(rise, from, to),
  })
}

/** The middle of the quietest 50 ms between two times, in seconds. */
function quietestPlace(rise: Float32Array, from: number, to: number): number {
  let best = { at: Math.round(to / hopSeconds), sum: Number.POSITIVE_INFINITY }
  for (let at = Math.ceil(from / hopSeconds); at < to / hopSeconds; at++) {
    const sum = rise.subarray(Math.max(0, at - 2), at + 3).reduce((total, value) => total + value, 0)
    if (sum <= best.sum) best = { at, sum }
  }
  return Math.min(to, Math.max(from, best.at * hopSeconds))
}
