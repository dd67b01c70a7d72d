import { cued } from '../../../core/patterns/cued.js'
import { languageNames } from './language-names.js'

/** Names to codes: in English (`german`) and in the language itself (`deutsch`). */
const byName: ReadonlyMap<string, string> = new Map(
  Object.entries(languageNames).flatMap(([code, names]) =>
    names.split('|').map((name) => [name, code] as const),
  ),
)

/** Whether a word is the name of a language, in English or in the language itself. */
export const isLanguageName = (word: string): boolean => byName.has(word.toLowerCase())

/** A language by name, with the preposition before it. */
export const languageMention = cued(
  [...byName.keys()].join('|'),
  new RegExp(
    `(?<=^|[^\\p{L}])(?:(from|into|in|to|auf|en)\\s+)?(${[...byName.keys()].join('|')})(?=$|[^\\p{L}])`,
    'giu',
  ),
)

export interface Languages {
  /** ISO 639-1 code of the language to translate to. */
  target: string | undefined
  source: string | undefined
  /** The language that something is in: `the German memo`, `in German`, but not `to German`. */
  spoken: string | undefined
}

/** The languages a text names: `from English to German`. */
export function languagesIn(text: string): Languages {
  const found = languageMention.matchAll(text).map(([, preposition, name]) => ({
    preposition: preposition?.toLowerCase(),
    code: byName.get(name?.toLowerCase() ?? ''),
  }))
  return {
    target: found.find(({ preposition }) => preposition !== 'from')?.code,
    source: found.find(({ preposition }) => preposition === 'from')?.code,
    spoken: found.find(({ preposition }) => !/^(?:into|to|auf|en)$/.test(preposition ?? ''))?.code,
  }
}

/** All languages that a text is to be put into: `in Spanish as well as in German`. */
export function targetsIn(text: string): string[] {
  const found = languageMention.matchAll(text).flatMap(([, preposition, name]) => {
    const code = byName.get(name?.toLowerCase() ?? '')
    return code && preposition?.toLowerCase() !== 'from' ? [{ code, leads: preposition !== undefined }] : []
  })
  const first = found.findIndex(({ leads }) => leads)
  return first < 0 ? [] : [...new Set(found.slice(first).map(({ code }) => code))]
}

/** A language in the forms that a tool may want it in, the likeliest first. */
export function languageForms(code: string): string[] {
  const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
  return [code, name, name.toLowerCase()]
}
