import { rememberLast } from '../../../core/patterns/remember-last.js'
import { formIn } from '../reading/forms.js'
import { compose } from './composing/compose.js'
import { withSuperlativesFirst } from './english-order.js'
import { outsidePassages, quotedAt, quotedIn } from './grammar/quoted.js'
import { type NounFinder, nounsByStem } from './inflected.js'
import { ar } from './lexicon/ar.js'
import { bn } from './lexicon/bn.js'
import { de } from './lexicon/de.js'
import { es } from './lexicon/es.js'
import { fr } from './lexicon/fr.js'
import { hi } from './lexicon/hi.js'
import { id } from './lexicon/id.js'
import { it } from './lexicon/it.js'
import { ja } from './lexicon/ja.js'
import { actingIn } from './lexicon/kinds/acting.js'
import { askingIn } from './lexicon/kinds/asking.js'
import { boundsIn } from './lexicon/kinds/bounds.js'
import { coloursIn } from './lexicon/kinds/colours.js'
import { commonIn } from './lexicon/kinds/common.js'
import { comparingIn } from './lexicon/kinds/comparing.js'
import { type FormFinder, formsIn } from './lexicon/kinds/forms.js'
import { smallWordsIn } from './lexicon/kinds/small-words.js'
import { tellingIn } from './lexicon/kinds/telling.js'
import { otherFormsIn, thingsIn } from './lexicon/kinds/things.js'
import { ko } from './lexicon/ko.js'
import { nl } from './lexicon/nl.js'
import { pl } from './lexicon/pl.js'
import { plainWords } from './lexicon/plain-words.js'
import { pt } from './lexicon/pt.js'
import { ru } from './lexicon/ru.js'
import { tr } from './lexicon/tr.js'
import { ur } from './lexicon/ur.js'
import { vi } from './lexicon/vi.js'
import { zh } from './lexicon/zh.js'
import { corrected } from './rewritings/corrected.js'
import { withVerbsJoined } from './separable-verbs.js'

/** Characters of a request that are looked up. */
const mostGlossed = 3000

/** Phrases by their first two characters, the longest first. */
type Entries = ReadonlyMap<string, readonly (readonly [said: string, english: string])[]>

interface Lexicon {
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

/** Of letters with accents, the letters alone, one for each. Cyrillic keeps its own but for "ё". */
const withoutAccents = (text: string): string =>
  text
    .replace(/[\u00c0-\u024f]/g, (letter) => bare[letter] ?? letter.normalize('NFD').slice(0, 1))
    .replace(/ё/g, 'е')
const bare: Readonly<Record<string, string>> = { ł: 'l', ı: 'i', ø: 'o', đ: 'd' }

/** Short words may be others without their accents: "si" and "sí". */
const fewestUnaccented = 4
const withoutAccentsIn = ([said, english]: readonly [string, string]): (readonly [string, string])[] => {
  const plain = withoutAccents(said)
  return plain === said || said.length < fewestUnaccented ? [] : [[plain, english]]
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
const withoutUmlauts = ([said, english]: readonly [string, string]): (readonly [string, string])[] =>
  /[äöüß]/.test(said) ? [[said.replace(/[äöüß]/g, (letter) => umlauts[letter] ?? letter), english]] : []

const texts = { ar, bn, de, es, fr, hi, id, it, ja, ko, nl, pl, pt, ru, sv: '', tr, uk: '', ur, vi, zh }
type Language = keyof typeof texts

/** By script, where that tells the language, or which few it may be. */
const byScript: readonly [RegExp, readonly Language[]][] = [
  [/[\u3040-\u30ff]/, ['ja']],
  [/\p{Script=Hangul}/u, ['ko']],
  [/\p{Script=Han}/u, ['zh']],
  [/\p{Script=Devanagari}/u, ['hi']],
  [/\p{Script=Bengali}/u, ['bn']],
  [/\p{Script=Arabic}/u, ['ar', 'ur']],
  [/\p{Script=Cyrillic}/u, ['ru', 'uk']],
]
const latin: readonly Language[] = ['es', 'fr', 'de', 'pt', 'it', 'nl', 'pl', 'tr', 'vi', 'id', 'sv']
const unspaced: readonly Language[] = ['ja', 'ko', 'zh']

const lexicons = new Map<Language, Lexicon>()

/** Read when a text first asks for it: most requests are in one language. */
function lexiconOf(language: Language): Lexicon {
  const known = lexicons.get(language)
  if (known) return known
  const shared = [
    comparingIn,
    thingsIn,
    askingIn,
    tellingIn,
    boundsIn,
    coloursIn,
    actingIn,
    commonIn,
    smallWordsIn,
  ].map((linesIn) => linesIn(language))
  const own = texts[language].trim()
  // The first of several meanings of a word counts, so that these come last.
  const lines = [own, ...shared].join('\n')
  const lexicon = parse(`${lines}\n${otherFormsIn(language, lines)}`, language)
  lexicons.set(language, lexicon)
  return lexicon
}

/** Words that only English has: a text with many of them needs no lexicon. */
const onlyEnglish =
  /\b(?:the|this|these|those|what|which|how|and|with|there|does|please|picture|describe(?! (?:la|el|los|las|lo|una?|mi|est[ae]s?|a|o|as|os)\b))\b/gi

function isEnglish(text: string): boolean {
  const words = text.match(/\p{L}+/gu) ?? []
  return (text.match(onlyEnglish) ?? []).length * 4 >= Math.max(1, words.length)
}

/**
 * A request with English words in place of those that ask for something in another language; what stands in quotation
 * marks, file names and all other words stay. English requests are only put into plain words. Linear in the length of the text.
 */
export const gloss = rememberLast((text) => outsidePassages(text, glossed))

function glossed(text: string): string {
  const head = withoutVowelMarks(text.slice(0, mostGlossed))
  if (isEnglish(outsideQuotes(head))) return plainWords(corrected(head)) + text.slice(mostGlossed)
  const scripted = byScript.find(([script]) => script.test(outsideQuotes(head)))?.[1]
  const done = bestOf(withVerbsJoined(head), (scripted ?? latin).map(lexiconOf))
  const letters = (outsideQuotes(head).match(/\p{L}/gu) ?? []).length
  const enough = scripted ? 1 : Math.max(6, letters * 0.45)
  if (!done || done.known < enough)
    return scripted ? text : plainWords(text.slice(0, mostGlossed)) + text.slice(mostGlossed)
  const { rest, forms } = formsApart(done.text, done.forms)
  const said = verbsFirst(withSuperlativesFirst(inEnglishOrder(withThan(rest.replace(particles, '')))))
    .replace(/\bfirstly\b/g, 'first')
    .replace(/\bat last\b/g, 'last')
  return withForms(said, forms) + text.slice(mostGlossed)
}

/** How many languages a text is tried in once more, as if it were typed without accents. */
const mostUnaccented = 3

function bestOf(text: string, lexicons: readonly Lexicon[]) {
  const byKnown = (a: { known: number }, b: { known: number }) => b.known - a.known
  const likely = lexicons
    .map((lexicon) => ({ lexicon, ...replaced(text, lexicon) }))
    .sort(byKnown)
    .slice(0, mostUnaccented)
  return likely
    .flatMap(({ lexicon, ...exact }) => {
      const isAccented = lexicon.isSpaced && lexicon.unaccented().size > 0
      return isAccented ? [exact, replaced(text, lexicon, lexicon.unaccented())] : [exact]
    })
    .sort(byKnown)[0]
}

/** A text without the words for a form that its language shares with English: `in json`. */
function formsApart(text: string, forms: readonly string[]): { rest: string; forms: readonly string[] } {
  const form = forms.length === 0 ? formIn(text) : undefined
  if (!form || form.kind === 'plain') return { rest: text, forms }
  const said = text.slice(form.start, form.end).replace(/^[\s,:.]+|[\s,:.]+$/g, '')
  return { rest: `${text.slice(0, form.start)} ${text.slice(form.end)}`.trim(), forms: [said] }
}

/** The forms of the answer stand behind all else. */
const withForms = (said: string, forms: readonly string[]): string =>
  forms.length === 0
    ? said
    : `${said.replace(/^[\s,:.]+|[\s,:]+$/g, '').replace(/[\p{L}\p{N}]$/u, '$&.')} ${forms.join(', ')}.`.trim()

/** "Longer de 2 seconds": whatever a language has for "than" before a number. */
const withThan = (text: string): string =>
  text.replace(
    /\b(longer|shorter|larger|smaller|wider|taller) (?:(?!than\b)\S{1,4} )?(?=(?:\d+(?:[.,]\d+)?|one|two|three|four|five|ten) (?:seconds?|minutes?|pixels?)\b)/g,
    '$1 than ',
  )

/** Adjectives before their nouns, and no "or" that only opens a question. */
const inEnglishOrder = (text: string): string =>
  text
    .replace(/^(?:or|and) /, '')
    .replace(
      /(?<=\b(?:first|second|third|last) (?:pictures?|photos?|images?|recordings?|memos?)\b.*)\b(describe|transcribe|caption|translate) (first|second|third|last)(?= ?(?:[.,;!?。]|$|then\b|and\b))/gi,
      '$1 the $2 one',
    )
    .replace(/\b(first|second|third|fourth|last) the /g, 'the $1 ')
    .replace(
      /\b(?:the )?(long|short|larg|small)er of (?:the )?(?:two|both)(?: the)? (recording|picture|photo|memo|image|file)s?\b/gi,
      (_, how: string, noun: string) => `the ${how}est ${noun}`,
    )
    .replace(
      /\b(first|second|third|last) one (?=pictures?\b|photos?\b|images?\b|recordings?\b|memos?\b)/g,
      '$1 ',
    )
    .replace(
      /\bthe (recording|picture|photo|memo|image|file)s? (longest|shortest|largest|smallest|longer|shorter|larger|smaller)\b(?! than)/gi,
      (_, noun: string, how: string) => `the ${how.replace(/er$/i, 'est')} ${noun}`,
    )

/** "In the picture dog is there?": a question whose verb comes last, in the order of English. */
const verbsFirst = (text: string): string =>
  text
    .split(/(?<=[.?!\n])(?![\p{L}\p{N}])/u)
    .map((said) => {
      const sentence = compose(said)
      if (sentence !== said) return sentence
      // "Which picture shows is there a dog", and "which picture is there in the picture a dog".
      const shown = sentence.replace(
        /^((?:in )?(?:which|how many) \w+)(?: (shows?))? (?:is|are) there(?: in the \w+)?(?= )/i,
        (_, files: string, shows: string | undefined) =>
          `${files.replace(/^in /i, '')} ${shows ?? (/^how/i.test(files) ? 'show' : 'shows')}`,
      )
      if (shown !== sentence) return shown
      // "In the picture is there a dog?"
      const place = /^((?:in|on) the \w+) is there (?=\S)/i.exec(sentence)?.[1]
      if (place) return `is there ${sentence.slice(place.length + 10).replace(/[.?!\s]+$/, '')} ${place}?`
      const words = sentence
        .replace(/[.?!\s]+$/, '')
        .replace(/^(which \w+ shows .*) is there$/i, '$1')
        .replace(/(?<=is there| are there) a$/, '')
      const verb = words.endsWith('are there') ? 'are there' : words.endsWith('is there') ? 'is there' : ''
      const rest = words.slice(0, words.length - verb.length).trim()
      if (verb === '' || rest === '') return sentence
      return /^(?:which|how many|what|is there|are there)\b/i.test(rest) ? `${rest}?` : `${verb} ${rest}?`
    })
    .join(' ')

/** Words of Korean that stand behind what they belong to. */
const particles = / (?:이|가|은|는|을|를|도|에|의)(?= |$)/g

/** Arabic without the marks for vowels, which few people write, and the ending that they leave. */
const withoutVowelMarks = (text: string): string =>
  /[\u064b-\u0652]/.test(text) ? text.replace(/\u0627?\u064b\u0627?|[\u064c-\u0652]/g, '') : text

/** The text without what it quotes. */
function outsideQuotes(text: string): string {
  let at = 0
  const parts = quotedIn(text).map(({ start, end }) => {
    const part = text.slice(at, start)
    at = end
    return part
  })
  return [...parts, text.slice(at)].join(' ')
}

/** Marks of other scripts, as English has them. */
const marks: ReadonlyMap<string, string> = new Map([
  ['¿', ''],
  ['¡', ''],
  ['؟', '?'],
  ['？', '?'],
  ['।', '.'],
  ['。', '. '],
])

function replaced(
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
