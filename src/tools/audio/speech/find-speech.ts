import { bandLevels, hopSeconds } from './band-levels.js'
import { slidingQuantile } from './sliding-quantile.js'

/** A stretch of a recording, in seconds. */
export interface Span {
  start: number
  end: number
}

/** Sound below this, in dB below full scale, is silence whatever its shape. */
const quietest = -72
/** Sound this far below the speech around it, in dB, is silence too: echoes, breath, codecs' leftovers. */
const depth = 45
/** The noise of an octave is this quantile within so many seconds: people pause at least that much. */
const noise = { windowSeconds: 6, quantile: 0.15 }
/** The level of speech is learned within this many seconds, so that one bang does not hide an hour's talk. */
const speech = { windowSeconds: 30, quantile: 0.99 }
/** Mean rise over the noise, in dB: sound lasts while above `low`, if it comes to `high`; it is speech if to `certain`. */
const rises = { low: 1, high: 1.5, certain: 6 }
/** Less than this, in seconds, is a click. */
const clickSeconds = 0.06

/**
 * Shortest quiet that parts two stretches of speech, seconds. Closures within words and short breaks within sentences
 * last up to 0.14, so it takes more of a pause after a few syllables than after a whole sentence.
 */
const pauses = { early: 0.155, usual: 0.135, late: 0.115, earlySeconds: 0.65, lateSeconds: 2.4 }
/** Noise hides the soft ends of words: where speech rises above it by less than this, in dB, pauses seem longer. */
const hiding = { rise: 28, longerSeconds: 0.01 }

/**
 * Finds where somebody speaks, in spans that are ordered and do not touch; none for silence and steady noise.
 *
 * End-point detection with two thresholds on short-time energy, after Rabiner and Sambur ("An algorithm for determining
 * the endpoints of isolated utterances", 1975), with the energy measured by octave as its rise over a noise floor
 * that is learned from low quantiles, as in minimum statistics (Martin, 2001). So it holds in steady noise, and
 * follows noise that changes over seconds.
 */
export function findSpeech(samples: Float32Array, sampleRate: number): Span[] {
  return findSpeechIn(riseOverNoise(bandLevels(samples, sampleRate)), samples.length / sampleRate)
}

/** The same, given the rise over the noise every `hopSeconds`. */
export function findSpeechIn(rise: Float32Array, totalSeconds: number): Span[] {
  const speechRise = slidingQuantile(rise, inHops(speech))
  const sounds = runsAbove(rise, rises.low).filter(({ peak }) => peak >= rises.high)
  const utterances: Run[] = []
  for (const sound of sounds) {
    const last = utterances.at(-1)
    if (last && (sound.from - last.to) * hopSeconds < shortestPause(last, speechRise)) {
      last.to = sound.to
      last.peak = Math.max(last.peak, sound.peak)
    } else utterances.push({ ...sound })
  }
  return utterances
    .filter(({ from, to, peak }) => peak >= rises.certain && (to - from) * hopSeconds >= clickSeconds)
    .map(({ from, to }) => ({ start: from * hopSeconds, end: Math.min(totalSeconds, to * hopSeconds) }))
}

function shortestPause({ from, to }: Run, speechRise: Float32Array): number {
  const seconds = (to - from) * hopSeconds
  const clear =
    seconds < pauses.earlySeconds ? pauses.early : seconds > pauses.lateSeconds ? pauses.late : pauses.usual
  return (speechRise[to - 1] ?? 0) < hiding.rise ? clear + hiding.longerSeconds : clear
}

/** How far each place rises over the noise, in dB: the mean over the octaves. */
export function riseOverNoise(bands: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(bands[0]?.length ?? 0)
  const loudest = total.map((_, at) => Math.max(...bands.map((levels) => levels[at] ?? 0)))
  const speechLevel = slidingQuantile(loudest, inHops(speech))
  for (const levels of bands) {
    const floor = slidingQuantile(levels, inHops(noise))
    for (const [at, level] of levels.entries()) {
      const silence = Math.max(floor[at] ?? 0, (speechLevel[at] ?? 0) - depth, quietest)
      total[at] = (total[at] ?? 0) + Math.max(0, level - silence) / bands.length
    }
  }
  return total
}

const inHops = ({ windowSeconds, quantile }: { windowSeconds: number; quantile: number }) => ({
  window: Math.round(windowSeconds / hopSeconds),
  quantile,
})

interface Run {
  from: number
  to: number
  peak: number
}

function runsAbove(values: Float32Array, threshold: number): Run[] {
  const runs: Run[] = []
  let open: Run | undefined
  for (const [at, value] of values.entries()) {
    if (value <= threshold) {
      open = undefined
      continue
    }
    if (!open) {
      open = { from: at, to: at, peak: value }
      runs.push(open)
    }
    open.to = at + 1
    open.peak = Math.max(open.peak, value)
  }
  return runs
}
