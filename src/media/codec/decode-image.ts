import type { Sharp } from 'sharp'
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

export interface DecodeOptions {
  /** Most pixels of the picture as it is stored. */
  maxPixels: number
  /** Of the file. What is told by it is not looked for in the file. */
  mimeType?: string | undefined
}

/**
 * Decodes the first frame of a stored picture: upright (EXIF), sRGB, transparency over white. CPU work on sharp's own
 * threads; meant for hosts and for processes that read files.
 * @param maxSide most pixels of its longer side; a larger one is made smaller. Default: as large as it is
 * @throws SwitchyardError `UNSUPPORTED_MEDIA` where it can't be decoded or has more than `maxPixels`
 */
export function decodeImage(
  path: string,
  { maxSide, ...options }: DecodeOptions & { maxSide?: number | undefined },
): Promise<DecodedImage> {
  return readably(async () => {
    const whole = await openWhole(path, options)
    const size = { width: maxSide, height: maxSide, fit: 'inside' as const, withoutEnlargement: true }
    return pixelsOf(maxSide === undefined ? whole : whole.resize(size))
  })
}

/** How a picture is brought to another size: by what lies between its pixels there, with nothing made smooth before. */
export interface Scaling {
  width: number
  height: number
  interpolator: 'nearest' | 'bilinear' | 'bicubic'
}

/** A stored picture whose size is known and whose pixels are not decoded. */
export interface UndecodedImage {
  width: number
  height: number
  /** The pixels, as `decodeImage` gives them; scaled, in one go where that changes none of them. */
  decode(scaling?: Scaling): Promise<DecodedImage>
}

/** @throws SwitchyardError as `decodeImage` does, and so does its `decode` */
export function openImage(path: string, options: DecodeOptions): Promise<UndecodedImage> {
  return readably(async () => {
    const whole = await openWhole(path, options)
    const { autoOrient, space, depth } = await whole.metadata()
    const { width, height } = autoOrient
    // Scaled before they are brought to bytes of sRGB, other colours would come out slightly different.
    const commutes = depth === 'uchar' && (space === 'srgb' || space === 'b-w')
    return {
      width,
      height,
      decode: (scaling) =>
        readably(async () => {
          if (!scaling) return pixelsOf(whole)
          return pixelsOf(scale(commutes ? whole : await decodedAgain(whole), { width, height }, scaling))
        }),
    }
  })
}

function scale(picture: Sharp, from: { width: number; height: number }, to: Scaling): Sharp {
  if (from.width === to.width && from.height === to.height) return picture
  const { interpolator } = to
  return picture.affine([to.width / from.width, 0, 0, to.height / from.height], { interpolator })
}

async function decodedAgain(whole: Sharp): Promise<Sharp> {
  const { data, width, height, channels } = await pixelsOf(whole)
  const sharp = await loadSharp()
  return sharp(data, { raw: { width, height, channels } })
}

async function openWhole(path: string, { maxPixels, mimeType }: DecodeOptions): Promise<Sharp> {
  await loadSharp()
  return flattenPicture(path, { limitInputPixels: maxPixels }, mimeType)
}

async function pixelsOf(picture: Sharp): Promise<DecodedImage> {
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new FileFault(`it has ${info.channels} channels of colour`)
  return { data, width: info.width, height: info.height, channels: 3 }
}

async function readably<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const reason = explainReadError(error) ?? 'it is damaged'
    throw unsupportedError(`The picture can't be decoded: ${reason}. Attach it again, saved as PNG.`, error)
  }
}
