import { explainReadError } from '../explain-read-error.js'
import { flattenPicture, openPicture } from '../open-picture.js'
import { unsupportedError } from '../source-errors.js'
import { loadSharp } from './load-sharp.js'

export interface MaskedEdit {
  /** The picture as it was. */
  before: string
  /** The same as it became, in any size. */
  after: string
  /** Where it may change: where this is transparent, or white where nothing of it is transparent. */
  mask: string
  /** Where the result is written, as PNG. */
  output: string
}

/**
 * Writes a picture that is changed only where a mask lets it. All are paths.
 *
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` where one can't be decoded or has more than `maxPixels`
 */
export async function editWithin(
  { before, after, mask, output }: MaskedEdit,
  { maxPixels }: { maxPixels: number },
): Promise<void> {
  const limits = { limitInputPixels: maxPixels }
  try {
    const picture = await flattenPicture(before, limits)
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
    const { width, height } = info
    const fit = { width, height, fit: 'fill' } as const
    const sheet = await openPicture(mask, limits)
    const { isOpaque } = await sheet.stats()
    const open = isOpaque ? sheet.removeAlpha().greyscale() : sheet.extractChannel('alpha').negate()
    const mayChange = await open.resize(fit).raw().toBuffer()
    const patch = await (await flattenPicture(after, limits))
      .resize(fit)
      .joinChannel(mayChange, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer()
    const sharp = await loadSharp()
    const whole = sharp(data, { raw: { width, height, channels: info.channels } })
    await whole
      .composite([{ input: patch }])
      .png()
      .toFile(output)
  } catch (error) {
    const reason = explainReadError(error) ?? 'it is damaged'
    throw unsupportedError(
      `The picture or its mask can't be decoded: ${reason}. Attach it again, saved as PNG.`,
      error,
    )
  }
}
