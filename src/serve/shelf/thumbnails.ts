import { LRUCache } from 'lru-cache'
import { loadSharp } from '../../media/codec/load-sharp.js'
import type { MediaReader } from '../../media/reader/media-reader.js'

/** Pixels of the longer side: twice what a table shows, for fine screens. */
const side = 128
const mostBytes = 16_000_000

/**
 * Makes small JPEGs of stored pictures, and remembers some megabytes of them. Foreign bytes are decoded in the reader's processes;
 * what is scaled here comes from those.
 */
export function createThumbnails(
  reader: Pick<MediaReader, 'pictureDataUrl'>,
): (digest: string, path: string) => Promise<Buffer> {
  const made = new LRUCache<string, Buffer>({
    maxSize: mostBytes,
    sizeCalculation: ({ length }) => length + 1,
  })
  return async (digest, path) => {
    const known = made.get(digest)
    if (known) return known
    const url = await reader.pictureDataUrl(path)
    const sharp = await loadSharp()
    const jpeg = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
    const small = await sharp(jpeg, {})
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 75 })
      .toBuffer()
    made.set(digest, small)
    return small
  }
}
