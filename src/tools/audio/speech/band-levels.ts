/** Time between two levels, seconds. */
export const hopSeconds = 0.01

/** What digital silence counts as, in dB below full scale: quieter than any microphone. */
const silenceLevel = -100

/** The middles of the octaves that speech lives in, Hz. */
const octaves = [300, 600, 1200, 2400, 4800]

/**
 * How loud a recording is in each octave of speech, in dB below full scale: the power of about 30 ms, every 10 ms.
 * Octaves, because noise that hides a consonant in one of them seldom hides it in all.
 */
export function bandLevels(samples: Float32Array, sampleRate: number): Float32Array[] {
  const meter = createBandMeter(sampleRate)
  meter.push(samples)
  return meter.levels()
}

/** The same for a recording that comes piece by piece; where it is cut makes no difference. */
export function createBandMeter(sampleRate: number): {
  push(piece: Float32Array): void
  levels(): Float32Array[]
} {
  const bands = octaves
    .filter((middle) => middle < sampleRate * 0.4)
    .map((middle) => createHopPowers(sampleRate, middle))
  return {
    push(piece) {
      for (const band of bands) band.push(piece)
    },
    levels: () => bands.map((band) => smoothLevels(band.powers())),
  }
}

/** Mean power of each hop after a band-pass of one octave (the biquad of Bristow-Johnson's Audio EQ Cookbook). */
function createHopPowers(sampleRate: number, middle: number) {
  const angle = (2 * Math.PI * middle) / sampleRate
  const alpha = Math.sin(angle) * Math.SQRT1_2 * 0.5
  const gain = alpha / (1 + alpha)
  const feedback1 = (-2 * Math.cos(angle)) / (1 + alpha)
  const feedback2 = (1 - alpha) / (1 + alpha)
  const hop = Math.round(hopSeconds * sampleRate)
  const powers: number[] = []
  // A number that a closure holds is put on the heap anew with each change, so that samples are filtered with local ones.
  let past = { x1: 0, x2: 0, y1: 0, y2: 0 }
  let sum = 0
  let count = 0
  return {
    push(piece: Float32Array): void {
      let { x1, x2, y1, y2 } = past
      let [inHop, taken] = [sum, count]
      for (let index = 0; index < piece.length; index++) {
        const x = piece[index] ?? 0
        const y = gain * (x - x2) - feedback1 * y1 - feedback2 * y2
        x2 = x1
        x1 = x
        y2 = y1
        y1 = y
        inHop += y * y
        taken += 1
        if (taken < hop) continue
        powers.push(inHop / hop)
        inHop = 0
        taken = 0
      }
      past = { x1, x2, y1, y2 }
      sum = inHop
      count = taken
    },
    powers: () => Float32Array.from(count > 0 ? [...powers, sum / count] : powers),
  }
}

/** In dB, each averaged with its neighbours. */
function smoothLevels(powers: Float32Array): Float32Array {
  return powers.map((power, at) => {
    const mean = ((powers[at - 1] ?? power) + power + (powers[at + 1] ?? power)) / 3
    return Math.max(silenceLevel, 10 * Math.log10(mean + 1e-12))
  })
}
