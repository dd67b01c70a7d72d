import type { FileBytes } from '../file-bytes.js'
import { damagedSound, emptySound, missingSound, unsupportedSound } from '../sound-fault.js'
import type { SoundCoding, SoundTrack } from '../sound-track.js'
import { parseStreamInfo } from './flac-frames.js'
import { OggPackets, type OggPage, readOggPages } from './ogg-pages.js'

interface Stream {
  coding: SoundCoding
  /** Packets before the first with sound. */
  headers: number
  sampleRate: number
  channels: number
  /** Of the clock of pages, Hz. */
  clock: number
  skipSamples: number
  totalSamples?: number | undefined
}

/** The sound of an Ogg file: the first stream of Vorbis, Opus or FLAC. */
export async function openOgg(file: FileBytes): Promise<SoundTrack> {
  const collected = new OggPackets()
  const headers: Buffer[] = []
  let stream: Stream | undefined
  let serial: number | undefined
  let other: string | undefined
  let count = 0
  let pages = 0
  let firstGranule = 0
  let samplesAtFirst = 0
  let lastGranule = 0
  let samples = 0
  let isEnded = false
  /** Whether the last page says exactly where the sound ends. */
  let isWhole = true
  const reading = readOggPages(file)
  let next = await reading.next()
  for (; !next.done; next = await reading.next()) {
    const page = next.value
    if (page.isFirst) {
      const found = nameStream(page)
      if (isEnded && found?.known) throw unsupportedSound('Ogg with several recordings one after another')
      if (serial === undefined && found?.known) serial = page.serial
      else other ??= found?.name
    }
    if (page.serial !== serial) continue
    for (const packet of collected.take(page)) {
      if (!stream || headers.length < stream.headers) headers.push(packet)
      if (!stream) stream = parseHead(packet)
      else if (count + 1 >= stream.headers && headers.length >= stream.headers)
        samples += opusSamples(packet, stream)
      count += 1
    }
    isEnded ||= page.isLast && page.share === 1
    if (!stream || count <= stream.headers || page.granule === undefined || page.share === 0) continue
    pages += 1
    if (pages === 1) [firstGranule, samplesAtFirst] = [page.granule, samples]
    lastGranule += (page.granule - lastGranule) * page.share
    isWhole = page.share === 1
  }
  if (!stream || serial === undefined)
    throw other ? unsupportedSound(`${other} in Ogg`) : damagedSound('no stream of sound in it')
  if (headers.length < stream.headers) throw damagedSound('the header is cut short')
  if (pages === 0) throw !isEnded && (next.value === true || collected.isOpen) ? missingSound() : emptySound()
  const { clock, skipSamples, totalSamples, sampleRate, channels } = stream
  // A recording of a running broadcast begins later than at 0.
  const began =
    stream.coding.codec === 'opus'
      ? Math.max(0, firstGranule - samplesAtFirst)
      : firstGranule > 10 * clock
        ? firstGranule
        : 0
  const mine = serial
  const { headers: headerCount } = stream
  const coding =
    stream.coding.codec === 'vorbis'
      ? { ...stream.coding, description: vorbisDescription(headers) }
      : stream.coding
  const durationSeconds = Math.max(0, lastGranule - began - skipSamples) / clock
  return {
    coding,
    sampleRate,
    channels,
    durationSeconds,
    skipSeconds: skipSamples / clock,
    endSeconds: isWhole ? durationSeconds : undefined,
    promisedSeconds: totalSamples === undefined ? undefined : totalSamples / clock,
    endsMidway: !isEnded && (next.value === true || collected.isOpen),
    async *packets() {
      const again = new OggPackets()
      let index = 0
      for await (const page of readOggPages(file)) {
        if (page.serial !== mine) continue
        for (const packet of again.take(page)) if (index++ >= headerCount && packet.length > 0) yield packet
      }
    },
  }
}

const heads: readonly { mark: string; name: string; known: boolean }[] = [
  { mark: 'OpusHead', name: 'Opus', known: true },
  { mark: '\x01vorbis', name: 'Vorbis', known: true },
  { mark: '\x7fFLAC', name: 'FLAC', known: true },
  { mark: 'Speex   ', name: 'Speex', known: false },
  { mark: '\x80theora', name: 'Theora video', known: false },
  { mark: 'CELT    ', name: 'CELT', known: false },
  { mark: 'PCM     ', name: 'PCM', known: false },
]

function nameStream({ packets }: OggPage) {
  const start = packets[0]?.toString('latin1', 0, 8) ?? ''
  return heads.find(({ mark }) => start.startsWith(mark))
}

function parseHead(packet: Buffer): Stream {
  if (packet.toString('latin1', 0, 8) === 'OpusHead') {
    if (packet.length < 19) throw damagedSound('the header is cut short')
    return {
      coding: { codec: 'opus', description: Uint8Array.from(packet) },
      headers: 2,
      sampleRate: 48_000,
      channels: packet[9] ?? 1,
      clock: 48_000,
      skipSamples: packet.readUInt16LE(10),
    }
  }
  if (packet.toString('latin1', 1, 7) === 'vorbis') {
    if (packet.length < 16) throw damagedSound('the header is cut short')
    const sampleRate = packet.readUInt32LE(12)
    if (sampleRate === 0 || !packet[11]) throw damagedSound('no channels or no sample rate')
    return {
      coding: { codec: 'vorbis', description: packet },
      headers: 3,
      sampleRate,
      channels: packet[11],
      clock: sampleRate,
      skipSamples: 0,
    }
  }
  if (packet.length < 51) throw damagedSound('the header is cut short')
  const info = parseStreamInfo(packet.subarray(17))
  return {
    coding: { codec: 'flac', description: info.block },
    headers: 1 + packet.readUInt16BE(7),
    sampleRate: info.sampleRate,
    channels: info.channels,
    clock: info.sampleRate,
    skipSamples: 0,
    totalSamples: info.totalSamples,
  }
}

/** Identification and setup, one after the other, as the decoder wants them. */
function vorbisDescription([identification, , setup]: readonly Buffer[]): Uint8Array {
  return Buffer.concat([identification ?? Buffer.alloc(0), setup ?? Buffer.alloc(0)])
}

/** Samples at 48 kHz in a packet of Opus; 0 of other codings, whose packets don't say it. */
function opusSamples(packet: Buffer, { coding }: Stream): number {
  if (coding.codec !== 'opus' || packet.length === 0) return 0
  const [toc = 0, more = 0] = packet
  const configuration = toc >> 3
  const frame =
    configuration < 12
      ? ([480, 960, 1920, 2880][configuration & 3] ?? 0)
      : configuration < 16
        ? ([480, 960][configuration & 1] ?? 0)
        : ([120, 240, 480, 960][configuration & 3] ?? 0)
  const frames = [1, 2, 2, more & 63][toc & 3] ?? 1
  return frame * frames
}
