import { nearestNames } from '../../core/nearest-names.js'

/** Looking for the nearest name costs time for each name known; beyond these many the messages do without. */
const maxLookups = 100
const longestName = 64
const mostNames = 2000

/** How many names a message lists. */
export const shownNames = 12

/** Finds names that may have been meant, as long as that costs little. */
export class NearestNames {
  #lookups = 0

  of(name: string, names: readonly string[]): string[] {
    this.#lookups += 1
    if (this.#lookups > maxLookups || name.length > longestName || names.length > mostNames) return []
    return nearestNames(name, names)
  }
}

/** What to say after an unknown name: the nearest, else what there is. */
export function suggest(nearest: readonly string[], all: readonly string[], lead: string): string {
  if (nearest.length > 0) return `Did you mean ${nearest.map((name) => `"${name}"`).join(' or ')}?`
  if (all.length === 0) return 'There are none.'
  const shown = all.slice(0, shownNames).join(', ')
  return `${lead}: ${shown}${all.length > shownNames ? `, and ${all.length - shownNames} more` : ''}.`
}
