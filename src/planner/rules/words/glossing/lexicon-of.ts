import { ar } from '../lexicon/ar.js'
import { bn } from '../lexicon/bn.js'
import { de } from '../lexicon/de.js'
import { es } from '../lexicon/es.js'
import { fr } from '../lexicon/fr.js'
import { hi } from '../lexicon/hi.js'
import { id } from '../lexicon/id.js'
import { it } from '../lexicon/it.js'
import { ja } from '../lexicon/ja.js'
import { actingIn } from '../lexicon/kinds/acting.js'
import { arrangingIn } from '../lexicon/kinds/arranging.js'
import { askingIn } from '../lexicon/kinds/asking.js'
import { boundsIn } from '../lexicon/kinds/bounds.js'
import { coloursIn } from '../lexicon/kinds/colours.js'
import { commonIn } from '../lexicon/kinds/common.js'
import { comparingIn } from '../lexicon/kinds/comparing.js'
import { type FormFinder, formsIn } from '../lexicon/kinds/forms.js'
import { smallWordsIn } from '../lexicon/kinds/small-words.js'
import { tellingIn } from '../lexicon/kinds/telling.js'
import { otherFormsIn, thingsIn } from '../lexicon/kinds/things.js'
import { ko } from '../lexicon/ko.js'
import { nl } from '../lexicon/nl.js'
import { pl } from '../lexicon/pl.js'
import { pt } from '../lexicon/pt.js'
import { ru } from '../lexicon/ru.js'
import { tr } from '../lexicon/tr.js'
import { ur } from '../lexicon/ur.js'
import { vi } from '../lexicon/vi.js'
import type { WholeLanguage } from '../lexicon/whole/wholes.js'
import { zh } from '../lexicon/zh.js'
import { withoutAccentsIn, withoutUmlauts } from './accents.js'
import { type NounFinder, nounsByStem } from './inflected.js'

/** Phrases by their first two characters, the longest first. */
export type Entries = ReadonlyMap<string, readonly (readonly [said: string, english: string])[]>

/** The words of a language that ask for something, with what stands for them in English. */
export interface Lexicon {
  entries: Entries
  /** The same without accents, for those who type none; read when first wanted. */
  unaccented: () => Entries
  /** Whether words are set apart by spaces. */
  isSpaced: boolean
  /** What finds a noun in a form that is not listed; made when first wanted. */
  nounOf: NounFinder
  /** What finds words for the form of an answer. */
  formAt: FormFinder
}

function parse(text: string, language: Language): Lexicon {
  const lines = text
    .trim()
    .split('\n')
    .map((line): readonly [string, string] => {
      const [said = '', english = ''] = line.split(' = ')
      return [said.trim(), english.trim()]
    })
    .filter(([said]) => said !== '')
  const spelt = language === 'de' ? lines.flatMap(withoutUmlauts) : []
  const isSpaced = !unspaced.includes(language)
  let unaccented: Entries | undefined
  let nouns: NounFinder | undefined
  return {
    entries: entriesOf([...lines, ...spelt]),
    unaccented: () => {
      unaccented ??= entriesOf(language === 'vi' ? [] : lines.flatMap(withoutAccentsIn))
      return unaccented
    },
    nounOf: (word) => {
      nouns ??= nounsByStem(language, lines)
      return nouns(word)
    },
    isSpaced,
    formAt: formsIn(language, isSpaced),
  }
}

function entriesOf(lines: readonly (readonly [string, string])[]): Entries {
  const entries = new Map<string, (readonly [string, string])[]>()
  const add = (key: string, line: readonly [string, string]) => {
    const some = entries.get(key)
    if (some) some.push(line)
    else entries.set(key, [line])
  }
  for (const line of lines) {
    const [said] = line
    add(said.slice(0, 2), line)
    if (said.length === 1) add(said, line)
  }
  for (const some of entries.values()) some.sort(([a], [b]) => b.length - a.length)
  return entries
}

const texts = { ar, bn, de, es, fr, hi, id, it, ja, ko, nl, pl, pt, ru, sv: '', tr, uk: '', ur, vi, zh }
export type Language = keyof typeof texts | WholeLanguage

const unspaced: readonly Language[] = ['ja', 'ko', 'zh', 'th']

const lexicons = new Map<Language, Lexicon>()

/** Read when a text first asks for it: most requests are in one language. */
export function lexiconOf(language: Language): Lexicon {
  const known = lexicons.get(language)
  if (known) return known
  const shared = [
    comparingIn,
    thingsIn,
    askingIn,
    tellingIn,
    boundsIn,
    arrangingIn,
    coloursIn,
    actingIn,
    commonIn,
    smallWordsIn,
  ].map((linesIn) => linesIn(language))
  const own = language in texts ? texts[language as keyof typeof texts].trim() : ''
  // The first of several meanings of a word counts, so that these come last.
  const lines = [own, ...shared].join('\n')
  const lexicon = parse(`${lines}\n${otherFormsIn(language, lines)}`, language)
  lexicons.set(language, lexicon)
  return lexicon
}
