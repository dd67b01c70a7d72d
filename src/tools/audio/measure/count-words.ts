/** Made when words are first counted: it reads tables of all scripts. */
let segmenter: Intl.Segmenter | undefined

/** The words of a text, in any script: also where no spaces part them. */
export function countWords(text: string): number {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  let words = 0
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) words += 1
  return words
}
