import { cosine, unitVector } from '../../vectors.js'

export interface ClusterOptions {
  /** Vectors whose mean cosine is below this are different voices, -1 to 1. Not asked with `count`. */
  sameAbove: number
  /** How many voices there are; fewer come out where there are fewer vectors. Default: as many as `sameAbove` tells. */
  count?: number | undefined
}

/** More vectors than these are not compared with one another: so many are, and the rest go with the nearest voice. */
const mostCompared = 800

/**
 * Groups vectors of voices: agglomerative clustering with average linkage (UPGMA) by cosine distance, as published pipelines for
 * speaker diarization do. Returns a number for each vector, counted from 0 in the order in which the voices first come. Pure.
 */
export function clusterVoices(vectors: readonly Float32Array[], options: ClusterOptions): number[] {
  const step = Math.max(1, vectors.length / mostCompared)
  const compared = Array.from({ length: Math.min(vectors.length, mostCompared) }, (_, at) =>
    Math.floor(at * step),
  )
  const groups = agglomerate(
    compared.map((at) => vectors[at] ?? new Float32Array()),
    options,
  )
  const labels = new Array<number>(vectors.length).fill(-1)
  for (const [group, members] of groups.entries())
    for (const member of members) labels[compared[member] ?? 0] = group
  if (labels.includes(-1)) {
    const centres = groups.map((members) => centreOf(members.map((at) => vectors[compared[at] ?? 0])))
    for (const [at, vector] of vectors.entries())
      if (labels[at] === -1) labels[at] = nearestVoice(vector, centres)
  }
  return inOrderOfFirst(labels)
}

/** The centre that a vector points to most nearly. */
export function nearestVoice(vector: Float32Array, centres: readonly Float32Array[]): number {
  let best = { at: 0, similarity: Number.NEGATIVE_INFINITY }
  for (const [at, centre] of centres.entries()) {
    const similarity = cosine(vector, centre)
    if (similarity > best.similarity) best = { at, similarity }
  }
  return best.at
}

/** The direction that vectors point to together. */
export function centreOf(vectors: readonly (Float32Array | undefined)[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) {
    const unit = vector ? unitVector(vector) : sum
    for (const [at, value] of unit.entries()) sum[at] = (sum[at] ?? 0) + value
  }
  return unitVector(sum)
}

/** Joins the two nearest groups until there are `count`, or until none are near enough. */
function agglomerate(vectors: readonly Float32Array[], { sameAbove, count }: ClusterOptions): number[][] {
  const size = vectors.length
  const units = vectors.map(unitVector)
  const similarity = units.map((a) => Float32Array.from(units, (b) => cosine(a, b)))
  const groups: (number[] | undefined)[] = units.map((_, at) => [at])
  /** The nearest of those behind each: only these are looked through for the nearest two. */
  const nearest = units.map((_, at) => nearestBehind(at))
  function nearestBehind(at: number): number {
    let best = -1
    for (let other = at + 1; other < size; other++)
      if (groups[other] && (best < 0 || between(at, other) > between(at, best))) best = other
    return best
  }
  function between(a: number, b: number): number {
    return similarity[a]?.[b] ?? -1
  }
  function nearestTwo(): [number, number] | undefined {
    let best: [number, number] | undefined
    for (let at = 0; at < size; at++) {
      const other = nearest[at] ?? -1
      if (!groups[at] || other < 0) continue
      if (!best || between(at, other) > between(...best)) best = [at, other]
    }
    return best
  }

  for (let left = size; left > (count ?? 1); left--) {
    const two = nearestTwo()
    if (!two || (count === undefined && between(...two) < sameAbove)) break
    const [kept, gone] = two
    const [a, b] = [groups[kept] ?? [], groups[gone] ?? []]
    for (let other = 0; other < size; other++) {
      if (other === kept || other === gone || !groups[other]) continue
      const joined =
        (between(kept, other) * a.length + between(gone, other) * b.length) / (a.length + b.length)
      set(kept, other, joined)
    }
    groups[kept] = [...a, ...b]
    groups[gone] = undefined
    for (let at = 0; at <= Math.max(kept, gone); at++)
      if (groups[at] && (at === kept || nearest[at] === kept || nearest[at] === gone))
        nearest[at] = nearestBehind(at)
  }
  function set(a: number, b: number, value: number): void {
    const [rowA, rowB] = [similarity[a], similarity[b]]
    if (rowA) rowA[b] = value
    if (rowB) rowB[a] = value
  }
  return groups.filter((group) => group !== undefined)
}

function inOrderOfFirst(labels: readonly number[]): number[] {
  const order = new Map<number, number>()
  for (const label of labels) if (!order.has(label)) order.set(label, order.size)
  return labels.map((label) => order.get(label) ?? 0)
}
