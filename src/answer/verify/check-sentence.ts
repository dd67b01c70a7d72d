import { readCitations, withoutCitations } from './citations.js'
import type { Evidence } from './evidence.js'
import { fold, foldWords } from './fold-words.js'
import { readNames } from './names.js'
import { countWord } from './number-words.js'
import { readNumbers } from './read-numbers.js'
import { supportsCount, supportsNumber } from './supports-number.js'

/** Something that a sentence says and nothing bears out. */
export interface UnsupportedClaim {
  kind: 'number' | 'quote' | 'name' | 'label' | 'citation' | 'contradiction'
  /** As written. */
  text: string
}

/**
 * What a sentence says that stands in no result, file or part of the request: numbers, quoted words, names, labels that were looked
 * for in vain, and steps that do not exist. Only such atoms are looked at: another way to say a thing is no claim. Pure.
 */
export function checkSentence(sentence: string, evidence: Evidence): UnsupportedClaim[] {
  const plain = withoutCitations(sentence).replace(/https?:\/\/\S+|`[^`\n]*`/g, ' ')
  const claims = [
    ...wrongCitations(sentence, evidence),
    ...wrongQuotes(plain, evidence),
    ...wrongNumbers(plain, evidence),
    ...wrongNames(plain, evidence),
    ...wrongLabels(plain, evidence),
  ]
  return claims.filter(({ text }, at) => claims.findIndex((other) => other.text === text) === at)
}

function wrongCitations(sentence: string, { steps, text }: Evidence): UnsupportedClaim[] {
  return readCitations(sentence)
    .filter((id) => /^s\d+$/.test(id) && !steps.has(id) && !text.includes(` ${id} `))
    .map((id) => ({ kind: 'citation', text: `[${id}]` }))
}

const quotes = /["“«„「]([^"“”«»„「」\n]{1,400})["”»“」]/gu
/** What is quoted here is not from the results, and does not claim to be. */
const translates =
  /\b(?:means?|meaning|translat\w*|in english|in other words|so-called|heißt|bedeutet|übersetzt\w*|signifie|traduit|traduction|significa|traducido|would be|call it|named)\b/i

function wrongQuotes(sentence: string, { text }: Evidence): UnsupportedClaim[] {
  if (translates.test(sentence)) return []
  return [...sentence.matchAll(quotes)].flatMap((match): UnsupportedClaim[] => {
    const quoted = match[1] ?? ''
    const parts = quoted.split(/\.\.\.|…|\[[^[\]]{0,60}\]/).map(foldWords)
    const isThere = parts.every((words) => words.length === 0 || text.includes(` ${words.join(' ')} `))
    return isThere || /^(?:yes|no|unknown|none|n\/?a)$/i.test(quoted)
      ? []
      : [{ kind: 'quote', text: `"${quoted}"` }]
  })
}

function wrongNumbers(sentence: string, evidence: Evidence): UnsupportedClaim[] {
  const unquoted = sentence.replace(quotes, (quoted) => ' '.repeat(quoted.length))
  const digits = readNumbers(unquoted)
    .filter((written) => !supportsNumber(written, unquoted, evidence))
    .map(({ text, unit }): UnsupportedClaim => ({ kind: 'number', text: unit === '%' ? `${text} %` : text }))
  return [...digits, ...wrongCounts(unquoted, evidence)]
}

/** `seven dogs`: what is counted in words. */
function wrongCounts(sentence: string, evidence: Evidence): UnsupportedClaim[] {
  const words = sentence.match(/[\p{L}\p{M}'’]+/gu) ?? []
  return words.flatMap((word, at): UnsupportedClaim[] => {
    const value = countWord(word.toLowerCase())
    // Of `twenty-five` or `two hundred` each word is a part only.
    const isPart = [words[at - 1], words[at + 1]].some(
      (near) => near && countWord(near.toLowerCase()) !== undefined,
    )
    if (value === undefined || isPart || !evidence.readsNumberWords) return []
    if (/^(?:hundred|thousand|million|times|or|words?|letters?|lines?|sentences?)/i.test(words[at + 1] ?? ''))
      return []
    const isThere = evidence.numbers.includes(value) || supportsCount(value, words[at + 1] ?? '', evidence)
    return isThere ? [] : [{ kind: 'number', text: word }]
  })
}

function wrongNames(sentence: string, { words }: Evidence): UnsupportedClaim[] {
  return readNames(sentence.replace(quotes, ' "" '))
    .filter((name) => !foldWords(name).every((word) => words.has(word)))
    .map((text) => ({ kind: 'name', text }))
}

/** A sentence with one of these does not say that a thing is there, or not for sure. */
const unsure =
  /\b(?:no|not|none|never|without|neither|nor|nothing|isn|aren|doesn|don|cannot|can|unlikely|barely|hardly|may|maybe|might|could|perhaps|possibly|if|whether|or|than|compared|rather|instead|only|low|lower|least|less|unless|except|versus|vs|asked|looked|kein\w*|nicht|nie|ohne|weder|ob|oder|vielleicht|pas|aucun\w*|sans|ni|ou|si|ningún|ninguna|sin|tampoco|o|non|senza|nessun\w*)\b|n['’]t\b|[?%\d]/i

function wrongLabels(sentence: string, { labels }: Evidence): UnsupportedClaim[] {
  if (unsure.test(sentence)) return []
  const folded = ` ${foldWords(fold(sentence)).join(' ')} `
  const named = labels.filter(({ label }) => folded.includes(` ${foldWords(label).join(' ')} `))
  // Beside a label that is there, this one may be what it is set against.
  return named.every(({ isAbsent }) => isAbsent)
    ? named.map(({ label }) => ({ kind: 'label', text: label }))
    : []
}
