/** Time between two levels, seconds. */
export const hopSeconds = 0.01

/** What digital silence counts as, in dB below full scale: quieter than any microphone. */
export const silenceLevel = -100

/** The middles of the octaves that speech lives in, Hz. */
const octaves = [300, 600, 1200, 2400, 4800]

/**
 * How loud a recording is in each octave of speech, in dB below full scale: the power of about 30 ms, every 10 ms.
 * Octaves, because noise that hides a consonant in one of them seldom hides it in all.
 */
export function bandLevels(samples: Float32Array, sampleRate: number): Float32Array[] {
  return octaves
    .filter((middle) => middle < sampleRate * 0.4)
    .map((middle) => smoothLevels(hopPowers(samples, sampleRate, middle)))
}

/** Mean power of each hop after a band-pass of one octave (the biquad of Bristow-Johnson's Audio EQ Cookbook). */
function hopPowers(samples: Float32Array, sampleRate: number, middle: number): Float32Array {
  const angle = (2 * Math.PI * middle) / sampleRate
  const alpha = Math.sin(angle) * Math.SQRT1_2 * 0.5
  const gain = alpha / (1 + alpha)
  const feedback1 = (-2 * Math.cos(angle)) / (1 + alpha)
  const feedback2 = (1 - alpha) / (1 + alpha)
  const hop = Math.round(hopSeconds * sampleRate)
  const powers = new Float32Array(Math.ceil(samples.length / hop))
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  for (let at = 0; at < powers.length; at++) {
    const to = Math.min(samples.length, (at + 1) * hop)
    let sum = 0
    for (let index = at * hop; index < to; index++) {
      const x = samples[index] ?? 0
      const y = gain * (x - x2) - feedback1 * y1 - feedback2 * y2
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
      sum += y * y
    }
    powers[at] = sum / (to - at * hop)
  }
  return powers
}

/** In dB, each averaged with its neighbours. */
function smoothLevels(powers: Float32Array): Float32Array {
  return powers.map((power, at) => {
    const mean = ((powers[at - 1] ?? power) + power + (powers[at + 1] ?? power)) / 3
    return Math.max(silenceLevel, 10 * Math.log10(mean + 1e-12))
  })
}
