import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../src/media/codec/decode-audio.js'
import { decodeImage } from '../../../src/media/codec/decode-image.js'
import { encodePng, encodeWav } from '../../../src/media/codec/encode.js'
import { readText } from '../../../src/media/read-text.js'
import {
  mediaFixture,
  mediaWorkplace,
  sparseWav,
  temporaryDir,
  unwrap,
  wavOfTone,
} from '../../support/media-files.js'

async function stored(bytes: Uint8Array | string): Promise<string> {
  const path = join(await temporaryDir(), 'stored')
  await writeFile(path, bytes)
  return path
}

/** Hertz, from the distance between the first and the last upward crossing of zero. */
function pitch(samples: Float32Array, sampleRate: number): number {
  const crossings: number[] = []
  for (let index = 1; index < samples.length; index += 1) {
    const [before, after] = [samples[index - 1] ?? 0, samples[index] ?? 0]
    if (before < 0 && after >= 0) crossings.push(index - after / (after - before))
  }
  const [first, last] = [crossings.at(0) ?? 0, crossings.at(-1) ?? 0]
  return ((crossings.length - 1) * sampleRate) / (last - first)
}

const loudness = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

describe('decoding sound', () => {
  it.each([
    'tone-stereo.mp3',
    'tone-mono.flac',
    'tone-vorbis.ogg',
    'tone.opus',
    'tone.m4a',
    'tone.aac',
    'clip.mp4',
  ])('gives 16 kHz mono of %s: a second of 440 Hz', async (name) => {
    const samples = await decodeAudio(mediaFixture(name), 16_000)
    expect(samples.length).toBeGreaterThanOrEqual(16_000 - 400)
    expect(samples.length).toBeLessThan(16_000 * 1.07)
    const middle = samples.subarray(4000, 12_000)
    expect(pitch(middle, 16_000)).toBeCloseTo(440, 0)
    // ffmpeg's sine has an amplitude of 1/8; it halves the power to make two channels of one.
    const { ingest } = await mediaWorkplace()
    const { channels } = unwrap(await ingest.ingest(mediaFixture(name))).facts
    expect(loudness(middle)).toBeCloseTo(channels === 2 ? 0.125 / 2 : 0.125 / Math.SQRT2, 2)
  })

  it('gives as much of raw AAC as was measured, without the frame that only prepares the decoder', async () => {
    const { ingest } = await mediaWorkplace()
    const { sampleRate = 0, durationSeconds } = unwrap(await ingest.ingest(mediaFixture('tone.aac'))).facts
    const samples = await decodeAudio(mediaFixture('tone.aac'), sampleRate)
    expect(durationSeconds).toBeCloseTo(samples.length / sampleRate, 9)
  })

  it('gives the very samples of a WAV file at its own rate', async () => {
    const wav = wavOfTone({ seconds: 0.5 })
    const samples = await decodeAudio(await stored(wav), 16_000)
    const written = Array.from({ length: 8000 }, (_, index) => wav.readInt16LE(44 + index * 2) / 32_768)
    expect(samples.length).toBe(8000)
    expect(
      Math.max(...written.map((sample, index) => Math.abs(sample - (samples[index] ?? 9)))),
    ).toBeLessThan(1e-4)
  })

  it.each([8000, 11_025, 22_050, 44_100, 48_000, 96_000])(
    'resamples %d Hz exactly in time and pitch',
    async (rate) => {
      const samples = await decodeAudio(await stored(wavOfTone({ sampleRate: rate, seconds: 1 })), 16_000)
      expect(samples.length).toBe(16_000)
      expect(pitch(samples.subarray(1000, 15_000), 16_000)).toBeCloseTo(440, 1)
    },
  )

  it('averages the channels', async () => {
    const wav = wavOfTone({ channels: 2, seconds: 0.1 })
    for (let frame = 0; frame < 1600; frame += 1) wav.writeInt16LE(0, 46 + frame * 4)
    const [both, one] = [await decodeAudio(await stored(wav), 16_000), wavOfTone({ seconds: 0.1 })]
    const alone = await decodeAudio(await stored(one), 16_000)
    expect(loudness(both)).toBeCloseTo(loudness(alone) / 2, 4)
  })

  it('hears the samples that come with the package', async () => {
    const { ingest, store } = await mediaWorkplace()
    const memo = new URL('../../../samples/audio/memo-01.wav', import.meta.url)
    const media = unwrap(await ingest.ingest(memo))
    const samples = await decodeAudio(await store.path(media.digest), 16_000)
    expect(samples.length / 16_000).toBeCloseTo(media.facts.durationSeconds ?? 0, 3)
    expect(loudness(samples)).toBeGreaterThan(0.01)
  })

  it('refuses what is corrupt and what is no sound', async () => {
    const flac = await readFile(mediaFixture('tone-mono.flac'))
    const picture = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    const headOnly = flac.subarray(0, 60)
    for (const bytes of [headOnly, picture, 'plain text'])
      await expect(decodeAudio(await stored(bytes), 16_000)).rejects.toMatchObject({
        code: 'UNSUPPORTED_MEDIA',
      })
  })

  it('stops at the limit of seconds, whatever the container promised', async () => {
    const path = join(await temporaryDir(), 'long')
    await sparseWav(path, { seconds: 4000 })
    await expect(decodeAudio(path, 16_000, { maxSeconds: 10 })).rejects.toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      details: { unit: 'seconds', limit: 10 },
    })
  })

  it('stops when told to', async () => {
    const path = await stored(wavOfTone())
    await expect(decodeAudio(path, 8000, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

describe('decoding pictures', () => {
  const decode = async (bytes: Uint8Array) => decodeImage(await stored(bytes), { maxPixels: 1e6 })
  /** Red on the left, blue on the right. */
  const halves = () => {
    const data = Buffer.from([255, 0, 0, 0, 0, 255])
    return sharp(data, { raw: { width: 2, height: 1, channels: 3 } })
  }

  it('gives RGB rows', async () => {
    expect(await decode(await halves().png().toBuffer())).toMatchObject({ width: 2, height: 1, channels: 3 })
    expect([...(await decode(await halves().png().toBuffer())).data]).toEqual([255, 0, 0, 0, 0, 255])
  })

  it('turns a photo upright', async () => {
    const turned = await halves()
      .resize(16, 8, { kernel: 'nearest' })
      .jpeg({ quality: 100 })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const { width, height, data } = await decode(turned)
    expect([width, height]).toEqual([8, 16])
    expect(data[0]).toBeGreaterThan(200)
    expect(data.at(-1)).toBeGreaterThan(200)
  })

  it('lays transparency over white', async () => {
    const clear = await sharp({
      create: { width: 1, height: 1, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    expect([...(await decode(clear)).data]).toEqual([255, 255, 255])
  })

  it.each([
    [
      'grey',
      () =>
        sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } })
          .greyscale()
          .png(),
    ],
    [
      '16-bit',
      () =>
        sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } })
          .toColourspace('rgb16')
          .png(),
    ],
    [
      'palette',
      () =>
        sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } }).png({ palette: true }),
    ],
    [
      'CMYK',
      () =>
        sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } })
          .toColourspace('cmyk')
          .jpeg(),
    ],
    ['AVIF', () => sharp({ create: { width: 3, height: 2, channels: 3, background: '#808080' } }).avif()],
  ])('makes three bytes a pixel of %s', async (_, make) => {
    const { data, channels } = await decode(await make().toBuffer())
    expect(channels).toBe(3)
    expect(data).toHaveLength(18)
    for (const value of data) expect(Math.abs(value - 128)).toBeLessThan(16)
  })

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#0000ff'].map((background) =>
        sharp({ create: { width: 2, height: 2, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const { width, height, data } = await decode(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    )
    expect([width, height, data[0], data[2]]).toEqual([2, 2, 255, 0])
  })

  it('refuses what is corrupt or larger than the limit', async () => {
    const png = await sharp({
      create: {
        width: 100,
        height: 100,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 9, sigma: 9 },
      },
    })
      .png()
      .toBuffer()
    for (const [bytes, maxPixels] of [
      [png.subarray(0, 500), 1e6],
      [png, 9999],
      [Buffer.from('text'), 1e6],
    ] as const)
      await expect(decodeImage(await stored(bytes), { maxPixels })).rejects.toMatchObject({
        code: 'UNSUPPORTED_MEDIA',
      })
  })
})

describe('encoding', () => {
  it.each([1, 3] as const)('a PNG of %d channels keeps every byte', async (channels) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.nat(255)),
        async (width, height, values) => {
          const data = Uint8Array.from(values.take(width * height * channels))
          const png = await encodePng({ data, width, height, channels })
          const decoded = await sharp(png)
            .toColourspace(channels === 1 ? 'b-w' : 'srgb')
            .raw()
            .toBuffer({ resolveWithObject: true })
          expect(decoded.info).toMatchObject({ width, height, channels })
          expect([...decoded.data]).toEqual([...data])
        },
      ),
      { numRuns: 20 },
    )
  })

  it('keeps transparency, and refuses data of the wrong length', async () => {
    const png = await encodePng({ data: new Uint8Array([1, 2, 3, 0]), width: 1, height: 1, channels: 4 })
    expect([...(await sharp(png).raw().toBuffer())]).toEqual([1, 2, 3, 0])
    await expect(encodePng({ data: new Uint8Array(3), width: 1, height: 1, channels: 4 })).rejects.toThrow(
      RangeError,
    )
  })

  it('a WAV survives decoding to within half a step of 16 bits, and ingests as what it is', async () => {
    const samples = Float32Array.from({ length: 4000 }, (_, index) => Math.sin(index / 7))
    const wav = encodeWav(samples, 22_050)
    const decoded = await decodeAudio(await stored(wav), 22_050)
    expect(
      Math.max(...decoded.map((sample, index) => Math.abs(sample - (samples[index] ?? 9)))),
    ).toBeLessThan(5e-5)
    const { ingest } = await mediaWorkplace()
    expect(unwrap(await ingest.ingest(wav)).facts).toMatchObject({ sampleRate: 22_050, channels: 1 })
  })

  it('clips what is too loud and silences what is no number', async () => {
    const wav = Buffer.from(encodeWav(Float32Array.of(2, -2, Number.NaN, 1), 8000))
    expect([44, 46, 48, 50].map((offset) => wav.readInt16LE(offset))).toEqual([32_767, -32_768, 0, 32_767])
  })
})

describe('reading text', () => {
  it('gives all of a short text without its byte order mark', async () => {
    expect(await readText(await stored('\uFEFFhéllo 🙂'), { maxCharacters: 100 })).toBe('héllo 🙂')
  })

  it('cuts a long text, never in the middle of a character', async () => {
    const path = await stored('🙂'.repeat(100_000))
    expect(await readText(path, { maxCharacters: 4 })).toBe('🙂…')
    expect(await readText(path, { maxCharacters: 5 })).toBe('🙂🙂…')
  })
})
