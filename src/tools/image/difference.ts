import { z } from 'zod'
import { formatCount, formatPercent } from '../../core/text.js'
import type { Media } from '../../media/media.js'
import { boxSchema, type PixelBox, placeOfBox } from './objects.js'

/** How far two pictures that follow each other differ, point by point. */
export const differenceSchema = z.object({
  /** Places of the two, from 1. */
  first: z.int().positive(),
  second: z.int().positive(),
  /** Share of the picture that differs, 0 to 1; absent where their sizes differ, so that no points were compared. */
  share: z.number().min(0).max(1).optional(),
  /** Where they differ, in pixels from the upper left corner, the largest part first; at most five. */
  regions: z.array(boxSchema),
})
export type Difference = z.infer<typeof differenceSchema>

/** A picture as rows of red, green, blue bytes. */
export interface Points {
  data: Uint8Array
  width: number
  height: number
}

/** A difference of one colour that is less than this is noise of the coding. */
const leastDifference = 40
/** Side of the squares that are looked at together, and the share of its points that makes one differ. */
const cell = 8
const leastShare = 0.15
const mostRegions = 5
/** Where more differs than this, a box says nothing. */
const nearlyAll = 0.8

/** Where two pictures of one size differ. Boxes in points of what is given. */
export function findDifference(before: Points, after: Points): { share: number; regions: PixelBox[] } {
  const { width, height } = before
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)]
  const differing = new Uint16Array(columns * rows)
  let all = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!differsAt(before.data, after.data, (y * width + x) * 3)) continue
      const at = Math.floor(y / cell) * columns + Math.floor(x / cell)
      differing[at] = (differing[at] ?? 0) + 1
      all += 1
    }
  const isOther = (at: number) => (differing[at] ?? 0) >= cell * cell * leastShare
  const regions = joined({ columns, rows }, isOther).map(({ left, top, right, bottom }) => ({
    xmin: left * cell,
    ymin: top * cell,
    xmax: Math.min(width, (right + 1) * cell),
    ymax: Math.min(height, (bottom + 1) * cell),
  }))
  return { share: all / (width * height), regions: regions.slice(0, mostRegions) }
}

function differsAt(before: Uint8Array, after: Uint8Array, at: number): boolean {
  for (let channel = at; channel < at + 3; channel++)
    if (Math.abs((before[channel] ?? 0) - (after[channel] ?? 0)) >= leastDifference) return true
  return false
}

/** Squares that touch, as one part each; those of more squares first. */
function joined({ columns, rows }: { columns: number; rows: number }, isOther: (at: number) => boolean) {
  const seen = new Uint8Array(columns * rows)
  const parts: { size: number; left: number; top: number; right: number; bottom: number }[] = []
  for (let start = 0; start < columns * rows; start++) {
    if (seen[start] || !isOther(start)) continue
    const part = { size: 0, left: columns, top: rows, right: 0, bottom: 0 }
    const waiting = [start]
    seen[start] = 1
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const [x, y] = [at % columns, Math.floor(at / columns)]
      part.size += 1
      part.left = Math.min(part.left, x)
      part.right = Math.max(part.right, x)
      part.top = Math.min(part.top, y)
      part.bottom = Math.max(part.bottom, y)
      for (let ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++) {
          const near = ny * columns + nx
          if (seen[near] || !isOther(near)) continue
          seen[near] = 1
          waiting.push(near)
        }
    }
    parts.push(part)
  }
  return parts.sort((a, b) => b.size - a.size)
}

/** `34 % of the points differ, most in the box from 20, 30 to 210, 260 (lower left)`. Of two pictures of the size of `image`. */
export function sayDifference({ share, regions }: Difference, image: Media): string {
  if (share === undefined) return 'no points were compared, because their sizes differ'
  const [largest, ...others] = regions
  if (!largest) return share === 0 ? 'no point differs' : 'only single points differ, as coding changes them'
  if (share > nearlyAll) return `${formatPercent(share)} of the points differ`
  const { xmin, ymin, xmax, ymax } = largest
  const where = placeOfBox(largest, image)
  const box = `from ${xmin}, ${ymin} to ${xmax}, ${ymax}${where ? ` (${where})` : ''}`
  const more = others.length > 0 ? `, and ${formatCount(others.length, 'smaller part')}` : ''
  return `${formatPercent(share)} of the points differ, most in the box ${box}${more}`
}
