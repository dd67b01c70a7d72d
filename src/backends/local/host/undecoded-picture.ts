import { type DecodeOptions, openImage, type Scaling } from '../../../media/codec/decode-image.js'
import type { UndecodedPicture } from '../../../tools/local-adapter.js'

/** Methods of image processors that scale by what lies between pixels, by their numbers. */
const interpolators = new Map<unknown, Scaling['interpolator']>([
  [0, 'nearest'],
  [2, 'bilinear'],
  [3, 'bicubic'],
])

/** A stored picture that is decoded and scaled in one go, to the very pixels that `RawImage.resize` makes of all of it. */
export async function openUndecoded(path: string, options: DecodeOptions): Promise<UndecodedPicture> {
  const { width, height, decode } = await openImage(path, options)
  return {
    size: [width, height],
    async resize(toWidth, toHeight, { resample = 2 } = {}) {
      const interpolator = interpolators.get(resample)
      if (interpolator) return decode({ width: toWidth, height: toHeight, interpolator })
      const { RawImage } = await import('@huggingface/transformers')
      const whole = await decode()
      const picture = new RawImage(whole.data, whole.width, whole.height, whole.channels)
      return Reflect.apply(picture.resize, picture, [toWidth, toHeight, { resample }])
    },
  }
}
