import type { FileBytes } from '../sound/file-bytes.js'
import { damagedSound } from '../sound/sound-fault.js'

/** What a WAV file says about itself, and where its sound is. */
export interface WavHeader {
  /** Of the format, such as 1 for PCM; that of the extension where there is one. */
  tag: number
  sampleRate: number
  channels: number
  bits: number
  /** Bytes of one sample of all channels, or of one block of compressed sound. */
  blockBytes: number
  bytesPerSecond: number
  /** What follows the sixteen bytes that every format has. */
  extra: Buffer
  /** Samples of each channel, as said beside compressed sound. */
  samples: number | undefined
  dataStart: number
  /** Bytes of sound that are there. */
  dataBytes: number
  /** Bytes of sound that the header promises; undefined where it holds a placeholder. */
  promisedBytes: number | undefined
}

const maxChunks = 1000
const extensible = 0xfffe

/** Walks the chunks of a WAV file (RIFF, and RF64 or BW64 for more than 4 GB), reading only their heads. */
export async function readWavHeader(file: FileBytes): Promise<WavHeader> {
  const riff = await file.read(0, 12)
  const kind = riff.toString('latin1', 0, 4)
  if (!['RIFF', 'RF64', 'BW64'].includes(kind) || riff.toString('latin1', 8, 12) !== 'WAVE')
    throw damagedSound('no header of a WAV file')

  let format: Format | undefined
  let samples: number | undefined
  let largeBytes: number | undefined
  let position = 12
  for (let chunk = 0; chunk < maxChunks && position + 8 <= file.size; chunk += 1) {
    const head = await file.read(position, 8)
    const id = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    const start = position + 8
    if (id === 'fmt ') format = parseFormat(Buffer.from(await file.read(start, Math.min(length, 1024))))
    if (id === 'fact' && length >= 4) samples = readCount(await file.read(start, 4))
    if (id === 'ds64') largeBytes = readLarge(await file.read(start, 16))
    if (id === 'data') {
      if (!format) throw damagedSound('no format before the sound')
      const present = file.size - start
      const promisedBytes = kind !== 'RIFF' && length === 0xffffffff ? largeBytes : length
      const declared =
        promisedBytes === undefined || isPlaceholder(promisedBytes, present) ? undefined : promisedBytes
      const dataBytes = Math.min(declared ?? present, present)
      return { ...format, samples, dataStart: start, dataBytes, promisedBytes: declared }
    }
    position = start + length + (length % 2)
  }
  throw damagedSound('the header is cut short')
}

type Format = Pick<
  WavHeader,
  'tag' | 'sampleRate' | 'channels' | 'bits' | 'blockBytes' | 'bytesPerSecond' | 'extra'
>

function parseFormat(chunk: Buffer): Format {
  if (chunk.length < 16) throw damagedSound('the header is cut short')
  const tag = chunk.readUInt16LE(0)
  const extra = chunk.subarray(18)
  const format = {
    tag: tag === extensible && extra.length >= 8 ? extra.readUInt16LE(6) : tag,
    channels: chunk.readUInt16LE(2),
    sampleRate: chunk.readUInt32LE(4),
    bytesPerSecond: chunk.readUInt32LE(8),
    blockBytes: chunk.readUInt16LE(12),
    bits: chunk.readUInt16LE(14),
    extra,
  }
  const { channels, sampleRate, blockBytes } = format
  if (channels === 0 || channels > 256 || sampleRate === 0 || sampleRate > 1e6 || blockBytes === 0)
    throw damagedSound('an impossible format: no channels, sample rate or block size')
  return format
}

/** Programs that write to a pipe can't go back to fill in the size, and leave something there. */
function isPlaceholder(size: number, present: number): boolean {
  if (size === 0) return true
  if (size <= present) return false
  // No file is so large.
  if (size > 2 ** 44) return true
  // 0x7FFFF000, 0x80000000, 0xFFFFFFFF and their like, with or without the header's own bytes.
  for (let power = 2 ** 28; power <= 2 ** 64; power *= 2)
    if (size > power - (power > 2 ** 30 ? 131_072 : 8192) && size < power + 64) return true
  return false
}

function readCount(bytes: Buffer): number | undefined {
  const count = bytes.length < 4 ? 0 : bytes.readUInt32LE(0)
  return count === 0 || count >= 0x7fff0000 ? undefined : count
}

const readLarge = (bytes: Buffer) => (bytes.length < 16 ? undefined : Number(bytes.readBigUInt64LE(8)))
