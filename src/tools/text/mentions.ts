/** Whether a text has the words of a thing, one after the other; articles and plurals make no difference. */
export function mentions(text: string, thing: string): boolean {
  return placesOf(text, thing).length > 0
}

/** Whether two texts are the same words; letter case, articles and plurals make no difference. */
export function isSameWords(one: string, other: string): boolean {
  const [ours, theirs] = [wordsIn(one), wordsIn(other)]
  if (ours.length === 0 && theirs.length === 0) return one.trim() === other.trim()
  return ours.length === theirs.length && ours.every((word, at) => isSameWord(word, theirs[at] ?? ''))
}

/** Whether a text mentions a thing and does not just say that there is none ("no dog", "without a dog"). */
export function affirms(text: string, thing: string): boolean {
  const words = wordsIn(text)
  return placesOf(text, thing).some((at) => !denying.test(words[at - 1] ?? ''))
}

const denying = /^(?:no|not|without|neither|nor|never)$/

/** Where in the words of a text those of a thing begin. */
function placesOf(text: string, thing: string): number[] {
  const [said, wanted] = [wordsIn(text), wordsIn(thing)]
  if (wanted.length === 0) return []
  return said.flatMap((_, at) =>
    wanted.every((word, place) => isSameWord(word, said[at + place] ?? '')) ? [at] : [],
  )
}

/** The words of a text in lower case, without articles. */
export const wordsIn = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !/^(?:an?|the)$/.test(word))

/** One spelling of what is spelt in two ways. */
const american = (word: string): string => word.replace(/colour/, 'color').replace(/^grey$/, 'gray')

const isSameWord = (one: string, other: string): boolean =>
  singulars(american(one)).some((word) => singulars(american(other)).includes(word))

/** What a word may be the plural of, and the word itself. */
const singulars = (word: string): string[] =>
  [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')].filter(
    (form) => form === word || form.length > 2,
  )
