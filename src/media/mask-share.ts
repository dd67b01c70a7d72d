import { loadSharp } from './codec/load-sharp.js'
import { explainReadError } from './explain-read-error.js'
import { unsupportedError } from './source-errors.js'

/** Masks are made smaller than this before they are counted, pixels a side. */
const countedSide = 512

/**
 * Which share of a stored black and white picture is white, 0 to 1.
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` where it can't be decoded or has more than `maxPixels`
 */
export async function maskShare(path: string, { maxPixels }: { maxPixels: number }): Promise<number> {
  const sharp = await loadSharp()
  const size = { width: countedSide, height: countedSide, fit: 'inside', withoutEnlargement: true } as const
  try {
    const picture = sharp(path, { limitInputPixels: maxPixels }).greyscale().resize(size)
    return shareOfWhite(await picture.raw().toBuffer())
  } catch (error) {
    const reason = explainReadError(error) ?? 'it is damaged'
    throw unsupportedError(`The mask can't be decoded: ${reason}. Ask for it again.`, error)
  }
}

/** Which share of grey values is nearer to white than to black. */
export function shareOfWhite(values: ArrayLike<number>): number {
  let covered = 0
  for (let at = 0; at < values.length; at++) if ((values[at] ?? 0) >= 128) covered++
  return values.length === 0 ? 0 : covered / values.length
}
