/** Characters of a text that is remembered. */
const longest = 2000

/**
 * A pure function of a text that remembers its latest results. A request is read in several places, and a pattern costs
 * most when it is used for the second time, as it is compiled then.
 */
export function rememberLast<T>(
  compute: (text: string) => T,
  {
    most = 8,
  }: {
    /** Texts whose results are remembered. Default: 8. */
    most?: number | undefined
  } = {},
): (text: string) => T {
  const known = new Map<string, { value: T }>()
  return (text) => {
    const found = known.get(text)
    if (found) return found.value
    const value = compute(text)
    if (known.size >= most) known.clear()
    if (text.length <= longest) known.set(text, { value })
    return value
  }
}
