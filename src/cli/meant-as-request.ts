import { existsSync } from 'node:fs'
import { shellWord } from './files/shell-word.js'

/**
 * What to type where a request, or a file to ask about, stands in place of a command: `switchyard "What is this?" photo.jpg`.
 * Undefined where the words are anything else, such as a misspelt command.
 */
export function meantAsRequest([first = '', ...others]: readonly string[]): string | undefined {
  if (first.startsWith('-')) return undefined
  if (/\s|\?$/.test(first.trim())) return ['switchyard ask', ...[first, ...others].map(shellWord)].join(' ')
  return existsSync(first) ? ['switchyard ask "What is this?"', shellWord(first)].join(' ') : undefined
}
