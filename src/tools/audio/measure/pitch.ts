/** The rate that pitch is measured at, Hz: voices are far below its half, and a telephone has no more. */
export const pitchRate = 8000

/** A stretch of voice with a pitch, seconds and Hz. */
export interface PitchPoint {
  at: number
  hertz: number
}

export interface PitchMeter {
  push(piece: Float32Array): void
  /** What was heard so far, in the order of time, without what has no pitch. */
  points(): PitchPoint[]
}

/** Voices lie within these, Hz. */
const range = { low: 60, high: 500 }
const windowLength = Math.round(0.025 * pitchRate)
const hopLength = Math.round(0.02 * pitchRate)
const [shortestLag, longestLag] = [Math.floor(pitchRate / range.high), Math.ceil(pitchRate / range.low)]
/** How much of the sound may be other than its repetition, 0 to 1. */
const threshold = 0.15
/** Quieter frames have no pitch worth telling: mean power, -60 dB. */
const leastPower = 1e-6

/**
 * Measures the pitch of a voice every 20 ms by YIN (de Cheveigné and Kawahara, "YIN, a fundamental frequency estimator for
 * speech and music", 2002): the shortest lag at which the sound nearly repeats itself, by the cumulative mean normalized difference,
 * refined by a parabola. Takes sound at `pitchRate`.
 */
export function createPitchMeter(): PitchMeter {
  const frame = windowLength + longestLag + 1
  const points: PitchPoint[] = []
  let held = new Float32Array(0)
  let frames = 0
  return {
    push(piece) {
      const sound = new Float32Array(held.length + piece.length)
      sound.set(held)
      sound.set(piece, held.length)
      let from = 0
      for (; from + frame <= sound.length; from += hopLength) {
        const hertz = pitchOf(sound.subarray(from, from + frame))
        if (hertz !== undefined) points.push({ at: (frames * hopLength + frame / 2) / pitchRate, hertz })
        frames += 1
      }
      held = sound.slice(from)
    },
    points: () => [...points],
  }
}

function pitchOf(sound: Float32Array): number | undefined {
  let power = 0
  for (let at = 0; at < windowLength; at++) power += (sound[at] ?? 0) ** 2
  if (power / windowLength < leastPower) return undefined
  const normalized = new Float32Array(longestLag + 2).fill(1)
  let sum = 0
  for (let lag = 1; lag <= longestLag + 1; lag++) {
    let difference = 0
    for (let at = 0; at < windowLength; at++) {
      const apart = (sound[at] ?? 0) - (sound[at + lag] ?? 0)
      difference += apart * apart
    }
    sum += difference
    normalized[lag] = sum > 0 ? (difference * lag) / sum : 1
  }
  for (let lag = shortestLag; lag <= longestLag; lag++) {
    if ((normalized[lag] ?? 1) >= threshold) continue
    while (lag < longestLag && (normalized[lag + 1] ?? 1) < (normalized[lag] ?? 1)) lag += 1
    return (
      pitchRate / (lag + vertex(normalized[lag - 1] ?? 1, normalized[lag] ?? 1, normalized[lag + 1] ?? 1))
    )
  }
  return undefined
}

/** Where a parabola through three neighbours is lowest, from the one in the middle. */
function vertex(before: number, here: number, after: number): number {
  const curve = before - 2 * here + after
  return curve > 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curve))) : 0
}
