import { execFile } from 'node:child_process'
import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { decodeAudio } from '../../../src/media/codec/decode-audio.js'
import { SoundWatch } from '../../../src/media/sound/sound-watch.js'
import { mediaFixture, mediaWorkplace, temporaryDir, unwrap, wavOfTone } from '../../support/media-files.js'

const run = promisify(execFile)
const rate = 16_000
const field = (name: string) => mediaFixture(`field/${name}`)

async function stored(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryDir(), 'stored')
  await writeFile(path, bytes)
  return path
}

async function factsOf(source: string | Uint8Array) {
  const { ingest } = await mediaWorkplace()
  return unwrap(await ingest.ingest(source)).facts
}

async function refusalOf(source: string | Uint8Array): Promise<string> {
  const { ingest } = await mediaWorkplace()
  const result = await ingest.ingest(source)
  if (result.ok) throw new Error('It was taken.')
  expect(result.error.code).toBe('UNSUPPORTED_MEDIA')
  return result.error.message
}

/** The seconds of the tone that every file here is made of, by its place within the file. */
const levelOf = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

/** A WAV file with another format: `fmt ` of the given bytes, then the data. */
function wavOf(format: { tag: number; bits: number; channels?: number; data: Buffer }): Buffer {
  const { tag, bits, channels = 1, data } = format
  const wav = Buffer.alloc(44)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + data.length, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(tag, 20)
  wav.writeUInt16LE(channels, 22)
  wav.writeUInt32LE(rate, 24)
  wav.writeUInt32LE((rate * channels * bits) / 8, 28)
  wav.writeUInt16LE((channels * bits) / 8, 32)
  wav.writeUInt16LE(bits, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(data.length, 40)
  return Buffer.concat([wav, data])
}

describe('a WAV file', () => {
  it.each([
    0, 0x7ffff000, 0x7fffefdc, 0x80000000, 0x7fffffff, 0x7ffeffdb, 0xffffffff, 0xffffffdb, 0x10000000,
  ])('whose size of %d is a placeholder is as long as what is there', async (size) => {
    const wav = wavOfTone({ seconds: 2 })
    wav.writeUInt32LE(size, 40)
    expect(await factsOf(wav)).toEqual({ sampleRate: rate, channels: 1, durationSeconds: 2 })
    expect((await decodeAudio(await stored(wav), rate)).length).toBe(2 * rate)
  })

  it.each(['RF64', 'BW64'])('of more than 4 GB by form is read: %s', async (kind) => {
    const wav = wavOfTone({ seconds: 1 })
    const ds64 = Buffer.alloc(36)
    ds64.write('ds64', 0)
    ds64.writeUInt32LE(28, 4)
    ds64.writeBigUInt64LE(BigInt(wav.length + 28), 8)
    ds64.writeBigUInt64LE(BigInt(wav.length - 44), 16)
    wav.write(kind, 0)
    wav.writeUInt32LE(0xffffffff, 4)
    wav.writeUInt32LE(0xffffffff, 40)
    const large = Buffer.concat([wav.subarray(0, 12), ds64, wav.subarray(12)])
    expect(await factsOf(large)).toEqual({ sampleRate: rate, channels: 1, durationSeconds: 1 })
    const cut = await factsOf(large.subarray(0, large.length - rate))
    expect(cut).toMatchObject({ durationSeconds: 0.5, cutShort: true, promisedSeconds: 1 })
  })

  it('of other sample formats gives the same sound', async () => {
    const values = Array.from({ length: 800 }, (_, index) => Math.sin(index / 9) / 2)
    const bytes = (size: number, write: (data: Buffer, value: number, at: number) => void) => {
      const data = Buffer.alloc(values.length * size)
      for (const [index, value] of values.entries()) write(data, value, index * size)
      return data
    }
    const formats = [
      {
        tag: 1,
        bits: 8,
        data: bytes(1, (data, value, at) => data.writeUInt8(Math.round(value * 127) + 128, at)),
      },
      {
        tag: 1,
        bits: 24,
        data: bytes(3, (data, value, at) => data.writeIntLE(Math.round(value * 8e6), at, 3)),
      },
      {
        tag: 1,
        bits: 32,
        data: bytes(4, (data, value, at) => data.writeInt32LE(Math.round(value * 2e9), at)),
      },
      { tag: 3, bits: 32, data: bytes(4, (data, value, at) => data.writeFloatLE(value, at)) },
      { tag: 3, bits: 64, data: bytes(8, (data, value, at) => data.writeDoubleLE(value, at)) },
    ]
    for (const format of formats) {
      const samples = await decodeAudio(await stored(wavOf(format)), rate)
      expect(samples.length).toBe(800)
      const worst = Math.max(...values.map((value, index) => Math.abs(value - (samples[index] ?? 9))))
      expect(worst, `${format.tag}, ${format.bits} bits`).toBeLessThan(0.05)
    }
  })

  it('of ADPCM has its right length', async () => {
    expect((await factsOf(field('adpcm-ima.wav'))).durationSeconds).toBeCloseTo(2.17, 2)
    expect((await decodeAudio(field('adpcm-ima.wav'), rate)).length / rate).toBeCloseTo(2.17, 2)
  })

  it.each([
    [0x31, 'GSM 6.10 in WAV is not supported'],
    [0x45, 'G.726 ADPCM in WAV is not supported'],
    [0x161, 'Windows Media Audio in WAV is not supported'],
    [0x1234, 'coding 0x1234 in WAV is not supported'],
  ])('of a coding that is not read is called by its name (0x%s)', async (tag, message) => {
    const refusal = await refusalOf(wavOf({ tag, bits: 8, data: Buffer.alloc(650, 7) }))
    expect(refusal).toContain(message)
    expect(refusal).toContain('ffmpeg')
    expect(refusal).not.toContain('damaged')
  })

  it('of floating point by the scale of integers is not clipped', async () => {
    const data = Buffer.alloc(4 * 800)
    for (let at = 0; at < 800; at += 1) data.writeFloatLE(20_000 * Math.sin(at / 9), at * 4)
    const samples = await decodeAudio(await stored(wavOf({ tag: 3, bits: 32, data })), rate)
    expect(levelOf(samples)).toBeCloseTo(Math.SQRT1_2, 1)
  })

  it('of numbers that are none is an error, never silence', async () => {
    const data = Buffer.alloc(4 * 800)
    for (let at = 0; at < data.length; at += 4) data.writeFloatLE(at > 1600 ? Number.NaN : 0.1, at)
    await expect(decodeAudio(await stored(wavOf({ tag: 3, bits: 32, data })), rate)).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      message: expect.stringContaining('no numbers'),
    })
  })
})

describe('silence', () => {
  const packets = (fill: (index: number) => number) =>
    Array.from({ length: 50 }, (_, at) =>
      Uint8Array.from({ length: 400 }, (_, index) => fill(at * 400 + index)),
    )
  const silent = { channels: [new Float32Array(1024)], sampleRate: rate }

  it('is taken where silence was recorded', async () => {
    const samples = await decodeAudio(
      await stored(wavOf({ tag: 1, bits: 16, data: Buffer.alloc(64_000) })),
      rate,
    )
    expect(levelOf(samples)).toBe(0)
    const watch = new SoundWatch()
    for (const packet of packets((index) => index % 4)) watch.see(packet, silent)
    expect(() => watch.check()).not.toThrow()
  })

  it('that a decoder makes of something else is its failure', () => {
    const watch = new SoundWatch()
    // A well-mixed sequence, the same in every run.
    for (const packet of packets((index) => (Math.imul(index + 1, 2_654_435_761) >>> 13) & 255))
      watch.see(packet, silent)
    expect(() => watch.check()).toThrow('only silence comes out of it')
  })
})

describe('stereo', () => {
  it('whose right is its left upside down keeps its sound', async () => {
    const wav = wavOfTone({ channels: 2, seconds: 1 })
    for (let frame = 0; frame < rate; frame += 1)
      wav.writeInt16LE(-wav.readInt16LE(44 + frame * 4), 46 + frame * 4)
    const samples = await decodeAudio(await stored(wav), rate)
    expect(levelOf(samples)).toBeCloseTo(16_000 / 32_768 / Math.SQRT2, 2)
  })
})

describe('a recording that is cut short', () => {
  it.each([
    ['cut-short.m4a', 1.024],
    ['cut-short.flac', 0.864],
  ])('is taken as far as it goes, and says so: %s', async (name, seconds) => {
    const facts = await factsOf(field(name))
    expect(facts.durationSeconds).toBeCloseTo(seconds, 3)
    expect(facts.cutShort).toBe(true)
    expect(facts.promisedSeconds).toBeCloseTo(2.0886, 3)
    expect((await decodeAudio(field(name), rate)).length / rate).toBeCloseTo(seconds, 3)
  })

  it.each(['tone-stereo.mp3', 'tone-mono.flac', 'tone-vorbis.ogg', 'tone.opus', 'tone.aac'])(
    'of any format is told from a whole one: %s',
    async (name) => {
      const bytes = await readFile(mediaFixture(name))
      const whole = await factsOf(bytes)
      expect(whole.cutShort).toBeUndefined()
      const facts = await factsOf(bytes.subarray(0, Math.floor(bytes.length * 0.8)))
      expect(facts.cutShort).toBe(true)
      expect(facts.durationSeconds).toBeLessThan((whole.durationSeconds ?? 0) * 0.9)
    },
  )

  it('of MP3 in WAV is told by its bytes where the bytes of a second are left out', async () => {
    const mp3 = await readFile(mediaFixture('tone-stereo.mp3'))
    const wav = wavOf({ tag: 0x55, bits: 0, channels: 2, data: mp3 })
    wav.writeUInt16LE(1, 32)
    expect((await factsOf(wav)).cutShort).toBeUndefined()
    expect((await factsOf(wav.subarray(0, wav.length / 2))).cutShort).toBe(true)
  })

  it('is a WAV file too', async () => {
    const wav = wavOfTone({ seconds: 2 })
    expect(await factsOf(wav.subarray(0, wav.length / 2))).toMatchObject({
      cutShort: true,
      promisedSeconds: 2,
    })
  })
})

describe('a file of a kind that is not read', () => {
  const kinds: [string, Buffer][] = [
    ['Sun AU', Buffer.from('.snd\0\0\0\x18', 'latin1')],
    ['CAF', Buffer.from('caff\0\x01\0\0', 'latin1')],
    ['Wave64', Buffer.from('riff\x2e\x91\xcf\x11\xa5\xd6', 'latin1')],
    ['big-endian WAV', Buffer.from('RIFX\0\0\0\x24WAVEfmt ', 'latin1')],
    ['AIFF', Buffer.from('FORM\0\0\0\x24AIFFCOMM', 'latin1')],
    ['DTS', Buffer.from('7ffe8001fc3c', 'hex')],
    ['PBM, PGM or PPM', Buffer.from('P6\n2 2\n255\n', 'latin1')],
    ['OpenEXR', Buffer.from('762f310102000000', 'hex')],
    ['QOI', Buffer.from('qoif\0\0\0\x08', 'latin1')],
  ]

  it.each(kinds)('is called by its name, with what to do: %s', async (name, start) => {
    const body = Buffer.from(Array.from({ length: 200 }, (_, at) => (at * 37) & 0xff))
    const refusal = await refusalOf(Buffer.concat([start, body]))
    expect(refusal).toContain(` ${name} `)
    expect(refusal).toMatch(/ffmpeg|save it as PNG/)
  })
})

describe('FLAC', () => {
  it('that ends within its header is cut short, not empty', async () => {
    const bytes = await readFile(field('speech-20bit.flac'))
    const first = bytes.subarray(0, 42)
    first.writeUInt8(0, 4)
    const padding = Buffer.from([0x81, 0, 0x20, 0, 0, 0, 0])
    const refusal = await refusalOf(Buffer.concat([first, padding]))
    expect(refusal).toContain('the header is cut short')
  })

  it('of 20 bits keeps its level', async () => {
    const samples = await decodeAudio(field('speech-20bit.flac'), rate)
    expect(samples.length / rate).toBeCloseTo(2.0886, 3)
    expect(levelOf(samples)).toBeGreaterThan(0.02)
    expect(Math.max(...samples)).toBeLessThanOrEqual(1)
  })

  it('without a frame has nothing in it', async () => {
    expect(await refusalOf(field('flac-header-only.flac'))).toContain('there is nothing in it')
  })
})

describe('a message about a recording', () => {
  it('speaks in our own words, however the bytes are broken', async () => {
    const names = [
      'tone-stereo.mp3',
      'tone-mono.flac',
      'tone-vorbis.ogg',
      'tone.m4a',
      'clip.mp4',
      'clip.webm',
    ]
    for (const name of names) {
      const bytes = await readFile(mediaFixture(name))
      for (let at = 40; at < bytes.length; at += 97) bytes[at] = (bytes[at] ?? 0) ^ 0x5a
      const { ingest } = await mediaWorkplace()
      const result = await ingest.ingest(bytes)
      const said = result.ok ? '' : result.error.message
      expect(said).not.toMatch(
        /assert|undefined|cannot read|is not a function|out of bounds|unexpected|null/i,
      )
    }
  })
})

const hasFfmpeg = await access('/usr/bin/ffmpeg').then(
  () => true,
  () => false,
)

describe.skipIf(!hasFfmpeg)('beside ffmpeg', () => {
  const formats: [string, string[]][] = [
    ['pcm.mov', ['-c:a', 'pcm_s16be']],
    ['a-law.wav', ['-c:a', 'pcm_alaw']],
    ['mu-law.wav', ['-c:a', 'pcm_mulaw']],
    ['ms.wav', ['-c:a', 'adpcm_ms']],
    ['mp3.wav', ['-c:a', 'libmp3lame']],
    ['a.mp3', ['-c:a', 'libmp3lame']],
    ['untagged.mp3', ['-c:a', 'libmp3lame', '-write_xing', '0']],
    ['a.flac', ['-c:a', 'flac', '-sample_fmt', 's32']],
    ['flac.ogg', ['-c:a', 'flac', '-f', 'ogg']],
    ['a.ogg', ['-c:a', 'libvorbis']],
    ['a.opus', ['-c:a', 'libopus']],
    ['a.m4a', ['-c:a', 'aac']],
    ['alac.m4a', ['-c:a', 'alac']],
    ['a.mka', ['-c:a', 'aac']],
    ['a.webm', ['-c:a', 'libvorbis']],
  ]
  it.each(formats)('the samples of %s are the same', async (name, options) => {
    const path = join(await temporaryDir(), name)
    await run('ffmpeg', ['-v', 'error', '-i', field('speech-20bit.flac'), ...options, path])
    const { stdout } = await run(
      'ffmpeg',
      ['-v', 'error', '-i', path, '-f', 'f32le', '-ar', String(rate), '-ac', '1', '-'],
      { encoding: 'buffer', maxBuffer: 1e8 },
    )
    const theirs = Float32Array.from({ length: stdout.length / 4 }, (_, at) => stdout.readFloatLE(at * 4))
    const ours = await decodeAudio(path, rate)
    expect((await factsOf(path)).cutShort).toBeUndefined()
    // ffmpeg leaves the padding of the last packet in some formats.
    expect(Math.abs(ours.length - theirs.length) / rate).toBeLessThan(0.05)
    const length = Math.min(ours.length, theirs.length)
    const level = levelOf(theirs.subarray(0, length))
    const difference = levelOf(ours.subarray(0, length).map((sample, at) => sample - (theirs[at] ?? 0)))
    expect(difference).toBeLessThan(level / 30)
  })

  it.each([
    ['sound', []],
    ['a video', ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=2', '-map', '0:a', '-map', '1:v']],
  ])('%s in fragments that was broken off is said to be cut short', async (_, video) => {
    const path = join(await temporaryDir(), 'live.mp4')
    const live = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '200000']
    const coding = ['-c:a', 'aac', '-c:v', 'mpeg4']
    await run('ffmpeg', ['-v', 'error', '-i', field('speech-20bit.flac'), ...video, ...coding, ...live, path])
    const bytes = await readFile(path)
    expect((await factsOf(bytes)).cutShort).toBeUndefined()
    const last = bytes.lastIndexOf('mdat')
    expect((await factsOf(bytes.subarray(0, bytes.lastIndexOf('mdat', last - 1) + 20))).cutShort).toBe(true)
  })
})
