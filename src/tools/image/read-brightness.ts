import { decodeImage } from '../../media/codec/decode-image.js'
import type { Media } from '../../media/media.js'
import type { ReaderContext } from '../reader-adapter.js'

/** Pixels of the longer side that a picture is measured at. */
const maxSide = 256

/** Mean luma (ITU-R BT.601) of a picture, per cent of white; what is transparent counts as white. @throws SwitchyardError what is wrong with it */
export async function readBrightness(image: Media, { path, limits }: ReaderContext): Promise<number> {
  const { data } = await decodeImage(await path(image), { maxPixels: limits.maxPixels, maxSide })
  let sum = 0
  for (let at = 0; at + 2 < data.length; at += 3)
    sum += 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0)
  return (sum / (data.length / 3) / 255) * 100
}
