import { createHash } from 'node:crypto'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { type Profile, profileSchema } from '../../src/config/profile.js'
import { createIngest } from '../../src/media/ingest.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { sharedReader } from './shared-reader.js'

/** Small recordings and videos made with ffmpeg: a 440 Hz tone or a test pattern, one second each. */
export const mediaFixture = (name: string) => new URL(`../fixtures/media/${name}`, import.meta.url).pathname

/** A folder that is removed after the test. */
export async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-media-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export function mediaLimits(limits: Partial<Profile['media']> = {}): Profile['media'] {
  return { ...profileSchema.parse({ name: 'test', description: 'test' }).media, ...limits }
}

/** A store and an ingest of its own, in a folder that is removed after the test. */
export async function mediaWorkplace(
  limits: Partial<Profile['media']> = {},
  options: Omit<Parameters<typeof createIngest>[0], 'store' | 'limits'> = {},
) {
  const dir = await temporaryDir()
  const store = await openMediaStore({ dir: join(dir, 'store'), maxBytes: 1e9 })
  const all = mediaLimits(limits)
  const ingest = createIngest({ store, limits: all, reader: sharedReader(all), ...options })
  return {
    dir,
    store,
    ingest,
    /** Writes a file to attach and returns its path. */
    async file(name: string, content: Uint8Array | string) {
      const path = join(dir, name)
      await writeFile(path, content)
      return path
    },
  }
}

/** A mono sine, 16-bit, as a WAV file made here byte by byte. */
export function wavOfTone({ hertz = 440, sampleRate = 16_000, seconds = 1, channels = 1 } = {}): Buffer {
  const frames = Math.round(sampleRate * seconds)
  const data = Buffer.alloc(frames * channels * 2)
  for (let frame = 0; frame < frames; frame += 1) {
    const sample = Math.round(16_000 * Math.sin((2 * Math.PI * hertz * frame) / sampleRate))
    for (let channel = 0; channel < channels; channel += 1)
      data.writeInt16LE(sample, (frame * channels + channel) * 2)
  }
  return Buffer.concat([wavHeader({ sampleRate, channels, dataBytes: data.length }), data])
}

export function wavHeader({ sampleRate = 16_000, channels = 1, bits = 16, dataBytes = 0 }): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE((sampleRate * channels * bits) / 8, 28)
  header.writeUInt16LE((channels * bits) / 8, 32)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}

/** A long recording that takes no room on the disk: 8-bit samples that are a hole in the file. */
export async function sparseWav(
  path: string,
  { seconds, sampleRate = 8000 }: { seconds: number; sampleRate?: number },
) {
  const dataBytes = seconds * sampleRate
  await writeFile(path, wavHeader({ sampleRate, bits: 8, dataBytes }))
  await truncate(path, 44 + dataBytes)
}

/** A PNG of one flat colour, one bit a pixel: a hundred megapixels fit in some 12 kB. */
export function flatPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** A TIFF of 8-bit samples, `base` of which are colour (1: grey, 3: RGB) and `extra` mean something else; every sample is 128. */
export function tiffOf({
  width = 8,
  height = 8,
  base = 3,
  extra = 0,
  kind = 0,
  compression = 1,
  pages = 1,
}): Buffer {
  const channels = base + extra
  const bytes = width * height * channels
  const parts = [Buffer.from('49492a0008000000', 'hex')]
  let offset = 8
  for (let page = 1; page <= pages; page += 1) {
    const listed = [
      [256, 4, 1, width],
      [257, 4, 1, height],
      [258, 3, channels, 8],
      [259, 3, 1, compression],
      [262, 3, 1, base === 1 ? 1 : 2],
      [273, 4, 1, 0],
      [277, 3, 1, channels],
      [278, 4, 1, height],
      [279, 4, 1, bytes],
      [284, 3, 1, 1],
      ...(extra > 0 ? [[338, 3, extra, 0]] : []),
    ]
    const directory = Buffer.alloc(2 + listed.length * 12 + 4)
    const arrays = offset + directory.length
    const bits = Buffer.alloc(channels * 2)
    for (let at = 0; at < channels; at += 1) bits.writeUInt16LE(8, at * 2)
    const kinds = Buffer.alloc(extra * 2)
    const pixels = arrays + bits.length + kinds.length
    directory.writeUInt16LE(listed.length)
    for (const [at, [tag = 0, type = 0, count = 0, value = 0]] of listed.entries()) {
      const entry = 2 + at * 12
      directory.writeUInt16LE(tag, entry)
      directory.writeUInt16LE(type, entry + 2)
      directory.writeUInt32LE(count, entry + 4)
      const isInline = count * (type === 3 ? 2 : 4) <= 4
      if (tag === 273) directory.writeUInt32LE(pixels, entry + 8)
      else if (!isInline) directory.writeUInt32LE(tag === 258 ? arrays : arrays + bits.length, entry + 8)
      else if (tag === 338) directory.writeUInt32LE(kind, entry + 8)
      else if (tag === 258) directory.writeUInt32LE(channels === 2 ? 0x00080008 : 8, entry + 8)
      else directory.writeUInt32LE(value, entry + 8)
    }
    const end = pixels + bytes
    directory.writeUInt32LE(page < pages ? end : 0, directory.length - 4)
    parts.push(directory, bits, kinds, Buffer.alloc(bytes, 128))
    offset = end
  }
  return Buffer.concat(parts)
}

function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const chunk = Buffer.alloc(typed.length + 8)
  chunk.writeUInt32BE(body.length, 0)
  typed.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(typed), typed.length + 4)
  return chunk
}

/** The value of a result that must be good. */
export function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: Error }): T {
  if (!result.ok) throw result.error
  return result.value
}

/** The error of a result that must be bad. */
export function refusal<E>(result: { ok: boolean; error?: E; value?: unknown }): E {
  if (result.ok || result.error === undefined) throw new Error(`accepted: ${JSON.stringify(result.value)}`)
  return result.error
}

/** A GLB file of a cube (twelve triangles), as often as it is to stand in the scene. `scene` changes what it says of itself. */
export function glbOfCube({ times = 1, scene = {} }: { times?: number; scene?: object } = {}): Buffer {
  const corners = [0, 1].flatMap((x) => [0, 1].flatMap((y) => [0, 1].map((z) => [x, y, z])))
  // Two triangles a side.
  const faces = [
    0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7,
    3,
  ]
  const points = Buffer.from(Float32Array.from(corners.flat()).buffer)
  const indices = Buffer.from(Uint16Array.from(faces).buffer)
  const json = JSON.stringify({
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: Array.from({ length: times }, (_, at) => at) }],
    nodes: Array.from({ length: times }, (_, at) => ({ mesh: 0, translation: [2 * at, 0, 0] })),
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 8, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1] },
      { bufferView: 1, componentType: 5123, count: 36, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: points.length },
      { buffer: 0, byteOffset: points.length, byteLength: indices.length },
    ],
    buffers: [{ byteLength: points.length + indices.length }],
    ...scene,
  })
  const chunk = (type: string, content: Buffer, filler: string) => {
    const padded = Buffer.concat([content, Buffer.from(filler.repeat((4 - (content.length % 4)) % 4))])
    const head = Buffer.alloc(8)
    head.writeUInt32LE(padded.length, 0)
    head.write(type, 4, 'latin1')
    return Buffer.concat([head, padded])
  }
  const chunks = [
    chunk('JSON', Buffer.from(json), ' '),
    chunk('BIN\0', Buffer.concat([points, indices]), '\0'),
  ]
  const head = Buffer.alloc(12)
  head.write('glTF', 'latin1')
  head.writeUInt32LE(2, 4)
  head.writeUInt32LE(
    chunks.reduce((sum, { length }) => sum + length, head.length),
    8,
  )
  return Buffer.concat([head, ...chunks])
}
