import { cued } from '../../../core/patterns/cued.js'
import { rememberLast } from '../../../core/patterns/remember-last.js'
import { glossForeign } from './glossing/gloss-foreign.js'
import { outsidePassages, quotedIn } from './grammar/quoted.js'
import { plainWords } from './lexicon/plain-words.js'
import { corrected } from './rewritings/corrected.js'

/** Characters of a request that are looked up. */
const mostGlossed = 3000

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

const quotes = `"|'|“|”|„|«|»|‘|’|‚|「|」`
/** „Tak” albo „nie”: the answers that are wanted, which are no quoted texts. */
const withPlainAnswers = (text: string): string => text.replace(quotedAnswers, '$1 $2 $3')
const quotedAnswers = cued(
  quotes,
  /["„“”«‚'‘](ja|oui|s[ií]|sì|sim|tak|ano|da|igen|kyllä|evet|да|так|ναι|כן|نعم|بله)["”“»’'] (oder|ou|o|u|albo|lub|czy|of|eller|nebo|či|sau|vagy|tai|veya|или|або|чи|ή|או|أو|یا) ["„“”«‚'‘](\p{L}{1,6})["”“»’']/giu,
)

/** `„tak” albo „nie”`: what is to be answered, yes or no, is no text that is quoted. */
const unquotedAnswers = (text: string): string =>
  text
    .slice(0, 400)
    .replace(answers, (whole, yes: string, or: string, no: string) =>
      yesWords.has(yes.toLowerCase()) ? `${yes} ${or} ${no}` : whole,
    ) + text.slice(400)
const answers = cued(
  quotes,
  /["'“”„«‘’「]\s?(\p{L}{1,6})\s?["'“”»«‘’」]\s?(\p{L}{1,6}|\/)\s?["'“”„«‘’「]\s?(\p{L}{1,6})\s?["'“”»«‘’」]/u,
)
const yesWords = new Set(
  'ja tak sí si oui sim sì evet ya có да так ja 是 はい 네 예 हाँ हां হ্যাঁ نعم ہاں'.split(' '),
)

function glossed(text: string): string {
  const head = withoutVowelMarks(text.slice(0, mostGlossed).replaceAll('\u200c', ' ')).replace(
    greekQuestion,
    '?',
  )
  const unquoted = outsideQuotes(head)
  const rest = text.slice(mostGlossed)
  if (isEnglish(unquoted)) return plainWords(corrected(head)) + rest
  const { said, hasOwnScript } = glossForeign(head, unquoted)
  if (said !== undefined) return said + rest
  return hasOwnScript ? text : plainWords(text.slice(0, mostGlossed)) + rest
}

/** Greek asks with a semicolon. */
const greekQuestion = /(?<=\p{Script=Greek} ?);(?=\s|$)/gu

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
