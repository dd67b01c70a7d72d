/** Texts that are remembered, and the most characters of one. */
const [mostKnown, longest] = [8, 2000]

/**
 * A pure function of a text that remembers its latest results. A request is read in several places, and a pattern costs
 * most when it is used for the second time, as it is compiled then.
 */
export function rememberLast<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, { value: T }>()
  return (text) => {
    const found = known.get(text)
    if (found) return found.value
    const value = compute(text)
    if (known.size >= mostKnown) known.clear()
    if (text.length <= longest) known.set(text, { value })
    return value
  }
}
