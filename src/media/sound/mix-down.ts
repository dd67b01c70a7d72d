/** Makes mono of the channels of a recording, piece by piece. */
export type MixDown = (channels: readonly Float32Array[]) => Float32Array

/** What was heard so long ago, in seconds, counts for a third. */
const memorySeconds = 0.5

/**
 * The mean of the channels. A channel that is the first one upside down (a plug or a cable with its wires crossed) would
 * cancel it out: it is turned round first, as long as it is so.
 */
export function createMixDown(sampleRate: number): MixDown {
  let relations: Relation[] = []
  return (channels) => {
    const [first = new Float32Array(0), ...rest] = channels
    if (rest.length === 0) return first
    if (relations.length !== rest.length)
      relations = rest.map(() => ({ product: 0, first: 0, other: 0, sign: 1 }))
    const mono = Float32Array.from(first)
    const fading = Math.exp(-first.length / sampleRate / memorySeconds)
    for (const [at, channel] of rest.entries()) {
      const relation = relations[at]
      if (relation) follow(relation, first, channel, fading)
      const sign = relation?.sign ?? 1
      for (let index = 0; index < mono.length; index += 1)
        mono[index] = (mono[index] ?? 0) + sign * (channel[index] ?? 0)
    }
    return mono.map((sample) => sample / channels.length)
  }
}

/** How a channel and the first one go together: sums of products that fade with time. */
interface Relation {
  product: number
  first: number
  other: number
  sign: 1 | -1
}

function follow(relation: Relation, first: Float32Array, other: Float32Array, fading: number): void {
  let [product, energy, otherEnergy] = [0, 0, 0]
  for (const [index, a] of first.entries()) {
    const b = other[index] ?? 0
    product += a * b
    energy += a * a
    otherEnergy += b * b
  }
  relation.product = relation.product * fading + product
  relation.first = relation.first * fading + energy
  relation.other = relation.other * fading + otherEnergy
  const likeness = relation.product / Math.sqrt(relation.first * relation.other || 1)
  if (likeness < -0.5) relation.sign = -1
  else if (likeness > 0) relation.sign = 1
}
