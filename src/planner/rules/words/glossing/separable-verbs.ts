/*
 * Verbs of German and Dutch that fall apart: "schreib die Aufnahme auf", "schrijf de opname uit". They are said in one word, so that
 * their parts are not taken for other words.
 */

const end = '(?=\\s*(?:[.,;!?:]|$|und\\s|en\\s|dann\\s|daarna\\s|bitte\\b|alsjeblieft\\b))'
const separable: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `(?<!\\p{L})(?:schreib|schreibe|schreiben sie|tipp|tippe)\\s([^.,;!?:"„«]{1,60}?)\\s(?:auf|ab|nieder|mit)${end}`,
      'giu',
    ),
    'transkribiere $1',
  ],
  [
    new RegExp(`(?<!\\p{L})(?:schrijf|typ)\\s([^.,;!?:"„«]{1,60}?)\\s(?:uit|op)${end}`, 'giu'),
    'transcribeer $1',
  ],
]

export const withVerbsJoined = (text: string): string =>
  separable.reduce((said, [pattern, joined]) => said.replace(pattern, joined), text)
