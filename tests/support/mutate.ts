/** Damages files as copies, downloads, disks and attackers do; the same random numbers give the same damage. */
export type Random = () => number

/** Mulberry32: numbers from 0 up to 1 that follow from the seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Mutation = (bytes: Buffer, random: Random) => Buffer

const below = (random: Random, limit: number) => Math.floor(random() * limit)

/** Where the sizes and kinds stand, more often than elsewhere. */
const place = (bytes: Buffer, random: Random) =>
  below(random, random() < 0.5 ? Math.min(256, bytes.length) : bytes.length)

function piece(bytes: Buffer, random: Random): [start: number, end: number] {
  const start = place(bytes, random)
  return [start, Math.min(bytes.length, start + 1 + below(random, Math.max(1, bytes.length / 4)))]
}

const mutations: Record<string, Mutation> = {
  'cut short': (bytes, random) => bytes.subarray(0, 1 + below(random, bytes.length)),
  'bits flipped'(bytes, random) {
    const copy = Buffer.from(bytes)
    for (let flips = 1 + below(random, 16); flips > 0; flips -= 1) {
      const at = place(copy, random)
      copy[at] = (copy[at] ?? 0) ^ (1 << below(random, 8))
    }
    return copy
  },
  'a piece cut out'(bytes, random) {
    const [start, end] = piece(bytes, random)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  },
  'a piece doubled'(bytes, random) {
    const [start, end] = piece(bytes, random)
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)])
  },
  'a number made extreme'(bytes, random) {
    const copy = Buffer.from(bytes)
    const extremes = ['00000000', 'ffffffff', '7fffffff', '80000000', '00000001']
    Buffer.from(extremes[below(random, extremes.length)] ?? '', 'hex').copy(copy, place(copy, random))
    return copy
  },
}

/** One damage, drawn by `random`, and what it is called. */
export function mutate(bytes: Buffer, random: Random): { damage: string; bytes: Buffer } {
  const names = Object.keys(mutations)
  const damage = names[below(random, names.length)] ?? ''
  return { damage, bytes: mutations[damage]?.(bytes, random) ?? bytes }
}
