import type { EncodedPacketSink, InputAudioTrack, InputTrack } from 'mediabunny'
import { plainAacConfig } from '../decoders/aac-config.js'
import { pcmNamed } from '../decoders/pcm-kinds.js'
import type { FileBytes } from '../file-bytes.js'
import { damagedSound, emptySound, unsupportedSound } from '../sound-fault.js'
import type { SoundCoding, SoundTrack } from '../sound-track.js'
import { parseStreamInfo } from './flac-frames.js'

/** The sound of an MP4, M4A or MOV file. */
export async function openMp4Sound(file: FileBytes, track: InputAudioTrack): Promise<SoundTrack> {
  const { EncodedPacketSink } = await import('mediabunny')
  const [sampleRate, channels] = [await track.getSampleRate(), await track.getNumberOfChannels()]
  const coding = await codingOf(file, track, channels)
  const sink = new EncodedPacketSink(track)
  const { promisedSeconds, durationSeconds, endsMidway } = await measureTrack(sink, track, file)
  const first = await track.getFirstTimestamp()
  if (durationSeconds <= 0 && (promisedSeconds ?? 0) <= 0) throw emptySound()
  return {
    coding,
    sampleRate,
    channels,
    durationSeconds,
    skipSeconds: Math.max(0, -first),
    endSeconds: durationSeconds,
    promisedSeconds,
    endsMidway,
    async *packets() {
      for await (const { data } of sink.packets()) yield data
    },
  }
}

export interface TrackLength {
  /** Undefined of a file in fragments whose end is missing: it doesn't say how many there were. */
  promisedSeconds: number | undefined
  /** Up to the last packet whose bytes are there. */
  durationSeconds: number
  endsMidway: boolean
}

/** How much of a track the file promises, and how much of it is there: its table of packets may name bytes past the end. */
export async function measureTrack(
  sink: EncodedPacketSink,
  track: InputTrack,
  file: FileBytes,
): Promise<TrackLength> {
  const promisedSeconds = await track.computeDuration()
  if (!Number.isFinite(promisedSeconds) || promisedSeconds < 0)
    throw damagedSound('no length that can be measured')
  const last = await sink.getPacket(promisedSeconds)
  const isBroken = await endsInFragment(file)
  const promise = isBroken ? undefined : promisedSeconds
  if (last) return { promisedSeconds: promise, durationSeconds: promisedSeconds, endsMidway: isBroken }
  let [there, missing] = [0, promisedSeconds]
  let durationSeconds = 0
  while (missing - there > 0.01) {
    const middle = (there + missing) / 2
    const packet = await sink.getPacket(middle)
    if (packet) {
      there = middle
      durationSeconds = Math.max(durationSeconds, packet.timestamp + packet.duration)
    } else missing = middle
  }
  return { promisedSeconds: promise, durationSeconds, endsMidway: true }
}

const maxBoxes = 100_000

/** Whether the file ends within a fragment (`moof`, or the `mdat` behind it), as a live recording that was broken off. */
async function endsInFragment(file: FileBytes): Promise<boolean> {
  let isFragmented = false
  for (let position = 0, boxes = 0; position + 8 <= file.size && boxes < maxBoxes; boxes += 1) {
    const head = await file.read(position, 16)
    const type = head.toString('latin1', 4, 8)
    const boxSize = head.readUInt32BE(0)
    const size = boxSize === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : boxSize
    isFragmented ||= type === 'moof'
    if (size < 8) return false
    position += size
    if (position > file.size) return isFragmented
  }
  return false
}

async function codingOf(file: FileBytes, track: InputAudioTrack, channels: number): Promise<SoundCoding> {
  const codec = await track.getCodec()
  const config = codec ? await track.getDecoderConfig() : undefined
  const configDescription = config?.description
  const description = configDescription === undefined ? new Uint8Array(0) : toBytes(configDescription)
  switch (codec) {
    case 'aac':
      return { codec, description: plainAacConfig(description) }
    case 'mp3':
      return { codec, description: new Uint8Array(0) }
    case 'flac':
      return { codec, description: parseStreamInfo(Buffer.from(description.subarray(8))).block }
    case 'opus':
      return { codec, description }
    case null: {
      const name = String(await track.getInternalCodecId())
      if (name === 'alac') return { codec: 'alac', description: await alacCookie(file) }
      throw unsupportedSound(`${namesOfCodecs.get(name) ?? name} sound`)
    }
    default: {
      const format = pcmNamed(codec, channels)
      if (format) return { codec: 'pcm', format }
      throw unsupportedSound(`${namesOfCodecs.get(codec) ?? codec.toUpperCase()} sound`)
    }
  }
}

const namesOfCodecs: ReadonlyMap<string, string> = new Map([
  ['ac3', 'AC-3'],
  ['eac3', 'E-AC-3'],
  ['samr', 'AMR'],
  ['sawb', 'AMR wide-band'],
  ['QDM2', 'QDesign'],
  ['ima4', 'IMA ADPCM'],
])

function toBytes(given: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given)
}

const mark = Buffer.from('\0\0\0\x24alac\0\0\0\0', 'latin1')
const cookieBytes = 24
const pieceBytes = 524_288

/** The description of Apple's lossless coding, which lies in a box of its own within the table of contents. */
async function alacCookie(file: FileBytes): Promise<Uint8Array> {
  for (let position = 0; position < file.size; position += pieceBytes) {
    const bytes = await file.read(position, pieceBytes + mark.length + cookieBytes)
    const at = bytes.indexOf(mark)
    if (at >= 0 && at + mark.length + cookieBytes <= bytes.length)
      return Uint8Array.from(bytes.subarray(at + mark.length, at + mark.length + cookieBytes))
  }
  throw damagedSound('no description of the sound in it')
}
