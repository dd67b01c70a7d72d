import { explainReadError, FileFault } from '../explain-read-error.js'
import { flattenPicture } from '../open-picture.js'
import { unsupportedError } from '../source-errors.js'
import { loadSharp } from './load-sharp.js'

/** A picture as models take it: rows of red, green, blue bytes. */
export interface DecodedImage {
  data: Uint8Array
  width: number
  height: number
  channels: 3
}

/**
 * Decodes the first frame of a stored picture: upright (EXIF), sRGB, transparency over white. CPU work on sharp's own
 * threads; meant for hosts and for processes that read files.
 * @param maxSide most pixels of its longer side; a larger one is made smaller. Default: as large as it is
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` where it can't be decoded or has more than `maxPixels`
 */
export async function decodeImage(
  path: string,
  { maxPixels, maxSide }: { maxPixels: number; maxSide?: number | undefined },
): Promise<DecodedImage> {
  await loadSharp()
  try {
    const whole = await flattenPicture(path, { limitInputPixels: maxPixels })
    const size = { width: maxSide, height: maxSide, fit: 'inside' as const, withoutEnlargement: true }
    const picture = maxSide === undefined ? whole : whole.resize(size)
    const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new FileFault(`it has ${info.channels} channels of colour`)
    return { data, width: info.width, height: info.height, channels: 3 }
  } catch (error) {
    const reason = explainReadError(error) ?? 'it is damaged'
    throw unsupportedError(`The picture can't be decoded: ${reason}. Attach it again, saved as PNG.`, error)
  }
}
