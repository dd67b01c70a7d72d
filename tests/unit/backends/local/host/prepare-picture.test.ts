import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConvNextImageProcessor, ImageProcessor, RawImage } from '@huggingface/transformers'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { createPicturePreparer } from '../../../../../src/backends/local/host/prepare-picture.js'
import { openUndecoded } from '../../../../../src/backends/local/host/undecoded-picture.js'
import { decodeImage } from '../../../../../src/media/codec/decode-image.js'
import { temporaryDir } from '../../../../support/media-files.js'

const limits = { maxPixels: 1_000_000 }
const [width, height] = [61, 43]

/** Pixels that differ from all around them. */
const noise = (channels: 1 | 2 | 3 | 4) => {
  const data = Uint8Array.from({ length: width * height * channels }, (_, at) => (at * 7919) % 251)
  return sharp(data, { raw: { width, height, channels } })
}

async function file(picture: Sharp): Promise<string> {
  const path = join(await temporaryDir(), 'picture')
  await writeFile(path, await picture.toBuffer())
  return path
}

const pictures: readonly [string, () => Sharp][] = [
  ['PNG', () => noise(3).png()],
  ['JPEG', () => noise(3).jpeg()],
  ['WebP', () => noise(3).webp()],
  ['grey', () => noise(1).toColourspace('b-w').png()],
  ['transparent', () => noise(4).png()],
  ['grey and transparent', () => noise(2).toColourspace('b-w').png()],
  ['few colours', () => noise(3).png({ palette: true })],
  ['16 bits', () => noise(3).toColourspace('rgb16').png()],
  ['inks', () => noise(3).toColourspace('cmyk').jpeg()],
  ['a profile of its own', () => noise(3).withIccProfile('p3').jpeg()],
  ['lying on its side', () => noise(3).withMetadata({ orientation: 6 }).jpeg()],
  ['TIFF', () => noise(3).tiff()],
]

const means = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
}
const processors: readonly [string, Record<string, unknown>][] = [
  ['a square', { size: { width: 24, height: 24 }, do_normalize: true, image_mean: 0.5, image_std: 0.5 }],
  [
    'the middle',
    {
      size: { shortest_edge: 24 },
      do_center_crop: true,
      crop_size: 24,
      do_normalize: true,
      resample: 3,
      ...means,
    },
  ],
  [
    'a middle of two sizes',
    { size: 32, do_center_crop: true, crop_size: { width: 17, height: 20 }, do_normalize: true, ...means },
  ],
  ['larger', { size: { width: 96, height: 80 }, do_normalize: false, resample: 0 }],
  [
    'no scaling of bytes',
    { size: { width: 20, height: 24 }, do_rescale: false, do_normalize: true, ...means },
  ],
  // What this project leaves to the library.
  ['Lanczos', { size: { width: 24, height: 24 }, do_normalize: true, resample: 1, ...means }],
  [
    'a crop that is larger',
    { size: { width: 24, height: 24 }, do_center_crop: true, crop_size: 30, do_normalize: true, ...means },
  ],
  [
    'padding',
    {
      size: { width: 24, height: 24 },
      do_normalize: true,
      do_pad: true,
      pad_size: { width: 32, height: 32 },
      ...means,
    },
  ],
  [
    'blue first',
    { size: { width: 24, height: 24 }, do_normalize: true, do_flip_channel_order: true, ...means },
  ],
  ['no resizing', { do_resize: false, do_normalize: true, ...means }],
]

/** As the library does it: all of the picture is decoded first. */
async function byTheLibrary(path: string, images: ImageProcessor) {
  const { data, width, height, channels } = await decodeImage(path, limits)
  const { pixel_values: pixels } = await images([new RawImage(data, width, height, channels)])
  return { dims: pixels.dims, data: pixels.data }
}

const asProcessor = (images: ImageProcessor) =>
  Object.assign(async (some: RawImage[]) => images(some), { image_processor: images })

async function byUs(path: string, images: ImageProcessor) {
  const prepare = await createPicturePreparer(asProcessor(images))
  const pixels = await prepare(await openUndecoded(path, limits))
  return { dims: pixels.dims, data: pixels.data }
}

describe('preparing a picture for a network', () => {
  it.each(pictures)('gives the very numbers of the image processor: %s', async (_, picture) => {
    const path = await file(picture())
    for (const [, settings] of processors) {
      const images = new ImageProcessor(settings)
      expect(await byUs(path, images), JSON.stringify(settings)).toEqual(await byTheLibrary(path, images))
    }
  })

  it('leaves a processor with ways of its own alone', async () => {
    const path = await file(noise(3).png())
    const images = new ConvNextImageProcessor({ size: { shortest_edge: 32 }, do_normalize: true, ...means })
    expect(await byUs(path, images)).toEqual(await byTheLibrary(path, images))
  })

  it('says of a damaged picture that it is', async () => {
    const bytes = await noise(3).png().toBuffer()
    const path = join(await temporaryDir(), 'picture')
    await writeFile(path, bytes.subarray(0, bytes.length / 2))
    const prepare = await createPicturePreparer(asProcessor(new ImageProcessor(processors[0]?.[1] ?? {})))
    const preparing = openUndecoded(path, limits).then(prepare)
    await expect(preparing).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  })

  it('holds the limit of pixels', async () => {
    const path = await file(noise(3).png())
    const opening = openUndecoded(path, { maxPixels: 100 }).then((picture) => picture.resize(8, 8))
    await expect(opening).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  })
})
