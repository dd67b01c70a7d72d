/**
 * A text without the characters of `characters` at its end. `text.replace(/x+$/, '')` takes time that grows with the
 * square of a run of them elsewhere in the text.
 */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** A text without full stops and white space at its end, to go on with a sentence. */
export const trimSentenceEnd = (text: string): string => trimEndOf(text, '. \t\n\r\f\v\u00a0')
