import type { MediaDescription } from '../store/store.js'
import { accepted } from './accepted-kinds.js'
import { hasControlBytes } from './sniff.js'

/** By the hex of the first bytes. */
const starts: readonly [RegExp, string][] = [
  [/^89504e470d0a1a0a/, 'png'],
  [/^ffd8ff/, 'jpg'],
  [/^52494646.{8}57454250/, 'webp'],
  [/^47494638(?:37|39)61/, 'gif'],
]

/**
 * A picture of a usual format, by the first bytes of its file: not measured, and not looked at for damage. Undefined for all
 * else, rarer pictures included.
 */
export function pictureByHead(head: Buffer): Omit<MediaDescription, 'name'> | undefined {
  // A text may begin as a picture does.
  if (!hasControlBytes(head)) return undefined
  const start = head.toString('hex', 0, 12)
  const [, extension] = starts.find(([signature]) => signature.test(start)) ?? []
  const kind = extension === undefined ? undefined : accepted.get(extension)
  return kind && { modality: kind.modality, mimeType: kind.mimeType, facts: {} }
}
