/** A box in any unit, from the upper left corner. */
export interface Box {
  xmin: number
  ymin: number
  xmax: number
  ymax: number
}

/** Masks of one size, one behind the other: a value above 0 is inside. */
export interface Masks {
  values: ArrayLike<number>
  width: number
  height: number
}

/** The box around a mask; undefined when it is empty. */
export function boxAround({ values, width, height }: Masks, at = 0): Box | undefined {
  const box = { xmin: width, ymin: height, xmax: 0, ymax: 0 }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((values[(at * height + y) * width + x] ?? 0) <= 0) continue
      box.xmin = Math.min(box.xmin, x)
      box.ymin = Math.min(box.ymin, y)
      box.xmax = Math.max(box.xmax, x + 1)
      box.ymax = Math.max(box.ymax, y + 1)
    }
  return box.xmax > 0 ? box : undefined
}

/**
 * Which of several masks of one place is meant: the one whose box is the most like the one that was given, else the one that
 * the model is the surest of. @returns its place among them
 */
export function chooseMask(masks: Masks, scores: readonly number[], wanted: Box | undefined): number {
  const ratings = scores.map((score, at) => {
    const around = wanted && boxAround(masks, at)
    return around ? overlap(around, wanted) : wanted ? -1 : score
  })
  return ratings.indexOf(Math.max(...ratings))
}

/** How much two boxes are the same, 0 to 1: what they share of what they cover together. */
function overlap(one: Box, other: Box): number {
  const width = Math.min(one.xmax, other.xmax) - Math.max(one.xmin, other.xmin)
  const height = Math.min(one.ymax, other.ymax) - Math.max(one.ymin, other.ymin)
  const shared = Math.max(0, width) * Math.max(0, height)
  const area = ({ xmin, ymin, xmax, ymax }: Box) => (xmax - xmin) * (ymax - ymin)
  return shared / (area(one) + area(other) - shared)
}
