import { median } from './bench-line.js'

/** What several ways took, round by round: milliseconds, or whatever they measure. */
export interface PairedRounds<Way extends string> {
  count: number
  /** The median of one way. */
  of(way: Way): number
  /** How many times `one` is `other`, worked out within each round. */
  ratio(one: Way, other: Way): Spread
}

/** The quartiles of many ratios; `middle` is their median. */
export interface Spread {
  low: number
  middle: number
  high: number
}

/**
 * Measures several ways in short rounds, each way once a round and in the opposite order in every other round: whatever else
 * the machine does for longer than a round slows all of them, and what it does for less is left out by the medians of many rounds.
 *
 * @param options.rounds most rounds that count
 * @param options.seconds no round begins after so long, so that a busy machine makes fewer rounds, not a longer wait. Default: no limit
 * @param options.warmUps rounds before those that count. Default: 1
 */
export async function pairedRounds<Way extends string>(
  ways: Readonly<Record<Way, (round: number) => number | Promise<number>>>,
  {
    rounds,
    seconds = Number.POSITIVE_INFINITY,
    warmUps = 1,
  }: { rounds: number; seconds?: number | undefined; warmUps?: number | undefined },
): Promise<PairedRounds<Way>> {
  const inOrder = Object.entries<(round: number) => number | Promise<number>>(ways)
  const measured = new Map<string, number[]>(inOrder.map(([way]) => [way, []]))
  const until = performance.now() + 1000 * seconds
  let round = -warmUps
  for (; round < rounds && (round < 1 || performance.now() < until); round++) {
    for (const [way, measure] of round % 2 ? inOrder.toReversed() : inOrder) {
      const value = await measure(round)
      if (round >= 0) measured.get(way)?.push(value)
    }
  }
  const of = (way: string) => measured.get(way) ?? []
  return {
    count: round,
    of: (way) => median(of(way)),
    ratio: (one, other) => spreadOf(of(one).map((value, round) => value / (of(other)[round] ?? Number.NaN))),
  }
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  return { low: at(0.25), middle: median(sorted), high: at(0.75) }
}

/** Such as `1.82x (quartiles 1.75x and 1.90x of 40 rounds)`. */
export const inTimes = ({ low, middle, high }: Spread, rounds: number): string =>
  `${middle.toFixed(2)}x (quartiles ${low.toFixed(2)}x and ${high.toFixed(2)}x of ${rounds} rounds)`
