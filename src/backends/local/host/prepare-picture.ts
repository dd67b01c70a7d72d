import type { Tensor } from '@huggingface/transformers'
import { z } from 'zod'
import { inside } from '../../../tools/local/inside.js'
import { rawImageSchema } from '../../../tools/local/outputs.js'
import type { Picture, UndecodedPicture } from '../../../tools/local-adapter.js'

/** A value for each channel, or one for all. */
const channelsSchema = z
  .union([z.number(), z.array(z.number()).length(3)])
  .transform((value) => (typeof value === 'number' ? [value, value, value] : value))
const off = z.literal(false).nullish()

/** An image processor that resizes, crops around the middle, and brings bytes to numbers, each for itself. */
const processorSchema = z.object({
  do_resize: z.literal(true),
  do_center_crop: z.boolean().nullish(),
  crop_size: z
    .union([
      z.int().transform((size) => ({ width: size, height: size })),
      z.object({ width: z.int(), height: z.int() }),
    ])
    .optional(),
  do_rescale: z.boolean(),
  rescale_factor: z.number(),
  do_normalize: z.boolean().nullish(),
  image_mean: channelsSchema.optional(),
  image_std: channelsSchema.optional(),
  do_thumbnail: off,
  do_crop_margin: off,
  do_pad: off,
  do_flip_channel_order: off,
})
type Settings = z.output<typeof processorSchema>

/** Makes what a network takes of a picture, [1, 3, height, width]. */
export type PreparePicture = (picture: UndecodedPicture) => Promise<Tensor>

/**
 * A picture as an image processor makes it, bit by bit, in a fifth of the time: it is decoded and scaled in one go, and each byte's
 * number is looked up. A processor that does more than most is called itself.
 */
export async function createPicturePreparer(processor: unknown): Promise<PreparePicture> {
  const library = await import('@huggingface/transformers')
  const { Tensor, RawImage, ImageProcessor } = library
  const images = inside(processor, 'image_processor')
  const resize = inside(images, 'resize')
  const settings = processorSchema.safeParse({ ...Object(images) }).data
  const methods = Object.getOwnPropertyNames(ImageProcessor.prototype).filter(
    (name) => name !== 'constructor',
  )
  const usual = methods.every((name) => inside(images, name) === inside(ImageProcessor.prototype, name))
  const tables = settings && usual ? tablesOf(settings) : undefined

  async function wholeOf(picture: UndecodedPicture): Promise<Tensor> {
    const { data, width, height, channels } = await picture.resize(...picture.size)
    const whole = new RawImage(data, width, height, channels)
    const { pixel_values: pixels }: { pixel_values: Tensor } = await Reflect.apply(
      Object(processor),
      undefined,
      [[whole]],
    )
    return pixels
  }

  return async (picture) => {
    if (!settings || !tables || typeof resize !== 'function') return wholeOf(picture)
    const resized = rawImageSchema.parse(await Reflect.apply(resize, images, [picture]))
    const part = partOf(resized, settings)
    if (!part) return wholeOf(picture)
    return new Tensor('float32', numbersOf(resized, part, tables), [1, 3, part.height, part.width])
  }
}

/** What each byte becomes, for each channel, rounded to 32 bits after each step as the processor rounds. */
function tablesOf(settings: Settings): Float32Array[] | undefined {
  const { do_rescale, rescale_factor, do_normalize, image_mean, image_std } = settings
  if (do_normalize && (!image_mean || !image_std)) return undefined
  return [0, 1, 2].map((channel) => {
    const [mean, std] = [image_mean?.[channel] ?? 0, image_std?.[channel] ?? 1]
    return Float32Array.from({ length: 256 }, (_, byte) => {
      const scaled = Math.fround(do_rescale ? rescale_factor * byte : byte)
      return do_normalize ? (scaled - mean) / std : scaled
    })
  })
}

interface Part {
  left: number
  top: number
  width: number
  height: number
}

/** What is left of a resized picture around its middle; undefined where something would have to be added. */
function partOf(
  { width, height, channels }: Picture,
  { do_center_crop, crop_size }: Settings,
): Part | undefined {
  if (channels !== 3) return undefined
  if (!do_center_crop) return { left: 0, top: 0, width, height }
  if (!crop_size || crop_size.width > width || crop_size.height > height) return undefined
  const left = Math.floor((width - crop_size.width) / 2)
  const top = Math.floor((height - crop_size.height) / 2)
  return { left, top, ...crop_size }
}

/** From rows of pixels to one plane a channel. */
function numbersOf(picture: Picture, part: Part, tables: readonly Float32Array[]): Float32Array {
  const { left, top, width, height } = part
  const numbers = new Float32Array(3 * width * height)
  for (const [channel, table] of tables.entries()) {
    let to = channel * width * height
    for (let y = top; y < top + height; y++) {
      let from = 3 * (y * picture.width + left) + channel
      for (let x = 0; x < width; x++) {
        numbers[to] = table[picture.data[from] ?? 0] ?? 0
        to += 1
        from += 3
      }
    }
  }
  return numbers
}
