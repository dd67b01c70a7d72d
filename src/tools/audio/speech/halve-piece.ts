import { hopSeconds } from './band-levels.js'
import type { Piece } from './cut-at-pauses.js'

/** A piece shorter than this is not cut, seconds. */
const shortest = 1
/** Where the cut may lie, as shares of the piece. */
const middle = { from: 0.3, to: 0.7 }
/** As many hops around a place tell how quiet it is: 50 ms. */
const around = 2

/**
 * Cuts a piece in two at the quietest place near its middle, so that nothing of it is left out; none where it is too short.
 *
 * @param samples of the whole recording
 */
export function halvePiece(
  { speech, window }: Piece,
  { samples, sampleRate }: { samples: Float32Array; sampleRate: number },
): Piece[] {
  const length = speech.end - speech.start
  if (length < shortest) return []
  const from = speech.start + middle.from * length
  const count = Math.floor(((middle.to - middle.from) * length) / hopSeconds)
  const energies = Array.from({ length: count }, (_, at) =>
    energyAt(samples, from + at * hopSeconds, sampleRate),
  )
  let best = { at: count / 2, energy: Number.POSITIVE_INFINITY }
  for (let at = around; at < count - around; at++) {
    const energy = energies.slice(at - around, at + around + 1).reduce((sum, one) => sum + one, 0)
    if (energy < best.energy) best = { at, energy }
  }
  const cut = from + (best.at + 0.5) * hopSeconds
  return [
    { speech: { start: speech.start, end: cut }, window: { start: window.start, end: cut } },
    { speech: { start: cut, end: speech.end }, window: { start: cut, end: window.end } },
  ]
}

/** Of one hop. */
function energyAt(samples: Float32Array, seconds: number, sampleRate: number): number {
  const start = Math.round(seconds * sampleRate)
  return samples
    .subarray(start, start + Math.round(hopSeconds * sampleRate))
    .reduce((sum, sample) => sum + sample * sample, 0)
}
