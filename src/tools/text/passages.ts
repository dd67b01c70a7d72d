/**
 * Cuts a text into passages that each fit, at the ends of sentences as far as that goes, else between words. Nothing
 * is lost but white space at the cuts. A single word that does not fit stays whole.
 */
export function cutIntoPassages(text: string, fits: (passage: string) => boolean): string[] {
  if (fits(text)) return [text.trim()].filter((passage) => passage !== '')
  return merge(sentencesOf(text), fits).flatMap((passage) =>
    fits(passage) ? [passage] : merge(passage.split(/(?<=\s)/), fits),
  )
}

/** The sentences of a text in any language, with the white space that follows them. */
export function sentencesOf(text: string): string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

function merge(parts: readonly string[], fits: (passage: string) => boolean): string[] {
  const passages: string[] = []
  let open = ''
  for (const part of parts) {
    if (open !== '' && !fits((open + part).trim())) {
      passages.push(open.trim())
      open = ''
    }
    open += part
  }
  return [...passages, open.trim()].filter((passage) => passage !== '')
}
