import { quotedAt } from '../grammar/quoted.js'
import { withoutAccents } from './accents.js'
import type { Entries, Lexicon } from './lexicon-of.js'

/** Marks of other scripts, as English has them. */
const marks: ReadonlyMap<string, string> = new Map([
  ['¿', ''],
  ['¡', ''],
  ['؟', '?'],
  ['،', ','],
  ['؛', ';'],
  ['\u037e', '?'],
  ['？', '?'],
  ['।', '.'],
  ['。', '. '],
])

/** A text with English words in place of those of a lexicon; how many letters these have, and the forms that they ask for. */
export function glossWords(
  text: string,
  { entries, isSpaced, formAt, nounOf }: Lexicon,
  unaccented?: Entries,
): { text: string; known: number; forms: string[] } {
  const forms: string[] = []
  const unclosed = new Set<string>()
  const lower = text.replaceAll('İ', 'i').toLowerCase().replaceAll('’', "'")
  const folded = unaccented === undefined ? lower : withoutAccents(lower)
  const findIn = (some: Entries, said: string, at: number) =>
    [...(some.get(said.slice(at, at + 2)) ?? []), ...(some.get(said.slice(at, at + 1)) ?? [])].find(
      ([one]) =>
        said.startsWith(one, at) && (!isSpaced || !/[\p{L}\p{N}\p{M}]/u.test(text[at + one.length] ?? ' ')),
    )
  let result = ''
  let known = 0
  for (let at = 0; at < text.length; ) {
    const quoted = isSpaced || !formAt(lower, at) ? quotedAt(text, at, unclosed) : undefined
    if (quoted) {
      result += text.slice(at, quoted.end)
      at = quoted.end
      continue
    }
    const opens = !isSpaced || !/[\p{L}\p{N}\p{M}]/u.test(text[at - 1] ?? ' ')
    const name = opens ? nameAt(text, at) : ''
    if (name !== '') {
      result += name
      at += name.length
      continue
    }
    const form = opens ? formAt(lower, at) : undefined
    if (form) {
      forms.push(form.english)
      known += lower.slice(at, form.end).replace(/[^\p{L}]/gu, '').length
      result += ' '
      at = form.end
      continue
    }
    const exact = opens ? findIn(entries, lower, at) : undefined
    const plain = opens && unaccented ? findIn(unaccented, folded, at) : undefined
    const found = plain && plain[0].length > (exact?.[0].length ?? 0) ? plain : exact
    if (found) {
      result += ` ${found[1]} `
      // Words that English has as well say nothing of the language.
      if (found[0] !== found[1]) known += found[0].replace(/[^\p{L}]/gu, '').length
      at += found[0].length
      continue
    }
    const word = opens && isSpaced ? wordAt(lower, at) : ''
    const noun = word.length > 3 ? nounOf(word) : undefined
    if (noun !== undefined) {
      result += ` ${noun} `
      known += word.length
      at += word.length
    } else {
      result += marks.get(text[at] ?? '') ?? text[at]
      at += 1
    }
  }
  return { text: result.replace(/[ \t]+/g, ' ').trim(), known, forms }
}

const letters = /[\p{L}\p{M}]+/uy
function wordAt(text: string, at: number): string {
  letters.lastIndex = at
  return letters.exec(text)?.[0] ?? ''
}

const named = /[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*(?:\.[a-z][a-z0-9]{1,4}(?![\p{L}\p{N}]))?/uy
/** A name of a file that begins here: words with an ending, or joined to a number. */
function nameAt(text: string, at: number): string {
  named.lastIndex = at
  const found = named.exec(text)?.[0] ?? ''
  return /^[a-z0-9_.-]+$/i.test(found) && /\.|[-_]\d/.test(found) ? found : ''
}
