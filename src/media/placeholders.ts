import { SwitchyardError } from '../core/errors.js'
import { formatList } from '../core/text.js'
import type { Media } from './media.js'

/** A place of a text where a file stands: `{image1}`. */
export interface Placeholder {
  /** The file's name in the request, in lower case: `image1`. */
  name: string
  start: number
  end: number
}

/** Code is left alone, and so are `{{...}}`, which other programs' templates have. */
const pattern = /```[^`]*```|`[^`\n]*`|(?<!\{)\{((?:image|audio|video|mesh|text|table)\d{1,4})\}(?!\})/gi

/** The places of a text where files stand, in their order. */
export function placeholdersIn(text: string): Placeholder[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: all, 1: name, index: start }) =>
    name === undefined ? [] : [{ name: name.toLowerCase(), start, end: start + all.length }],
  )
}

/** @throws SwitchyardError `INVALID_REQUEST` where a text has a place for a file that is not attached */
export function assertPlaceholders(text: string, media: Readonly<Record<string, Media>>): void {
  const unknown = placeholdersIn(text).filter(({ name }) => !Object.hasOwn(media, name))
  if (unknown.length === 0) return
  const names = [...new Set(unknown.map(({ name }) => `{${name}}`))].slice(0, 5)
  const attached = Object.keys(media).slice(0, 10)
  const there = attached.length > 0 ? `Attached: ${formatList(attached)}.` : 'Nothing is attached.'
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `${formatList(names)} ${names.length === 1 ? 'stands' : 'stand'} for no attached file. ${there} Files are counted by kind, in their order: attach what is missing, or name another. What is meant as it stands goes into backticks: \`${names[0]}\`.`,
    { details: { unknown: names, attached } },
  )
}
