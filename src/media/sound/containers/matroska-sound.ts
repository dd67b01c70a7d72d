import { trimEndOf } from '../../../core/trim-end.js'
import { plainAacConfig } from '../decoders/aac-config.js'
import { pcmOf } from '../decoders/pcm-kinds.js'
import type { FileBytes } from '../file-bytes.js'
import { heardOf } from '../heard-track.js'
import { damagedSound, emptySound, missingSound, unsupportedSound } from '../sound-fault.js'
import type { Pictures, SoundCoding, SoundTrack } from '../sound-track.js'
import { parseStreamInfo } from './flac-frames.js'
import { ids, packetsIn, readElements, toFloat, toInteger, vint } from './matroska-elements.js'

/** What a WebM or Matroska file holds. */
export interface MatroskaContent {
  /** Undefined where it has no sound. Of several, the one that is heard. A sound that nothing here reads is thrown only by `sound`. */
  sound: (() => SoundTrack) | undefined
  container: { sampleRate: number; channels: number } | undefined
  /** Of the first track of pictures; undefined where there is none. */
  pictures: Pictures | undefined
}

interface Track {
  number: number
  type: number
  isDefault: boolean
  codec: string
  description: Buffer
  sampleRate: number
  channels: number
  bits: number
  encoded: boolean
  pixels: [width: number, height: number]
  /** As it is to be shown; of pixels or, with a unit, of something else. */
  display: [width: number, height: number]
  displayUnit: number
  delayNanoseconds: number
}

/**
 * Walks through all elements in order, so that what is there of a cluster that was cut short counts too. Reads only the
 * heads of blocks.
 */
export async function openMatroska(file: FileBytes): Promise<MatroskaContent> {
  const tracks: Track[] = []
  const blocks: { start: number; size: number }[] = []
  let scale = 1e6
  let duration: number | undefined
  let cluster = 0
  let sound: Track | undefined
  let pictures: Track | undefined
  let frames = 0
  let end = 0
  /** The longest time between two blocks, which may be as long as the last one is. */
  let longest = 0
  let endsMidway = false
  for await (const { id, start, size } of readElements(file)) {
    if (start + size > file.size) {
      endsMidway = true
      break
    }
    const bytes = async () => Buffer.from(await file.read(start, size))
    const track = tracks.at(-1)
    if (id === ids.track)
      tracks.push({
        number: 0,
        type: 0,
        // What says nothing is a default (RFC 9559, 5.1.4.1.5).
        isDefault: true,
        codec: '',
        description: Buffer.alloc(0),
        sampleRate: 8000,
        channels: 1,
        bits: 16,
        encoded: false,
        pixels: [0, 0],
        display: [0, 0],
        displayUnit: 0,
        delayNanoseconds: 0,
      })
    else if (id === ids.timestampScale) scale = toInteger(await bytes()) || scale
    else if (id === ids.duration) duration = toFloat(await bytes())
    else if (id === ids.timestamp) cluster = toInteger(await bytes())
    else if (id === ids.simpleBlock || id === ids.block) {
      sound ??= heardIn(tracks)
      pictures ??= tracks.find(({ type }) => type === 1)
      const head = await file.read(start, Math.min(size, 12))
      const number = vint(head, 0)
      if (!number || head.length < number.length + 3) continue
      const at = cluster + head.readInt16BE(number.length)
      const seconds = (at * scale) / 1e9
      longest = Math.max(longest, Math.min(1, seconds - end))
      end = Math.max(end, seconds)
      if (number.value === pictures?.number) frames += 1
      if (number.value !== sound?.number) continue
      blocks.push({ start, size })
    } else if (track && id === ids.flagDefault) track.isDefault = toInteger(await bytes()) !== 0
    else if (track && id === ids.number) track.number = toInteger(await bytes())
    else if (track && id === ids.type) track.type = toInteger(await bytes())
    else if (track && id === ids.codec) track.codec = trimEndOf((await bytes()).toString('latin1'), '\0')
    else if (track && id === ids.codecPrivate) track.description = await bytes()
    else if (track && id === ids.codecDelay) track.delayNanoseconds = toInteger(await bytes())
    else if (track && id === ids.samplingRate) track.sampleRate = Math.round(toFloat(await bytes()) ?? 8000)
    else if (track && id === ids.channels) track.channels = toInteger(await bytes())
    else if (track && id === ids.bits) track.bits = toInteger(await bytes())
    else if (track && id === ids.pixelWidth) track.pixels[0] = toInteger(await bytes())
    else if (track && id === ids.pixelHeight) track.pixels[1] = toInteger(await bytes())
    else if (track && id === ids.displayWidth) track.display[0] = toInteger(await bytes())
    else if (track && id === ids.displayHeight) track.display[1] = toInteger(await bytes())
    else if (track && id === ids.displayUnit) track.displayUnit = toInteger(await bytes())
    else if (track && id === ids.encodings) track.encoded = true
  }
  sound ??= heardIn(tracks)
  pictures ??= tracks.find(({ type }) => type === 1)
  if (!sound && !pictures) throw damagedSound('neither sound nor pictures in it')
  const promised = duration === undefined ? undefined : (duration * scale) / 1e9
  const known = sound
  // Blocks say when they begin, not when they end: a file that is whole is as long as it promises.
  const isWhole = !endsMidway && promised !== undefined && promised - end < 1
  const durationSeconds = isWhole ? promised : end + longest
  const promisedSeconds = isWhole ? undefined : promised
  return {
    sound: known && (() => soundOf(file, known, { blocks, durationSeconds, promisedSeconds, endsMidway })),
    container: known && { sampleRate: known.sampleRate, channels: known.channels },
    pictures: pictures && { ...shownSize(pictures), frames, promisedSeconds, durationSeconds, endsMidway },
  }
}

const heardIn = (tracks: readonly Track[]): Track | undefined =>
  heardOf(
    tracks.filter(({ type }) => type === 2),
    ({ isDefault }) => isDefault,
  )

function shownSize({ pixels, display, displayUnit }: Track): { width: number; height: number } {
  const [width, height] = displayUnit === 0 && display[0] > 0 && display[1] > 0 ? display : pixels
  return { width, height }
}

function soundOf(
  file: FileBytes,
  track: Track,
  found: {
    blocks: readonly { start: number; size: number }[]
    durationSeconds: number
    promisedSeconds: number | undefined
    endsMidway: boolean
  },
): SoundTrack {
  const { blocks } = found
  if (track.encoded) throw unsupportedSound('encrypted or compressed sound in Matroska')
  const coding = codingOf(track)
  if (blocks.length === 0) throw found.endsMidway ? missingSound() : emptySound()
  return {
    coding,
    sampleRate: coding.codec === 'opus' ? 48_000 : track.sampleRate,
    channels: track.channels,
    durationSeconds: found.durationSeconds,
    skipSeconds: delayOf(track),
    promisedSeconds: found.promisedSeconds,
    endsMidway: found.endsMidway,
    async *packets() {
      for (const { start, size } of blocks) yield* packetsIn(Buffer.from(await file.read(start, size)))
    },
  }
}

/** Opus says itself how long it takes to begin; some programs get it wrong beside it. */
function delayOf({ codec, description, delayNanoseconds }: Track): number {
  const isOpus = codec === 'A_OPUS' && description.length >= 12
  return isOpus ? description.readUInt16LE(10) / 48_000 : delayNanoseconds / 1e9
}

function codingOf({ codec, description, channels, bits }: Track): SoundCoding {
  switch (codec) {
    case 'A_OPUS':
      return { codec: 'opus', description }
    case 'A_VORBIS':
      return { codec: 'vorbis', description: vorbisHeaders(description) }
    case 'A_FLAC':
      return { codec: 'flac', description: parseStreamInfo(description.subarray(8)).block }
    case 'A_MPEG/L3':
      return { codec: 'mp3', description: Buffer.alloc(0) }
    case 'A_MPEG/L2':
      return { codec: 'mp2', description: Buffer.alloc(0) }
    case 'A_AAC':
      return { codec: 'aac', description: plainAacConfig(description) }
    case 'A_ALAC':
      return { codec: 'alac', description }
    case 'A_PCM/INT/LIT':
      return { codec: 'pcm', format: pcmOf(bits === 8 ? 'unsigned' : 'signed', bits / 8, channels, false) }
    case 'A_PCM/INT/BIG':
      return { codec: 'pcm', format: pcmOf(bits === 8 ? 'unsigned' : 'signed', bits / 8, channels, true) }
    case 'A_PCM/FLOAT/IEEE':
      return { codec: 'pcm', format: pcmOf('float', bits / 8, channels, false) }
    default:
      throw unsupportedSound(`${codec.replace(/^A_/, '')} sound`)
  }
}

/** Of Xiph's laced headers, identification and setup. */
function vorbisHeaders(description: Buffer): Buffer {
  let at = 1
  const size = () => {
    let sum = 0
    for (; description[at] === 255; at += 1) sum += 255
    return sum + (description[at++] ?? 0)
  }
  const [first, second] = [size(), size()]
  return Buffer.concat([description.subarray(at, at + first), description.subarray(at + first + second)])
}
