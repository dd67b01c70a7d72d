import { distance } from 'fastest-levenshtein'

/** Names that may have been meant: spelt alike, or containing one another. The nearest first, at most three. */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const folded = name.toLowerCase().replaceAll(/[\s_]+/g, '-')
  const allowed = Math.max(2, Math.floor(folded.length / 3))
  return names
    .map((known) => ({ known, steps: distance(folded, known.toLowerCase()) }))
    .filter(
      ({ known, steps }) =>
        steps <= allowed ||
        (folded.length >= 4 &&
          (known.toLowerCase().includes(folded) || folded.includes(known.toLowerCase()))),
    )
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ known }) => known)
}

/** ` Did you mean "memory"?`, to follow an unknown name; empty where no name is near. */
export function suggestName(name: string, names: readonly string[]): string {
  const [nearest] = nearestNames(name, names)
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`
}
