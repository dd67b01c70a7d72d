import type { TinyFrame } from './frame-reader.js'

/** A place where a video goes over to another scene. */
export interface Cut {
  seconds: number
  /** How different the two sides are, mean difference of a colour's value, 0 to 255. */
  strength: number
}

/** A smaller change than this is none to anybody who looks. */
const least = 10
/** A cut stands out among the changes around it by this factor. */
const outstanding = 3
/** How many changes around it, on both sides. */
const around = 12
/** What has changed slowly by this much is another scene, too. */
const drifted = 40

/** The cuts of a video, from tiny frames of it at equal distances. Holds three frames and a number for each, whatever the length. */
export async function findCuts(
  frames: AsyncIterable<TinyFrame>,
  { everySeconds }: { everySeconds: number },
): Promise<Cut[]> {
  const changes: number[] = []
  const drifts: Cut[] = []
  let before: TinyFrame | undefined
  let start: TinyFrame | undefined
  for await (const frame of frames) {
    if (before && start) {
      const change = differenceOf(before, frame)
      const drift = differenceOf(start, frame)
      changes.push(change)
      if (change <= least && drift > drifted)
        drifts.push({ seconds: changes.length * everySeconds, strength: drift })
      if (change > least || drift > drifted) start = frame
    } else start = frame
    before = frame
  }
  const cuts = changes.flatMap((strength, at) =>
    strength > least && strength > outstanding * usualAround(changes, at)
      ? [{ seconds: (at + 1) * everySeconds, strength }]
      : [],
  )
  return [...cuts, ...drifts].sort((a, b) => a.seconds - b.seconds)
}

/** The median of the changes around one of them: how much there is of movement. */
function usualAround(changes: readonly number[], at: number): number {
  const near = [...changes.slice(Math.max(0, at - around), at), ...changes.slice(at + 1, at + 1 + around)]
  near.sort((a, b) => a - b)
  return near[Math.floor(near.length / 2)] ?? 0
}

function differenceOf(one: TinyFrame, other: TinyFrame): number {
  let sum = 0
  for (const [at, value] of one.entries()) sum += Math.abs(value - (other[at] ?? value))
  return sum / one.length
}
