import { formIn } from '../../reading/forms.js'
import { inEnglishOrder, verbsFirst, withSuperlativesFirst, withThan } from './english-order.js'
import { glossWords } from './gloss-words.js'
import { type Language, type Lexicon, lexiconOf } from './lexicon-of.js'
import { likelyLanguages } from './likely-languages.js'
import { withVerbsJoined } from './separable-verbs.js'

/*
 * All that knows languages other than English. The command line loads it when a text is not in English: it is a third of what
 * plans a request.
 */

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

/**
 * A text with English words in English order in place of those of its language. `said` is undefined where too few of its words
 * are known; `hasOwnScript` tells whether it is in a script that English is not written in. `unquoted`: what tells its language.
 */
export function glossForeign(
  text: string,
  unquoted: string,
): { said: string | undefined; hasOwnScript: boolean } {
  const scripted = byScript.find(([script]) => script.test(unquoted))?.[1]
  const hasOwnScript = scripted !== undefined
  const done = bestOf(withVerbsJoined(text), (scripted ?? likelyLanguages(unquoted)).map(lexiconOf))
  const letters = (unquoted.match(/\p{L}/gu) ?? []).length
  const enough = hasOwnScript ? 1 : Math.max(6, letters * 0.45)
  if (!done || done.known < enough) return { said: undefined, hasOwnScript }
  const { rest, forms } = formsApart(done.text, done.forms)
  const said = verbsFirst(withSuperlativesFirst(inEnglishOrder(withThan(rest.replace(particles, '')))))
    .replace(/\bfirstly\b/g, 'first')
    .replace(/\bat last\b/g, 'last')
  return { said: withForms(said, forms), hasOwnScript }
}

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
