import { explainReadError } from '../explain-read-error.js'
import { flattenPicture } from '../open-picture.js'
import { unsupportedError } from '../source-errors.js'
import { loadSharp } from './load-sharp.js'

/** Longest side in pixels and JPEG quality, best first; the next is taken where the one before is too large. */
const sizes = [
  { side: 1024, quality: 80 },
  { side: 768, quality: 70 },
  { side: 512, quality: 60 },
  { side: 256, quality: 50 },
]
const maxBytes = 400_000

/**
 * A stored picture as a `data:image/jpeg` URL for an LLM: upright, at most 1024 pixels a side and 400 kB, without what a
 * camera wrote into it (place, time, owner). The first frame of an animation.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` where it can't be decoded or has more than `maxPixels`
 */
export async function encodeDataUrl(path: string, { maxPixels }: { maxPixels: number }): Promise<string> {
  await loadSharp()
  try {
    let jpeg = Buffer.alloc(0)
    for (const { side, quality } of sizes) {
      const picture = await flattenPicture(path, { limitInputPixels: maxPixels })
      jpeg = await picture
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality })
        .toBuffer()
      if (jpeg.length <= maxBytes) break
    }
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`
  } catch (error) {
    const reason = explainReadError(error) ?? 'it is damaged'
    throw unsupportedError(`The picture can't be decoded: ${reason}. Attach it again, saved as PNG.`, error)
  }
}
