import type { Cut } from './find-cuts.js'

/** A stretch of a video, seconds, and the moment whose frame stands for it. */
export interface Moment {
  at: number
  start: number
  end: number
}

/** A scene is not divided into stretches shorter than this, seconds. */
const shortest = 10
/** Scenes shorter than this are passed over as flashes, seconds. */
const flash = 1

/** `count` stretches of equal length, each with the moment in its middle. */
export function momentsEvenly(durationSeconds: number, count: number): Moment[] {
  return divide({ start: 0, end: durationSeconds }, count)
}

/**
 * A moment for each scene. Of more scenes than `count` the weakest cuts are passed over; with room left, long scenes are
 * divided, so that what changes slowly is not missed.
 */
export function momentsOfScenes(
  cuts: readonly Cut[],
  { durationSeconds, count }: { durationSeconds: number; count: number },
): Moment[] {
  const strongest = [...cuts].sort((a, b) => b.strength - a.strength)
  const edges = [0, durationSeconds]
  for (const { seconds } of strongest) {
    if (edges.length > count) break
    if (edges.every((edge) => Math.abs(edge - seconds) >= flash)) edges.push(seconds)
  }
  edges.sort((a, b) => a - b)
  const scenes = edges.slice(1).map((end, at) => ({ start: edges[at] ?? 0, end, parts: 1 }))
  for (let room = count - scenes.length; room > 0; room -= 1) {
    const longest = scenes.reduce((one, other) => (partOf(other) > partOf(one) ? other : one))
    if ((longest.end - longest.start) / (longest.parts + 1) < shortest) break
    longest.parts += 1
  }
  return scenes.flatMap(({ parts, ...scene }) => divide(scene, parts))
}

const partOf = ({ start, end, parts }: { start: number; end: number; parts: number }) => (end - start) / parts

function divide({ start, end }: { start: number; end: number }, count: number): Moment[] {
  const length = (end - start) / count
  return Array.from({ length: count }, (_, at) => {
    const from = start + at * length
    return { at: rounded(from + length / 2), start: rounded(from), end: rounded(from + length) }
  })
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000
