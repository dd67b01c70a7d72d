import { basename, dirname, extname, join } from 'node:path'
import type { Media } from '../media.js'
import { extensionOf } from '../probe/accepted-kinds.js'

const longestName = 100
/** Names that Windows gives to devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * A file's name for something that was made: what it was made from, what it is, and the extension of its content, such as
 * `scene-06-depth-map.png`. Words may come from models: nothing but letters, digits, dots and dashes is left of them.
 */
export function fileNameOf(media: Pick<Media, 'mimeType'>, words: readonly (string | undefined)[]): string {
  const name = words
    .flatMap((word) => (word === undefined ? [] : [plain(word)]))
    .filter(Boolean)
    .join('-')
    .slice(0, longestName)
    .replace(/[-.]{1,4}$/, '')
  const sure = name === '' || reserved.test(name) ? `file${name === '' ? '' : `-${name}`}` : name
  return `${sure}.${extensionOf(media.mimeType) ?? 'bin'}`
}

/** `photo.final` of `photo.final.jpg`. */
export const stemOf = (name: string): string => basename(name, extname(name))

/** `a/mask.png`, `a/mask-2.png`, and so on. */
export function withNumber(path: string, number: number): string {
  if (number === 1) return path
  const extension = extname(path)
  return join(dirname(path), `${basename(path, extension)}-${number}${extension}`)
}

const plain = (text: string): string =>
  text
    .slice(0, 4 * longestName)
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .slice(0, longestName)
    .replace(/^[-.]+/, '')
    .replace(/[-.]{1,4}$/, '')
