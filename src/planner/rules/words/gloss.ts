import { rememberLast } from '../../../core/patterns/remember-last.js'
import { formIn } from '../reading/forms.js'
import { inEnglishOrder, verbsFirst, withSuperlativesFirst, withThan } from './glossing/english-order.js'
import { glossWords } from './glossing/gloss-words.js'
import { type Language, type Lexicon, lexiconOf } from './glossing/lexicon-of.js'
import { likelyLanguages } from './glossing/likely-languages.js'
import { withVerbsJoined } from './glossing/separable-verbs.js'
import { outsidePassages, quotedIn } from './grammar/quoted.js'
import { plainWords } from './lexicon/plain-words.js'
import { corrected } from './rewritings/corrected.js'

/** Characters of a request that are looked up. */
const mostGlossed = 3000

/** By script, where that tells the language, or which few it may be. */
const byScript: readonly [RegExp, readonly Language[]][] = [
  [/[\u3040-\u30ff]/, ['ja']],
  [/\p{Script=Hangul}/u, ['ko']],
  [/\p{Script=Han}/u, ['zh']],
  [/\p{Script=Devanagari}/u, ['hi']],
  [/\p{Script=Bengali}/u, ['bn']],
  [/\p{Script=Arabic}/u, ['ar', 'ur', 'fa']],
  [/\p{Script=Hebrew}/u, ['he']],
  [/\p{Script=Greek}/u, ['el']],
  [/\p{Script=Thai}/u, ['th']],
  [/\p{Script=Cyrillic}/u, ['ru', 'uk']],
]
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
export const gloss = rememberLast((text) =>
  outsidePassages(unquotedAnswers(text), (said) => glossed(withPlainAnswers(said))),
)

/** „Tak” albo „nie”: the answers that are wanted, which are no quoted texts. */
const withPlainAnswers = (text: string): string => text.replace(quotedAnswers, '$1 $2 $3')
const quotedAnswers =
  /["„“”«‚'‘](ja|oui|s[ií]|sì|sim|tak|ano|da|igen|kyllä|evet|да|так|ναι|כן|نعم|بله)["”“»’'] (oder|ou|o|u|albo|lub|czy|of|eller|nebo|či|sau|vagy|tai|veya|или|або|чи|ή|או|أو|یا) ["„“”«‚'‘](\p{L}{1,6})["”“»’']/giu

/** `„tak” albo „nie”`: what is to be answered, yes or no, is no text that is quoted. */
const unquotedAnswers = (text: string): string =>
  text
    .slice(0, 400)
    .replace(answers, (whole, yes: string, or: string, no: string) =>
      yesWords.has(yes.toLowerCase()) ? `${yes} ${or} ${no}` : whole,
    ) + text.slice(400)
const answers =
  /["'“”„«‘’「]\s?(\p{L}{1,6})\s?["'“”»«‘’」]\s?(\p{L}{1,6}|\/)\s?["'“”„«‘’「]\s?(\p{L}{1,6})\s?["'“”»«‘’」]/u
const yesWords = new Set(
  'ja tak sí si oui sim sì evet ya có да так ja 是 はい 네 예 हाँ हां হ্যাঁ نعم ہاں'.split(' '),
)

function glossed(text: string): string {
  const head = withoutVowelMarks(text.slice(0, mostGlossed).replaceAll('\u200c', ' ')).replace(
    greekQuestion,
    '?',
  )
  if (isEnglish(outsideQuotes(head))) return plainWords(corrected(head)) + text.slice(mostGlossed)
  const scripted = byScript.find(([script]) => script.test(outsideQuotes(head)))?.[1]
  const done = bestOf(
    withVerbsJoined(head),
    (scripted ?? likelyLanguages(outsideQuotes(head))).map(lexiconOf),
  )
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

/** Greek asks with a semicolon. */
const greekQuestion = /(?<=\p{Script=Greek} ?);(?=\s|$)/gu

/** How many languages a text is tried in once more, as if it were typed without accents. */
const mostUnaccented = 3

function bestOf(text: string, lexicons: readonly Lexicon[]) {
  const byKnown = (a: { known: number }, b: { known: number }) => b.known - a.known
  const likely = lexicons
    .map((lexicon) => ({ lexicon, ...glossWords(text, lexicon) }))
    .sort(byKnown)
    .slice(0, mostUnaccented)
  return likely
    .flatMap(({ lexicon, ...exact }) => {
      const isAccented = lexicon.isSpaced && lexicon.unaccented().size > 0
      return isAccented ? [exact, glossWords(text, lexicon, lexicon.unaccented())] : [exact]
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
