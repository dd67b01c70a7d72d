/** How loud a recording is. */
export interface Loudness {
  /** Integrated loudness after ITU-R BS.1770-4, LUFS. Undefined for silence: nothing of it is above -70 LUFS. */
  lufs?: number | undefined
  /** Mean level over the whole length, dB below full scale; -100 for digital silence. */
  rmsDb: number
  /** The loudest sample, dB below full scale; -100 for digital silence. */
  peakDb: number
}

export interface LoudnessMeter {
  push(piece: Float32Array): void
  loudness(): Loudness
}

/** Blocks of 400 ms that overlap by three quarters: four of these each. */
const partSeconds = 0.1
const partsInBlock = 4
/** Blocks below this are silence, and blocks this far below the mean are pauses, LUFS and LU. */
const gates = { absolute: -70, relative: -10 }
const floorDb = -100
/** Louder than any sound within -1..1: floating point by the scale of integers. */
const loudest = 4

/**
 * Measures loudness as ITU-R BS.1770-4 has it, for one channel: K-weighting, blocks of 400 ms, an absolute and a relative gate. The
 * filters' coefficients for any rate are those of De Man ("Evaluation of implementations of the EBU R128 loudness measurement",
 * 2018). A recording that is shorter than a block is one.
 */
export function createLoudnessMeter(sampleRate: number): LoudnessMeter {
  const filter = kWeighting(sampleRate)
  const partLength = Math.max(1, Math.round(partSeconds * sampleRate))
  const parts: number[] = []
  let [weighted, inPart] = [0, 0]
  let [squares, count, peak] = [0, 0, 0]

  function blocks(): number[] {
    const means = inPart > 0 && parts.length < partsInBlock ? [...parts, weighted / inPart] : parts
    if (means.length <= partsInBlock) return [mean(means)]
    return means.slice(partsInBlock - 1).map((_, at) => mean(means.slice(at, at + partsInBlock)))
  }

  return {
    push(piece) {
      const heard = filter(piece)
      let [partSquares, inThisPart, allSquares, loudestYet] = [weighted, inPart, squares, peak]
      for (let at = 0; at < piece.length; at++) {
        const [x, y] = [piece[at] ?? 0, heard[at] ?? 0]
        allSquares += x * x
        loudestYet = Math.max(loudestYet, Math.abs(x))
        partSquares += y * y
        inThisPart += 1
        if (inThisPart < partLength) continue
        parts.push(partSquares / partLength)
        partSquares = 0
        inThisPart = 0
      }
      weighted = partSquares
      inPart = inThisPart
      squares = allSquares
      peak = loudestYet
      count += piece.length
    },
    loudness() {
      const scaleDb = peak > loudest ? toDb(peak * peak) : 0
      const above = (powers: number[], gate: number) =>
        powers.filter((power) => lufsOf(power) - scaleDb >= gate)
      const audible = above(blocks(), gates.absolute)
      const loud = above(audible, lufsOf(mean(audible)) - scaleDb + gates.relative)
      return {
        ...(loud.length > 0 && { lufs: lufsOf(mean(loud)) - scaleDb }),
        rmsDb: Math.max(floorDb, toDb(squares / Math.max(1, count)) - scaleDb),
        peakDb: Math.max(floorDb, toDb(peak * peak) - scaleDb),
      }
    },
  }
}

const toDb = (power: number): number => 10 * Math.log10(power)
const lufsOf = (power: number): number => -0.691 + toDb(power)
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** A shelf for the head and a high-pass, one after the other. */
function kWeighting(sampleRate: number): Filter {
  const shelf = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const middle = high ** 0.4996667741545416
  const square = shelf * shelf
  const head = biquad(
    [high + (middle * shelf) / q + square, 2 * (square - high), high - (middle * shelf) / q + square],
    [1 + shelf / q + square, 2 * (square - 1), 1 - shelf / q + square],
  )
  const cut = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const cutQ = 0.5003270373238773
  const norm = 1 + cut / cutQ + cut * cut
  const low = biquad([norm, -2 * norm, norm], [norm, 2 * (cut * cut - 1), 1 - cut / cutQ + cut * cut])
  return (sound) => low(head(sound))
}

/**
 * What comes of a piece of sound; the next piece goes on behind it. It takes no single samples: a number that a closure holds is
 * put on the heap anew with each change.
 */
type Filter = (sound: Float32Array | Float64Array) => Float64Array
type Three = readonly [number, number, number]

function biquad([b0, b1, b2]: Three, [a0, a1, a2]: Three): Filter {
  let past = { x1: 0, x2: 0, y1: 0, y2: 0 }
  return (sound) => {
    const filtered = new Float64Array(sound.length)
    let { x1, x2, y1, y2 } = past
    for (let at = 0; at < sound.length; at++) {
      const x = sound[at] ?? 0
      const y = (b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2) / a0
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
      filtered[at] = y
    }
    past = { x1, x2, y1, y2 }
    return filtered
  }
}
