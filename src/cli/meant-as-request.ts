import { existsSync } from 'node:fs'
import { SwitchyardError } from '../core/errors.js'
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

/**
 * An error that says how to ask where files stand before the request: `switchyard ask photo.jpg "What is this?"`. Undefined
 * where the words are anything else.
 */
export function requestBehindFiles(words: readonly string[]): SwitchyardError | undefined {
  const request = words.at(-1) ?? ''
  const files = words.slice(0, -1)
  if (!/\s/.test(request.trim()) || files.length === 0 || !files.every((file) => existsSync(file)))
    return undefined
  const next = ['switchyard ask', ...[request, ...files].map(shellWord)].join(' ')
  return new SwitchyardError('INVALID_REQUEST', `The request comes first, and the files behind it: ${next}`)
}
