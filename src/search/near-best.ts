import type { FoundImage } from './image-index.js'

/** Below this share of the best similarity, a picture shows something else. */
const leastShare = 0.5

/**
 * Without the pictures that words fit far less than the best one. Models have scales of their own, so it goes by the best: CLIP
 * gives 0.3 to what fits and below 0.2 to what doesn't. What is at a right angle to the words or beyond, fits in no model.
 *
 * @param found the best first
 */
export function nearBest(found: readonly FoundImage[]): FoundImage[] {
  const least = leastShare * (found[0]?.similarity ?? 0)
  return found.filter(({ similarity }) => similarity > 0 && similarity >= least)
}
