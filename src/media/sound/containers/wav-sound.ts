import { readWavHeader, type WavHeader } from '../../probe/wav-header.js'
import { countSamples, type PcmFormat } from '../decoders/pcm.js'
import type { FileBytes } from '../file-bytes.js'
import { emptySound, missingSound, unsupportedSound } from '../sound-fault.js'
import type { SoundTrack } from '../sound-track.js'
import { openMp3 } from './mp3-frames.js'

/** Codings that WAV files may hold and that nothing here reads. */
const names: ReadonlyMap<number, string> = new Map([
  [0x0010, 'OKI ADPCM'],
  [0x0014, 'G.723 ADPCM'],
  [0x0017, 'Dialogic OKI ADPCM'],
  [0x0020, 'Yamaha ADPCM'],
  [0x0022, 'TrueSpeech'],
  [0x0031, 'GSM 6.10'],
  [0x0040, 'G.721 ADPCM'],
  [0x0042, 'G.723.1'],
  [0x0045, 'G.726 ADPCM'],
  [0x0064, 'G.726 ADPCM'],
  [0x0065, 'G.722 ADPCM'],
  [0x0083, 'G.729'],
  [0x0092, 'AC-3'],
  [0x00ff, 'AAC'],
  [0x0130, 'ACELP.net'],
  [0x0160, 'Windows Media Audio'],
  [0x0161, 'Windows Media Audio'],
  [0x0162, 'Windows Media Audio'],
  [0x0163, 'Windows Media Audio'],
  [0x0200, 'Creative ADPCM'],
  [0x0270, 'ATRAC3'],
  [0x1610, 'AAC'],
  [0x2001, 'DTS'],
  [0x566f, 'Ogg Vorbis'],
  [0x674f, 'Ogg Vorbis'],
  [0xf1ac, 'FLAC'],
])

const mpeg = [0x0050, 0x0055]
const pieceBytes = 65_536

/** The sound of a WAV file: PCM, floating point, A-law, mu-law, IMA and Microsoft ADPCM, and MPEG layers 1 to 3. */
export async function openWav(file: FileBytes): Promise<SoundTrack> {
  const header = await readWavHeader(file)
  const { dataStart, dataBytes, promisedBytes } = header
  if (mpeg.includes(header.tag)) {
    const track = await openMp3(file, { start: dataStart, end: dataStart + dataBytes })
    const { durationSeconds } = track
    const missing = promisedBytes !== undefined && promisedBytes > dataBytes
    // Some programs leave out how many bytes a second takes.
    const perSecond = header.bytesPerSecond || dataBytes / durationSeconds
    const promisedSeconds = missing ? promisedBytes / perSecond : undefined
    return {
      ...track,
      promisedSeconds:
        track.promisedSeconds ?? (promisedSeconds && Math.max(promisedSeconds, durationSeconds)),
    }
  }
  const format = pcmFormat(header)
  if (!format)
    throw unsupportedSound(`${names.get(header.tag) ?? `coding 0x${header.tag.toString(16)}`} in WAV`)
  if (dataBytes === 0) throw promisedBytes ? missingSound() : emptySound()
  const { sampleRate, channels, samples } = header
  const seconds = (bytes: number) => {
    const counted = countSamples(format, bytes)
    const compressed = format.kind === 'ima' || format.kind === 'ms'
    return (compressed ? Math.min(counted, samples ?? counted) : counted) / sampleRate
  }
  return {
    coding: { codec: 'pcm', format },
    sampleRate,
    channels,
    durationSeconds: seconds(dataBytes),
    skipSeconds: 0,
    endSeconds: seconds(dataBytes),
    promisedSeconds: promisedBytes === undefined ? undefined : seconds(promisedBytes),
    endsMidway: false,
    async *packets() {
      const size = Math.max(1, Math.floor(pieceBytes / format.blockBytes)) * format.blockBytes
      for (let at = 0; at < dataBytes; at += size)
        yield await file.read(dataStart + at, Math.min(size, dataBytes - at))
    },
  }
}

function pcmFormat({ tag, bits, channels, blockBytes, extra }: WavHeader): PcmFormat | undefined {
  const of = (kind: PcmFormat['kind'], sampleBytes: number): PcmFormat => ({
    kind,
    sampleBytes,
    bigEndian: false,
    channels,
    blockBytes: sampleBytes * channels,
  })
  switch (tag) {
    case 1: {
      // A sample of 12 or 20 bits lies at the upper end of its two or three bytes.
      const inBlock = blockBytes / channels
      const bytes = [1, 2, 3, 4].includes(inBlock) && inBlock * 8 >= bits ? inBlock : Math.ceil(bits / 8)
      return bytes >= 1 && bytes <= 4 ? of(bytes === 1 ? 'unsigned' : 'signed', bytes) : undefined
    }
    case 3:
      return bits === 32 || bits === 64 ? of('float', bits / 8) : undefined
    case 6:
      return of('alaw', 1)
    case 7:
      return of('mulaw', 1)
    case 0x11:
      return bits === 4 ? { ...of('ima', 1), blockBytes } : undefined
    case 2:
      return bits === 4 ? { ...of('ms', 1), blockBytes, coefficients: msCoefficients(extra) } : undefined
    default:
      return undefined
  }
}

function msCoefficients(extra: Buffer): (readonly [number, number])[] | undefined {
  const count = extra.length >= 4 ? extra.readUInt16LE(2) : 0
  if (count === 0 || extra.length < 4 + count * 4) return undefined
  return Array.from(
    { length: count },
    (_, at) => [extra.readInt16LE(4 + at * 4), extra.readInt16LE(6 + at * 4)] as const,
  )
}
