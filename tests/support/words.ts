/** Words substituted, left out or added, as in word error rates (Levenshtein over words). */
export function wordErrors(truth: string, heard: string): number {
  const wanted = wordsOf(truth)
  const got = wordsOf(heard)
  let previous = Array.from({ length: got.length + 1 }, (_, at) => at)
  for (const [row, word] of wanted.entries()) {
    const current = [row + 1]
    for (const [column, other] of got.entries())
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (word === other ? 0 : 1),
        ),
      )
    previous = current
  }
  return previous.at(-1) ?? 0
}

export const wordsOf = (text: string) => text.toLowerCase().match(/[a-z']+/g) ?? []
