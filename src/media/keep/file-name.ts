import { basename, dirname, extname, join } from 'node:path'
import type { Media } from '../media.js'
import { extensionOf } from '../probe/accepted-kinds.js'

const longestName = 100
/** Disks take names of 255 bytes: room for a number and the extension is left. */
const mostBytes = 200
/** Names that Windows gives to devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * A file's name for something that was made: what it was made from, what it is, and the extension of its content, such as
 * `scene-06-depth-map.png`. Words may come from models: nothing but letters with their marks, digits, dots and dashes is left
 * of them. Any disk takes it: it is short, and no device of Windows.
 */
export function fileNameOf(media: Pick<Media, 'mimeType'>, words: readonly (string | undefined)[]): string {
  const joined = words
    .flatMap((word) => (word === undefined ? [] : [plain(word)]))
    .filter(Boolean)
    .join('-')
  const name = cut(joined).replace(/[-.]{1,4}$/, '')
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
  cut(
    text
      .slice(0, 4 * longestName)
      // A letter with its mark is one character where there is one: some systems store them apart.
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}._]+/gu, '-'),
  )
    .replace(/^[-.]+/, '')
    .replace(/[-.]{1,4}$/, '')

/** As much of a text as a name may have, in whole characters. */
function cut(text: string): string {
  const characters = [...text].slice(0, longestName)
  let bytes = 0
  const end = characters.findIndex((character) => {
    bytes += Buffer.byteLength(character)
    return bytes > mostBytes
  })
  return characters.slice(0, end < 0 ? undefined : end).join('')
}
