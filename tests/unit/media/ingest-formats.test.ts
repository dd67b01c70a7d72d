import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { MediaFacts } from '../../../src/media/media.js'
import { mediaFixture, mediaWorkplace, sha256, unwrap, wavOfTone } from '../../support/media-files.js'

const picture = () => sharp({ create: { width: 60, height: 40, channels: 3, background: '#e04020' } })

async function animation(format: 'gif' | 'webp'): Promise<Buffer> {
  const frames = await Promise.all(
    ['#f00', '#0f0', '#00f'].map((background) =>
      sharp({ create: { width: 20, height: 10, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )
  return sharp(frames, { join: { animated: true } })
    [format]()
    .toBuffer()
}

describe('pictures', () => {
  it.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['webp', 'image/webp'],
    ['gif', 'image/gif'],
    ['avif', 'image/avif'],
    ['tiff', 'image/tiff'],
  ] as const)('knows %s by its content and measures it', async (format, mimeType) => {
    const { ingest, file } = await mediaWorkplace()
    const bytes = await picture()[format]().toBuffer()
    const media = unwrap(await ingest.ingest(await file('notes.txt', bytes)))
    expect(media).toEqual({
      digest: sha256(bytes),
      modality: 'image',
      mimeType,
      bytes: bytes.length,
      facts: { width: 60, height: 40 },
      name: 'notes.txt',
    })
  })

  it('measures a turned photo as it is shown', async () => {
    const { ingest } = await mediaWorkplace()
    const bytes = await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer()
    expect(unwrap(await ingest.ingest(bytes)).facts).toEqual({ width: 40, height: 60 })
  })

  it.each(['gif', 'webp'] as const)('counts the frames of an animated %s', async (format) => {
    const { ingest } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(await animation(format)))
    expect(media.facts).toEqual({ width: 20, height: 10, frames: 3 })
  })

  it('takes a progressive JPEG and an interlaced PNG', async () => {
    const { ingest } = await mediaWorkplace()
    for (const bytes of [
      await picture().jpeg({ progressive: true }).toBuffer(),
      await picture().png({ progressive: true }).toBuffer(),
    ])
      expect(unwrap(await ingest.ingest(bytes)).facts).toEqual({ width: 60, height: 40 })
  })
})

describe('sound', () => {
  it.each<[string, string, MediaFacts]>([
    ['tone-stereo.mp3', 'audio/mpeg', { sampleRate: 44_100, channels: 2 }],
    ['tone-mono.flac', 'audio/flac', { sampleRate: 22_050, channels: 1 }],
    ['tone-vorbis.ogg', 'audio/ogg', { sampleRate: 44_100, channels: 2 }],
    ['tone.opus', 'audio/ogg', { sampleRate: 48_000, channels: 1 }],
    ['tone.m4a', 'audio/mp4', { sampleRate: 44_100, channels: 2 }],
    ['tone.aac', 'audio/aac', { sampleRate: 44_100, channels: 1 }],
  ])('measures %s', async (name, mimeType, facts) => {
    const { ingest } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(mediaFixture(name)))
    expect(media).toMatchObject({ modality: 'audio', mimeType, facts })
    // Lossy encoders pad the second to whole frames.
    expect(media.facts.durationSeconds).toBeGreaterThanOrEqual(1)
    expect(media.facts.durationSeconds).toBeLessThan(1.06)
  })

  it('measures a WAV file', async () => {
    const { ingest } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(wavOfTone({ sampleRate: 22_050, seconds: 2.5, channels: 2 })))
    expect(media).toMatchObject({
      modality: 'audio',
      mimeType: 'audio/wav',
      facts: { sampleRate: 22_050, channels: 2, durationSeconds: 2.5 },
    })
  })

  it.each([0, 0xffffffff])(
    'takes the rest of the file as sound when a streamed WAV says %d bytes',
    async (size) => {
      const { ingest } = await mediaWorkplace()
      const wav = wavOfTone({ seconds: 2 })
      wav.writeUInt32LE(size, 40)
      expect(unwrap(await ingest.ingest(wav)).facts.durationSeconds).toBe(2)
    },
  )
})

describe('video', () => {
  it.each<[string, string, MediaFacts]>([
    ['clip.mp4', 'video/mp4', { channels: 1, sampleRate: 44_100 }],
    ['clip.mov', 'video/quicktime', {}],
    ['clip.webm', 'video/webm', {}],
    ['clip.mkv', 'video/matroska', {}],
  ])('is accepted and described: %s', async (name, mimeType, sound) => {
    const { ingest } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(mediaFixture(name)))
    expect(media).toMatchObject({ modality: 'video', mimeType })
    expect(media.facts).toEqual({ width: 64, height: 48, frames: 10, durationSeconds: 1, ...sound })
  })
})

describe('text', () => {
  const cases: [string, string, string, Record<string, unknown>][] = [
    ['prose', 'Dear Ann,\nthe café is closed. 🙂\n', 'text/plain', { characters: 32 }],
    ['a byte order mark', '\uFEFFhello', 'text/plain', { characters: 5 }],
    ['words that begin like a picture', 'GIFTS: BMW, a ship\n', 'text/plain', { characters: 19 }],
    ['an object', '{"a": [1, 2]}', 'application/json', { characters: 13 }],
    ['broken JSON', '{"a": [1, 2', 'text/plain', { characters: 11 }],
    ['a lone number', '42', 'text/plain', { characters: 2 }],
    ['commas', 'name,age\nAnn,3\n"Bob, Jr.",4\n', 'text/csv', { rows: 3, columns: 2 }],
    ['semicolons', 'a;b;c\n1;2;3\n', 'text/csv', { rows: 2, columns: 3 }],
    ['tabs', 'a\tb\n1\t2\n', 'text/csv', { rows: 2, columns: 2 }],
    [
      'spaced commas with a column of numbers',
      'name, age\nAnn, 3\nBob, 4\n',
      'text/csv',
      { rows: 3, columns: 2 },
    ],
    [
      'a comma in every line of prose',
      'Roses are red, you know\nViolets are blue, we say\n',
      'text/plain',
      {},
    ],
    ['ragged lines', 'a,b\n1,2,3\n4\n', 'text/plain', {}],
    ['one line with commas', 'a,b,c\n', 'text/plain', {}],
  ]
  it.each(cases)('tells %s', async (_, text, mimeType, facts) => {
    const { ingest } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(Buffer.from(text)))
    expect(media.modality).toBe(mimeType === 'text/csv' ? 'table' : 'text')
    expect(media.mimeType).toBe(mimeType)
    expect(media.facts).toMatchObject(facts)
  })

  it('counts the rows of a table larger than what is looked at first', async () => {
    const { ingest } = await mediaWorkplace()
    const rows = Array.from({ length: 40_000 }, (_, row) => `${row},"multi\nline",é`)
    const media = unwrap(await ingest.ingest(Buffer.from(`id,note,letter\n${rows.join('\n')}\n`)))
    expect(media).toMatchObject({ modality: 'table', facts: { rows: 40_001, columns: 3 } })
  })

  it.each([
    ['load.csv', 'load\n3\n4.5\n\n-2\n', 'table', { characters: 15, rows: 4, columns: 1 }],
    ['load.txt', 'load\n3\n4.5\n', 'text', { characters: 11 }],
    ['names.csv', 'name\nAnn\n5\n', 'text', { characters: 11 }],
    ['numbers.csv', '3\n4.5\n', 'text', { characters: 6 }],
  ])('takes %s for what one column in it is', async (name, text, modality, facts) => {
    const { ingest, file } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(await file(name, text)))
    expect({ modality: media.modality, facts: media.facts }).toEqual({ modality, facts })
  })

  it('calls it text when a table breaks further down', async () => {
    const { ingest } = await mediaWorkplace()
    const text = `a,b\n${'1,2\n'.repeat(50_000)}1,2,3\n${'1,2\n'.repeat(50_000)}`
    expect(unwrap(await ingest.ingest(Buffer.from(text)))).toMatchObject({
      modality: 'text',
      facts: { characters: text.length },
    })
  })

  it('takes a text named like a picture as the text it is', async () => {
    const { ingest, file } = await mediaWorkplace()
    const media = unwrap(await ingest.ingest(await file('photo.png', 'not a picture')))
    expect(media).toMatchObject({ modality: 'text', mimeType: 'text/plain', name: 'photo.png' })
  })
})

describe('samples', () => {
  it('are measured as their manifest says', async () => {
    const { ingest } = await mediaWorkplace()
    const samples = new URL('../../../samples/', import.meta.url)
    const { images } = JSON.parse(await readFile(new URL('samples.json', samples), 'utf8'))
    for (const { file, width, height } of images.slice(0, 4))
      expect(unwrap(await ingest.ingest(new URL(file, samples))).facts).toEqual({ width, height })
  })
})
