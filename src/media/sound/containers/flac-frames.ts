import type { FileBytes } from '../file-bytes.js'
import { damagedSound, emptySound } from '../sound-fault.js'
import type { SoundTrack } from '../sound-track.js'

export interface FlacStreamInfo {
  /** The block that decoders want, 34 bytes. */
  block: Uint8Array
  sampleRate: number
  channels: number
  /** Samples in each block where all are of one size. */
  maxBlock: number
  /** Samples of each channel, as promised. */
  totalSamples: number | undefined
}

export function parseStreamInfo(bytes: Buffer): FlacStreamInfo {
  if (bytes.length < 34) throw damagedSound('the header is cut short')
  const block = Uint8Array.from(bytes.subarray(0, 34))
  const rate = bytes.readUIntBE(10, 3) >> 4
  const total = ((bytes[13] ?? 0) & 15) * 2 ** 32 + bytes.readUInt32BE(14)
  if (rate === 0) throw damagedSound('no sample rate')
  return {
    block,
    sampleRate: rate,
    channels: (((bytes[12] ?? 0) >> 1) & 7) + 1,
    maxBlock: bytes.readUInt16BE(2),
    totalSamples: total || undefined,
  }
}

/** The sound of a FLAC file, found by the headers of its frames, in one pass over the bytes. */
export async function openFlac(file: FileBytes): Promise<SoundTrack> {
  let position = 0
  const id3 = await file.read(0, 10)
  if (id3.toString('latin1', 0, 3) === 'ID3' && id3.length === 10)
    position = 10 + [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((id3[at] ?? 0) & 0x7f), 0)
  if ((await file.read(position, 4)).toString('latin1') !== 'fLaC')
    throw damagedSound('no header of a FLAC file')
  position += 4
  let info: FlacStreamInfo | undefined
  for (let isLast = false; !isLast; ) {
    const head = await file.read(position, 4)
    if (head.length < 4) throw damagedSound('the header is cut short')
    isLast = ((head[0] ?? 0) & 0x80) !== 0
    const length = head.readUIntBE(1, 3)
    if (((head[0] ?? 0) & 0x7f) === 0) info = parseStreamInfo(await file.read(position + 4, length))
    position += 4 + length
  }
  if (!info) throw damagedSound('no format before the sound')
  if (position > file.size) throw damagedSound('the header is cut short')
  if (position === file.size) throw emptySound()
  return trackOf(file, info, await findFrames(file, position, info))
}

interface Frame {
  start: number
  /** The first sample's number, and how many there are. */
  sample: number
  samples: number
}

function trackOf(file: FileBytes, info: FlacStreamInfo, found: { frames: Frame[]; end: number }): SoundTrack {
  const { frames, end } = found
  if (frames.length === 0) throw damagedSound('no frame of FLAC in it')
  return {
    coding: { codec: 'flac', description: info.block },
    sampleRate: info.sampleRate,
    channels: info.channels,
    // Frames that are missing in the middle are missing too.
    durationSeconds: frames.reduce((sum, { samples }) => sum + samples, 0) / info.sampleRate,
    skipSeconds: 0,
    promisedSeconds: info.totalSamples === undefined ? undefined : info.totalSamples / info.sampleRate,
    endsMidway: end < file.size,
    async *packets() {
      for (const [at, { start }] of frames.entries())
        yield await file.read(start, (frames[at + 1]?.start ?? end) - start)
    },
  }
}

const pieceBytes = 524_288
/** The longest header of a frame, bytes. */
const headBytes = 16

async function findFrames(file: FileBytes, from: number, info: FlacStreamInfo) {
  const frames: Frame[] = []
  let next = 0
  for (let position = from; position < file.size; position += pieceBytes) {
    const bytes = await file.read(position, pieceBytes + headBytes)
    const limit = Math.min(pieceBytes, bytes.length)
    for (let at = bytes.indexOf(0xff); at >= 0 && at < limit; at = bytes.indexOf(0xff, at + 1)) {
      const header = parseFrameHeader(bytes.subarray(at, at + headBytes), info)
      // By chance some bytes look like a header; they seldom carry on where the last frame ended.
      if (!header || header.sample < next) continue
      if (header.sample > next && header.sample + header.samples > (info.totalSamples ?? 0)) continue
      frames.push({ start: position + at, ...header })
      next = header.sample + header.samples
    }
  }
  const last = frames.at(-1)
  if (!last) return { frames, end: file.size }
  for (const end of [file.size, await withoutId3(file)])
    if (await isWhole(file, last.start, end)) return { frames, end: end === file.size ? end : file.size }
  // What is after the last whole frame is not one.
  frames.pop()
  return { frames, end: last.start }
}

async function withoutId3(file: FileBytes): Promise<number> {
  const tail = await file.read(Math.max(0, file.size - 128), 3)
  return tail.toString('latin1') === 'TAG' ? file.size - 128 : file.size
}

async function isWhole(file: FileBytes, start: number, end: number): Promise<boolean> {
  const frame = await file.read(start, end - start)
  return frame.length > 2 && crc16(frame.subarray(0, -2)) === frame.readUInt16BE(frame.length - 2)
}

function parseFrameHeader(bytes: Buffer, { maxBlock }: FlacStreamInfo): Omit<Frame, 'start'> | undefined {
  const [sync = 0, kind = 0, sizes = 0, channels = 0, lead = 0] = bytes
  if (sync !== 0xff || (kind & 0xfe) !== 0xf8 || bytes.length < 6) return undefined
  if (channels >> 4 > 10 || (channels & 1) !== 0 || ((channels >> 1) & 7) === 3) return undefined
  const number = codedNumber(bytes, 4, lead)
  if (!number) return undefined
  let at = number.end
  const size = sizes >> 4
  let samples = size === 1 ? 192 : size >= 2 && size <= 5 ? 576 << (size - 2) : 256 << (size - 8)
  if (size === 0) return undefined
  if (size === 6) samples = (bytes[at++] ?? 0) + 1
  if (size === 7) {
    samples = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) + 1
    at += 2
  }
  const rate = sizes & 15
  if (rate === 15) return undefined
  at += rate === 12 ? 1 : rate > 12 ? 2 : 0
  if (at >= bytes.length || crc8(bytes.subarray(0, at)) !== bytes[at]) return undefined
  return { sample: kind & 1 ? number.value : number.value * maxBlock, samples }
}

/** A number written as UTF-8 writes characters, of up to 36 bits. */
function codedNumber(bytes: Buffer, start: number, lead: number): { value: number; end: number } | undefined {
  if (lead < 0x80) return { value: lead, end: start + 1 }
  let more = 0
  while (more < 7 && lead & (0x40 >> more)) more += 1
  if (more === 0 || more > 6) return undefined
  let value = lead & (0x3f >> more)
  for (let at = start + 1; at <= start + more; at += 1) {
    const byte = bytes[at] ?? 0
    if ((byte & 0xc0) !== 0x80) return undefined
    value = value * 64 + (byte & 0x3f)
  }
  return { value, end: start + more + 1 }
}

const crc8Table = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1
  return crc
})
const crc16Table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1
  return crc
})

function crc8(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = crc8Table[crc ^ byte] ?? 0
  return crc
}

function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (crc16Table[(crc >> 8) ^ byte] ?? 0)
  return crc
}
