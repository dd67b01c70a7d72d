/** A regular expression that is tried on a text, and so compiled, only where one of its cues stands. */
export interface CuedPattern {
  exec(text: string): RegExpExecArray | null
  test(text: string): boolean
  /** All matches of a pattern with the flag `g`. */
  matchAll(text: string): RegExpExecArray[]
  /** For `text.replace(pattern, to)`. */
  [Symbol.replace](text: string, to: string | ((whole: string, ...groups: string[]) => string)): string
}

/** All that were made, each when its module was read: a test holds that no text which a pattern matches lacks its cues. */
export const allCued: { cues: string; pattern: RegExp }[] = []

/**
 * Most requests say nothing of what most patterns look for, and to compile a pattern takes longer than to use it.
 *
 * @param cues Small letters, digits or marks, set apart by `|`: a text that the pattern matches has one of them, in letters of
 * either size.
 */
export function cued(cues: string, pattern: RegExp): CuedPattern {
  allCued.push({ cues, pattern })
  const parts = cues.split('|')
  const isLikely = (text: string): boolean => {
    const lower = text.toLowerCase()
    return parts.some((part) => lower.includes(part))
  }
  return {
    exec: (text) => (isLikely(text) ? pattern.exec(text) : null),
    test: (text) => isLikely(text) && pattern.test(text),
    matchAll: (text) => (isLikely(text) ? [...text.matchAll(pattern)] : []),
    [Symbol.replace]: (text, to) => (isLikely(text) ? text.replace(pattern, to as string) : text),
  }
}
