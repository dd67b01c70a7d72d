/** Languages in which other words than names begin with a capital letter. */
const capitalizing =
  /(?:^|\s)(?:und|ist|nicht|ein|eine|einen|einem|das|auf|wird|sind|wurde|zeigt|mit|dem|den)(?=\s)/

/** Capitalized and still no claim: the speaker, days and months, languages, file forms, and what answers are made of. */
const common = new Set(
  'I I’m I’ve I’d I’ll Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December English German French Spanish Italian Portuguese Dutch Russian Chinese Japanese Korean Arabic Hindi Turkish Polish Yes No Note Summary Answer Result Results Step Steps Picture Image Photo Recording Audio Video File Text Table Page Internet Web Markdown'.split(
    ' ',
  ),
)

/** Behind these a sentence begins, or a title. */
const beginsAnew = /(?:^|[.!?:;…"“„«‘'([{|>*_#/\n]|^[\s>*-]{0,8}\d{1,3}[.)]|[-–—])\s{0,12}$/u

/**
 * The capitalized words in a sentence that are names by their place: not at its beginning, nor behind a colon, a quotation mark or a
 * bullet. None in languages that write all nouns so, and none in titles, where all words are written so.
 */
export function readNames(sentence: string): string[] {
  if (capitalizing.test(sentence)) return []
  const words = [...sentence.matchAll(/\p{L}[\p{L}\p{M}’'-]*/gu)]
  const inner = words.slice(1)
  const capitalized = inner.filter(([word]) => /^\p{Lu}/u.test(word))
  if (inner.length > 3 && capitalized.length > inner.length * 0.6) return []
  return capitalized.flatMap((match) => {
    const word = match[0].replace(/['’]s?$/, '').replace(/-$/, '')
    const before = sentence.slice(Math.max(0, match.index - 12), match.index)
    const touches =
      /[\p{N}_.@#$]$/u.test(before) ||
      /^[\p{N}_]|^\.\p{L}/u.test(sentence.slice(match.index + match[0].length))
    const isName = word.length > 1 && /\p{Ll}/u.test(word) && !common.has(word) && !beginsAnew.test(before)
    return isName && !touches ? [word] : []
  })
}
