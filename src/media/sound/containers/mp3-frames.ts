import type { FileBytes } from '../file-bytes.js'
import { damagedSound } from '../sound-fault.js'
import type { SoundTrack } from '../sound-track.js'

interface FrameHeader {
  version: 1 | 2 | 2.5
  layer: 1 | 2 | 3
  sampleRate: number
  channels: 1 | 2
  bytes: number
  samples: number
}

const rates = { 1: [44_100, 48_000, 32_000], 2: [22_050, 24_000, 16_000], 2.5: [11_025, 12_000, 8000] }
/** kbit/s by index, for version 1 layers 1 to 3, then for the later versions' layer 1, and their layers 2 and 3. */
const bitRates = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
]
/** Samples by which every decoder is late. */
const decoderDelay = 529

/** The sound of an MPEG audio file or of the data of a WAV file that holds one, from `start` to `end`. */
export async function openMp3(file: FileBytes, { start = 0, end = file.size } = {}): Promise<SoundTrack> {
  const frames = new Float64Array(1024)
  let starts: Float64Array = frames
  let count = 0
  let first: FrameHeader | undefined
  let tag: Tag | undefined
  let endsMidway = false
  let samples = 0
  let position = await afterId3(file, start)
  while (position + 4 <= end) {
    const header = parseHeader(await file.read(position, 4))
    const fits = header && (!first || isOfStream(header, first))
    if (!fits || (!first && !(await isFollowed(file, position, header, end)))) {
      const found = await findSync(file, position + 1, end)
      if (found === undefined) break
      position = found
      continue
    }
    if (position + header.bytes > end) {
      endsMidway = true
      break
    }
    if (!first) {
      first = header
      tag = parseTag(await file.read(position, header.bytes), header)
    }
    if (!(tag && count === 0 && tag.position === undefined)) {
      if (count === starts.length) {
        const more = new Float64Array(count * 2)
        more.set(starts)
        starts = more
      }
      starts[count] = position
      count += 1
      samples += header.samples
    } else tag.position = position
    position += header.bytes
  }
  if (!first) throw damagedSound('no frame of MPEG sound in it')
  const { sampleRate, channels, layer } = first
  const delay = tag?.delay === undefined ? 0 : tag.delay + decoderDelay
  const all = tag?.frames === undefined ? samples : tag.frames * first.samples
  const trimmed = all - (tag?.delay ?? 0) - (tag?.padding ?? 0)
  const promised = tag?.frames === undefined ? undefined : Math.max(0, trimmed) / sampleRate
  const there = Math.max(0, Math.min(samples - delay, tag?.frames === undefined ? samples : trimmed))
  return {
    coding: { codec: `mp${layer}`, description: new Uint8Array(0) },
    sampleRate,
    channels,
    durationSeconds: there / sampleRate,
    skipSeconds: delay / sampleRate,
    endSeconds: there / sampleRate,
    promisedSeconds: promised,
    endsMidway,
    async *packets() {
      for (const at of starts.subarray(0, count)) {
        const header = parseHeader(await file.read(at, 4))
        if (header) yield await file.read(at, header.bytes)
      }
    },
  }
}

const isOfStream = (header: FrameHeader, first: FrameHeader) =>
  header.version === first.version && header.layer === first.layer && header.sampleRate === first.sampleRate

async function afterId3(file: FileBytes, start: number): Promise<number> {
  let position = start
  for (let tags = 0; tags < 8; tags += 1) {
    const head = await file.read(position, 10)
    if (head.length < 10 || head.toString('latin1', 0, 3) !== 'ID3') break
    const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 0x7f), 0)
    position += 10 + size + ((head[5] ?? 0) & 0x10 ? 10 : 0)
  }
  return position
}

/** One match of eleven bits may be chance; two frames that follow one another are none. */
async function isFollowed(file: FileBytes, position: number, header: FrameHeader, end: number) {
  const next = position + header.bytes
  if (next + 4 > end) return true
  const following = parseHeader(await file.read(next, 4))
  return following !== undefined && isOfStream(following, header)
}

async function findSync(file: FileBytes, from: number, end: number): Promise<number | undefined> {
  for (let position = from; position + 4 <= end; ) {
    const bytes = await file.read(position, Math.min(65_536, end - position))
    for (let at = bytes.indexOf(0xff); at >= 0 && at + 4 <= bytes.length; at = bytes.indexOf(0xff, at + 1))
      if (parseHeader(bytes.subarray(at, at + 4))) return position + at
    position += Math.max(1, bytes.length - 3)
  }
  return undefined
}

function parseHeader(bytes: Buffer): FrameHeader | undefined {
  const [sync = 0, kind = 0, rate = 0, mode = 0] = bytes
  if (sync !== 0xff || (kind & 0xe0) !== 0xe0) return undefined
  const version = ([2.5, undefined, 2, 1] as const)[(kind >> 3) & 3]
  const layer = ([undefined, 3, 2, 1] as const)[(kind >> 1) & 3]
  if (version === undefined || layer === undefined) return undefined
  const table = version === 1 ? layer - 1 : layer === 1 ? 3 : 4
  const kilobits = bitRates[table]?.[(rate >> 4) - 1]
  const sampleRate = rates[version][(rate >> 2) & 3]
  if (kilobits === undefined || sampleRate === undefined) return undefined
  const padding = (rate >> 1) & 1
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152
  const bytesWhole =
    layer === 1
      ? (Math.floor((12_000 * kilobits) / sampleRate) + padding) * 4
      : Math.floor((samples * 125 * kilobits) / sampleRate) + padding
  return { version, layer, sampleRate, channels: mode >> 6 === 3 ? 1 : 2, bytes: bytesWhole, samples }
}

interface Tag {
  /** Frames of sound, after the one with the tag. */
  frames: number | undefined
  delay: number | undefined
  padding: number | undefined
  position: number | undefined
}

/** The Xing, Info or VBRI tag in a first frame that holds no sound; undefined where it holds sound. */
function parseTag(frame: Buffer, { version, channels }: FrameHeader): Tag | undefined {
  const side = version === 1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17
  const at = 4 + side
  const name = frame.toString('latin1', at, at + 4)
  if (name === 'Xing' || name === 'Info') {
    const flags = frame.length >= at + 8 ? frame.readUInt32BE(at + 4) : 0
    const hasFrames = (flags & 1) !== 0 && frame.length >= at + 12
    const encoder =
      at + 8 + [4, 4, 100, 4].reduce((sum, size, bit) => sum + (flags & (1 << bit) ? size : 0), 0)
    const hasGaps =
      frame.length >= encoder + 24 && /^(LAME|Lav[cf])/.test(frame.toString('latin1', encoder, encoder + 4))
    const gaps = hasGaps ? frame.readUIntBE(encoder + 21, 3) : undefined
    return {
      frames: hasFrames ? frame.readUInt32BE(at + 8) || undefined : undefined,
      delay: gaps === undefined ? undefined : gaps >> 12,
      padding: gaps === undefined ? undefined : gaps & 0xfff,
      position: undefined,
    }
  }
  if (frame.toString('latin1', 36, 40) === 'VBRI' && frame.length >= 54)
    return {
      frames: frame.readUInt32BE(50) || undefined,
      delay: undefined,
      padding: undefined,
      position: undefined,
    }
  return undefined
}
