/** Damages files as copies, downloads, disks and attackers do; the same random numbers give the same damage. */
export type Random = () => number

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
