import type { Shown } from './read-shown.js'
import { type Feature, sharedAmong } from './shared-among.js'

/** How alike two of several pictures are, with their places, from 1. */
export interface Likeness {
  first: number
  second: number
  similarity: number
}

/** How far one of several stands apart from the others by how alike they are. */
export interface Apart {
  /** Its place, from 0. */
  at: number
  /** The mean of how alike it is to the others. */
  toOthers: number
  /** The mean of how alike the others are to each other. */
  amongOthers: number
}

export interface OddOne {
  /** Its place, from 0; undefined where none stands out. */
  at: number | undefined
  by: 'both' | 'descriptions' | 'looks' | 'nothing'
  /** What all others show, and it does not. */
  lacks?: Feature | undefined
  /** The one that stands out by its looks. */
  byLooks?: Apart | undefined
  /** How much farther the least alike is from the others than the next is; with pairs. */
  margin?: number | undefined
  /** Each with how alike it is to the others, the least alike first. */
  apart: readonly Apart[]
}

/**
 * The one of `count` pictures that is not like the others: it lacks a thing, or a kind of things, that all others show; else it
 * looks less like them than they do like each other, by `leastMargin` more than any other; else it lacks a colour of theirs.
 */
export function findOddOne({
  shown,
  pairs,
  count,
  leastMargin,
}: {
  shown: readonly Shown[]
  pairs: readonly Likeness[]
  count: number
  leastMargin: number
}): OddOne {
  const apart = pairs.length > 0 ? standingApart(pairs, count) : []
  const [first, next] = apart
  const margin = first && gapOf(first) - Math.max(0, next ? gapOf(next) : 0)
  const byLooks = margin !== undefined && margin >= leastMargin ? first : undefined
  const shared = sharedAmong(shown)
  const lacking = (...sorts: Feature['sort'][]) => lackingOne(shared, count, sorts)
  const found = lacking('thing', 'kind') ?? (byLooks ? undefined : lacking('colour'))
  const at = found?.at ?? byLooks?.at
  const by = at === undefined ? 'nothing' : !found ? 'looks' : byLooks?.at === at ? 'both' : 'descriptions'
  return { at, by, lacks: found?.feature, byLooks, margin, apart }
}

const gapOf = ({ toOthers, amongOthers }: Apart): number => amongOthers - toOthers

/** Each picture, the one that stands farthest apart first. Of vectors of length 1 that is the one farthest from the mean of the others. */
function standingApart(pairs: readonly Likeness[], count: number): Apart[] {
  const sums = Array.from({ length: count }, () => 0)
  let total = 0
  for (const { first, second, similarity } of pairs) {
    for (const place of [first, second]) sums[place - 1] = (sums[place - 1] ?? 0) + similarity
    total += similarity
  }
  const others = count - 1
  const apart = sums.map((sum, at) => ({
    at,
    toOthers: sum / others,
    amongOthers: (total - sum) / ((others * (others - 1)) / 2),
  }))
  return apart.sort((a, b) => gapOf(b) - gapOf(a))
}

/** The one that lacks what all others have; undefined where none does, or where several lack something of the same sort. */
function lackingOne(
  shared: readonly Feature[],
  count: number,
  sorts: readonly Feature['sort'][],
): { at: number; feature: Feature } | undefined {
  const places = Array.from({ length: count }, (_, at) => at)
  for (const sort of sorts) {
    const lacking = shared.flatMap((feature) => {
      if (feature.sort !== sort || feature.places.length !== count - 1) return []
      return places.filter((at) => !feature.places.includes(at)).map((at) => ({ at, feature }))
    })
    const [first] = lacking
    if (first && lacking.every(({ at }) => at === first.at)) return first
  }
  return undefined
}
