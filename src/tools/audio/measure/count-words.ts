const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** The words of a text, in any script: also where no spaces part them. */
export function countWords(text: string): number {
  let words = 0
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) words += 1
  return words
}
