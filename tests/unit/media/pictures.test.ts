import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../src/media/codec/decode-image.js'
import { encodeDataUrl } from '../../../src/media/codec/picture-data-url.js'
import { explainReadError } from '../../../src/media/explain-read-error.js'
import { maskShare } from '../../../src/media/mask-share.js'
import { describeMedia } from '../../../src/media/media.js'
import {
  flatPng,
  mediaFixture,
  mediaWorkplace,
  refusal,
  temporaryDir,
  tiffOf,
  unwrap,
} from '../../support/media-files.js'

const maxPixels = 1e6

async function stored(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryDir(), 'stored')
  await writeFile(path, bytes)
  return path
}

const frames = () =>
  Promise.all(
    ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
      sharp({ create: { width: 6, height: 4, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )

describe('a TIFF with further channels', () => {
  it.each([
    { base: 3, extra: 2 },
    { base: 3, extra: 3 },
    { base: 3, extra: 10 },
    { base: 1, extra: 2 },
    { base: 1, extra: 4 },
  ])('keeps its colours: $base and $extra more', async (channels) => {
    const { ingest, store } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(tiffOf(channels)))
    expect(media.facts).toEqual({ width: 8, height: 8 })
    const path = await store.path(media.digest)
    const { data, ...size } = await decodeImage(path, { maxPixels })
    expect(size).toEqual({ width: 8, height: 8, channels: 3 })
    expect([...new Set(data)]).toEqual([128])
    expect(await encodeDataUrl(path, { maxPixels })).toMatch(/^data:image\/jpeg;base64,/)
  })

  it.each([1, 2])('still lays a single transparency over white: kind %d', async (kind) => {
    const { data } = await decodeImage(await stored(tiffOf({ base: 3, extra: 1, kind })), { maxPixels })
    expect(data[0]).toBeGreaterThan(180)
  })

  it.each([1, 3])(
    'takes a single one that is not said to be transparency for none: beside %d',
    async (base) => {
      const { data } = await decodeImage(await stored(tiffOf({ base, extra: 1 })), { maxPixels })
      expect([...new Set(data)]).toEqual([128])
    },
  )

  it('is refused by name when it has more than can be told apart', async () => {
    const { ingest } = await mediaWorkplace()
    expect(refusal(await ingest.ingest(tiffOf({ base: 3, extra: 40 })))).toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      message: expect.stringContaining('it has too many channels'),
    })
  })
})

describe('a TIFF', () => {
  const source = () => sharp({ create: { width: 64, height: 64, channels: 3, background: '#345678' } })
  const big = (tile: boolean) => source().tiff({ compression: 'none', tile, bigtiff: true }).toBuffer()
  const whole: [string, () => Promise<Buffer>][] = [
    ['in strips', () => source().tiff({ compression: 'none' }).toBuffer()],
    ['with LZW', () => source().tiff({ compression: 'lzw', predictor: 'none' }).toBuffer()],
    [
      'in tiles',
      () => source().tiff({ compression: 'none', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    ],
    ['of more than 4 GB by form', () => big(false)],
    ['of more than 4 GB by form, in tiles', () => big(true)],
    ['of several pages', async () => tiffOf({ pages: 3 })],
  ]

  it.each(whole)('%s is taken whole and refused where it was cut short', async (_, make) => {
    const { ingest } = await mediaWorkplace()
    const bytes = await make()
    expect((await ingest.ingest(bytes)).ok).toBe(true)
    for (const share of [0.3, 0.6])
      expect(refusal(await ingest.ingest(bytes.subarray(0, bytes.length * share)))).toMatchObject({
        code: 'UNSUPPORTED_MEDIA',
        message: expect.stringContaining('it ends too early'),
      })
  })

  it.each([
    [34_712, 'JPEG 2000'],
    [34_887, 'LERC'],
    [34_925, 'LZMA'],
    [50_000, 'Zstandard'],
  ])(
    'of compression %d, of which a black picture would come, is refused by its name',
    async (compression, name) => {
      const { ingest } = await mediaWorkplace()
      const { message } = refusal(await ingest.ingest(tiffOf({ compression })))
      expect(message).toContain(`${name} compression`)
      expect(message).toContain('Save it as PNG')
    },
  )

  it('whose directories come back to the first has an end', async () => {
    const { ingest } = await mediaWorkplace()
    const bytes = tiffOf({})
    const next = 8 + 2 + bytes.readUInt16LE(8) * 12
    bytes.writeUInt32LE(8, next)
    expect((await ingest.ingest(bytes)).ok).toBe(true)
  })
})

describe('pictures of several pages or frames', () => {
  it('counts the pages of a TIFF', async () => {
    const { ingest } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(tiffOf({ pages: 3 })))
    expect(media.facts).toEqual({ width: 8, height: 8, pages: 3 })
    expect(describeMedia(media)).toContain('3 pages')
  })

  it('counts the frames of an animated PNG, and none of a still one', async () => {
    const { ingest } = await mediaWorkplace()
    const still = flatPng(6, 4)
    const control = Buffer.alloc(20)
    control.writeUInt32BE(8, 0)
    control.write('acTL', 4)
    control.writeUInt32BE(3, 8)
    // The sum at its end is wrong, which decoders of a chunk that they don't know leave alone.
    const animated = Buffer.concat([still.subarray(0, 33), control, still.subarray(33)])
    expect(unwrap(await ingest.ingest(animated)).facts).toEqual({ width: 6, height: 4, frames: 3 })
    expect(unwrap(await ingest.ingest(still)).facts).toEqual({ width: 6, height: 4 })
  })

  it('takes an animated AVIF, counts its frames and decodes the first', async () => {
    const { ingest, store } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(mediaFixture('animation.avif')))
    expect(media).toMatchObject({ mimeType: 'image/avif', facts: { width: 32, height: 24, frames: 5 } })
    const path = await store.path(media.digest)
    const { data } = await decodeImage(path, { maxPixels })
    // A test pattern: colours, not one flat plane.
    expect(new Set(data).size).toBeGreaterThan(20)
    expect(await encodeDataUrl(path, { maxPixels })).toMatch(/^data:image\/jpeg;base64,/)
  })

  it.each(['gif', 'webp'] as const)('decodes the first frame of an animated %s', async (format) => {
    const bytes = await sharp(await frames(), { join: { animated: true } })
      [format]()
      .toBuffer()
    const { data, width, height } = await decodeImage(await stored(bytes), { maxPixels })
    expect([width, height]).toEqual([6, 4])
    expect(data[0]).toBeGreaterThan(200)
    expect(data[1]).toBeLessThan(60)
  })
})

describe('pictures that are too long', () => {
  it('are refused by their header, with the limit of a side', async () => {
    const { ingest, store } = await mediaWorkplace()
    const error = refusal(await ingest.ingest(flatPng(50_000_000, 1)))
    expect(error).toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      details: {
        unit: 'pixels on one side',
        actual: 50_000_000,
        limit: 65_535,
        setting: 'media.maxSide',
      },
    })
    expect(error.message).toContain('50,000,000 pixels on one side; the limit is 65,535')
    expect(error.message).toContain('media.maxSide')
    expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
  })

  it('are read where the setting allows them', async () => {
    const { ingest } = await mediaWorkplace({ maxSide: 100_000 })
    expect(unwrap(await ingest.ingest(flatPng(90_000, 2))).facts).toEqual({ width: 90_000, height: 2 })
    expect(refusal(await ingest.ingest(flatPng(2, 100_001))).code).toBe('MEDIA_TOO_LARGE')
  })
})

describe('a video whose header says absurd things', () => {
  it('is refused for them', async () => {
    const { ingest } = await mediaWorkplace()
    const webm = await readFile(mediaFixture('clip.webm'))
    // PixelHeight (0xBA), one byte long: made a number of seven bytes, where what follows stood.
    const at = webm.indexOf(Buffer.from([0xba, 0x81, 48]))
    expect(at).toBeGreaterThan(0)
    webm[at + 1] = 0x87
    const error = refusal(await ingest.ingest(webm))
    expect(error.code).toMatch(/^(UNSUPPORTED_MEDIA|MEDIA_TOO_LARGE)$/)
    expect(error.message).toMatch(/impossible things|pixels on one side|damaged or cut short/)
  })
})

describe('what is said of a picture that cannot be read', () => {
  it('holds no words of libraries and no path', async () => {
    const { ingest, dir } = await mediaWorkplace()
    const png = await sharp({ create: { width: 90, height: 90, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    const broken = Buffer.concat([png.subarray(0, 40), Buffer.alloc(400, 7)])
    const messages = [refusal(await ingest.ingest(broken)).message]
    const path = await stored(broken)
    for (const read of [decodeImage, encodeDataUrl, maskShare])
      messages.push((await read(path, { maxPixels }).catch((error) => error)).message)
    for (const message of messages) {
      expect(message).not.toMatch(/Input|buffer|vips|libpng|pngload|tmp/i)
      expect(message).not.toContain(dir)
      expect(message).toMatch(/[Cc]opy, download or export|Attach it again|Ask for it again/)
    }
  })

  it('says what a library means where that is known, and nothing where it is not', () => {
    expect(explainReadError(new Error('VipsJpeg: Premature end of input file'))).toBe('it ends too early')
    expect(explainReadError(new Error('/tmp/x: extract_area: bad extract area'))).toBeUndefined()
    expect(explainReadError(new Error('Assertion failed.'))).toBeUndefined()
  })
})

describe('the share of a mask', () => {
  it('is that of its white pixels', async () => {
    const data = new Uint8Array(100 * 100).map((_, at) => (at % 4 === 0 ? 255 : 0))
    const raw = { width: 100, height: 100, channels: 1 } as const
    expect(await maskShare(await stored(await sharp(data, { raw }).png().toBuffer()), { maxPixels })).toBe(
      0.25,
    )
  })
})
