import type { Media } from '../../../media/media.js'

const unit = /\b(?:bytes?|[km]b|kilobytes?|megabytes?|file ?sizes?|disk|storage)\b/i
const pictures =
  /\b(?:pictures?|photos?|photographs?|images?|pics?|screenshots?|pixels?|px|resolutions?|dimensions?)\b(?! files?\b)/i
const files = /\bfiles?\b(?! ?(?:names?|types?|formats?|extensions?)\b)/i

/**
 * Whether the size that words speak of is that on disk, in bytes: of files, whatever they hold. The size of pictures is that of their
 * area, in pixels; so is that of "these", where they are pictures. "These" of several kinds are compared in bytes.
 *
 * @param items what the words speak of
 */
export function isSizeOnDisk(text: string, items: readonly Media[] = []): boolean {
  if (unit.test(text)) return true
  if (pictures.test(text)) return false
  const kinds = new Set(items.map(kindOfSize))
  return files.test(text) || kinds.size > 1 || kinds.has('bytes')
}

/** What the size of a file is told in where no word says it. */
const kindOfSize = ({ facts: { width, height, durationSeconds } }: Media): 'pixels' | 'seconds' | 'bytes' =>
  width && height ? 'pixels' : durationSeconds === undefined ? 'bytes' : 'seconds'
