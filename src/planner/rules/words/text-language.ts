/** Characters of a text that its language is told by. */
const mostRead = 1000

/** Tells the language of a text: an ISO 639-1 code, or undefined where that is not sure. */
export type LanguageOf = (text: string) => string | undefined

let detector: Promise<LanguageOf> | undefined

/** Loads the detector (about a megabyte, in 20 ms) when it is first needed. */
export function loadLanguageOf(): Promise<LanguageOf> {
  detector ??= import('eld/extrasmall').then(({ eld }) => (text) => {
    const found = eld.detect(text.slice(0, mostRead))
    return found.language !== '' && found.isReliable() ? found.language : undefined
  })
  return detector
}
