import { isCommonThing } from '../../../../tools/text/common-things.js'

/** What a word in a form that no lexicon lists stands for, in English. Undefined: its beginning is no noun that is known. */
export type NounFinder = (word: string) => string | undefined

/** By language: the letters that a form may have more than the stem of its noun. */
const longestEndings: Readonly<Record<string, number>> = {
  pl: 4,
  ru: 4,
  uk: 4,
  tr: 7,
  hi: 3,
  id: 3,
  sv: 4,
  cs: 4,
  ro: 4,
  el: 4,
  hu: 6,
  da: 5,
  no: 5,
  fi: 6,
  fa: 3,
}
/** What a noun loses before its endings. */
const lost = /(?:[aąeęioóuyаеёиіоуыюяьйåáéíýăâαεηιουωάέήίόύώ]|[kçpt](?=$)|[\u093e\u0940])$/u
const fewestLetters = 4
/** What a language joins to the front of a noun: and, in, to, the. */
const joinedInFront: Readonly<Record<string, RegExp>> = {
  ar: /^[وف]?(?:بال|كال|لل|ال|[بلك])/u,
  he: /^ו?(?:ש|כש|מ|ל|ב|כ)?ה?/u,
}

const fileNouns = /^(?:the )?(?:picture|photo|image|recording|memo|video|background)s?$/

/** Finds nouns by their stems, in languages whose nouns have many forms. Lines as a lexicon has them: `pies = dog`. */
export function nounsByStem(language: string, lines: readonly (readonly [string, string])[]): NounFinder {
  const most = longestEndings[language]
  const joined = joinedInFront[language]
  if (most === undefined && joined === undefined) return () => undefined
  const nouns = lines.filter(
    ([said, english]) => !said.includes(' ') && (isCommonThing(english) || fileNouns.test(english)),
  )
  if (most === undefined) {
    const byName = new Map(nouns)
    return (word) => {
      const bare = joined === undefined ? word : word.replace(joined, '')
      return bare === word || bare.length < 2 ? undefined : byName.get(bare)
    }
  }
  const byStem = new Map<string, string>()
  for (const [said, english] of nouns) {
    const stem = language === 'tr' ? said.replace(/(?<=.{4})[kçpt]$/u, '') : said.replace(lost, '')
    if (stem.length >= fewestLetters && !byStem.has(stem)) byStem.set(stem, english)
  }
  return (word) => {
    for (let length = word.length; length >= Math.max(fewestLetters, word.length - most); length -= 1) {
      const found = byStem.get(word.slice(0, length))
      if (found !== undefined) return found
    }
    return undefined
  }
}
