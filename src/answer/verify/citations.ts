/** `[s1]`, `[s1, s3]`, `[image1]`: what an answer names behind a statement. */
const citation =
  /\[((?:s|image|audio|video|mesh|text|table|file)\d+(?:\s{0,2}[,;&]\s{0,2}(?:s|image|audio|video|mesh|text|table|file)\d+){0,40})\]/g

/** The ids that a sentence cites, in order. */
export const readCitations = (sentence: string): string[] =>
  [...sentence.matchAll(citation)].flatMap(
    ([, ids = '']) => ids.match(/(?:s|image|audio|video|mesh|text|table|file)\d+/g) ?? [],
  )

/** The sentence as it would be without them. */
export const withoutCitations = (sentence: string): string => sentence.replace(citation, ' ')
