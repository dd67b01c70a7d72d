/**
 * Changes the sample rate of mono sound, piece by piece: band-limited interpolation with a Kaiser-windowed sinc, so that
 * nothing above the lower of the two Nyquist frequencies folds back. Delay-free: the first sample out is the first in.
 */
export interface Resampler {
  /** The samples that are final after this piece. The piece is not kept. */
  push(piece: Float32Array): Float32Array
  /** The rest. */
  end(): Float32Array
}

/** Zero crossings of the sinc on either side, at the lower rate: a transition band of about a tenth of it. */
const zeroCrossings = 24
const kaiserBeta = 8
/** The pass band, as a share of the lower Nyquist frequency. */
const passBand = 0.92
/** Filters kept; odd ratios such as 44056:16000 need more and take the nearest, 66 dB down at worst. */
const maxPhases = 1024

export function createResampler(inputRate: number, outputRate: number): Resampler {
  const divisor = greatestCommonDivisor(inputRate, outputRate)
  /** One output sample is `step / phases` input samples. */
  const step = inputRate / divisor
  const phases = outputRate / divisor
  const cutoff = Math.min(1, outputRate / inputRate)
  const half = Math.ceil(zeroCrossings / cutoff)
  const filters = makeFilters({ count: Math.min(phases, maxPhases), cutoff: cutoff * passBand, half })

  /** Input from `half` samples before the next output sample on. */
  let held = new Float32Array(half)
  /** Where in `held` the input sample at or before the next output sample is, and how far past it, in phases. */
  let position = half
  let phase = 0
  let received = 0
  let produced = 0

  function produce(limit: number): Float32Array {
    const output = new Float32Array(Math.max(0, Math.ceil(((held.length - position) * phases) / step) + 1))
    let count = 0
    while (position + half < held.length && produced + count < limit) {
      const filter = filters[Math.floor((phase * filters.length) / phases)] ?? filters[0]
      if (!filter) break
      const start = position - half + 1
      let sum = 0
      for (let tap = 0; tap < filter.length; tap += 1) sum += (held[start + tap] ?? 0) * (filter[tap] ?? 0)
      output[count] = sum
      count += 1
      phase += step
      position += Math.floor(phase / phases)
      phase %= phases
    }
    produced += count
    const drop = Math.max(0, Math.min(position - half, held.length))
    held = held.slice(drop)
    position -= drop
    return output.subarray(0, count)
  }

  function hold(piece: Float32Array): void {
    const joined = new Float32Array(held.length + piece.length)
    joined.set(held)
    joined.set(piece, held.length)
    held = joined
  }

  return {
    push(piece) {
      received += piece.length
      hold(piece)
      return produce(Number.POSITIVE_INFINITY)
    },
    end() {
      hold(new Float32Array(2 * half + step))
      return produce(Math.ceil((received * phases) / step))
    },
  }
}

/** For each phase the taps over input samples `-half + 1 .. half` around it, summing to one. */
function makeFilters({
  count,
  cutoff,
  half,
}: {
  count: number
  cutoff: number
  half: number
}): Float32Array[] {
  return Array.from({ length: count }, (_, phase) => {
    const taps = Float64Array.from({ length: 2 * half }, (_, tap) => {
      const distance = tap - half + 1 - phase / count
      return sinc(distance * cutoff) * kaiser(distance / half)
    })
    const sum = taps.reduce((total, tap) => total + tap, 0)
    return Float32Array.from(taps, (tap) => tap / sum)
  })
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel0(kaiserBeta * Math.sqrt(1 - x * x)) / bessel0(kaiserBeta)
}

/** The modified Bessel function of order 0, by its series. */
function bessel0(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
