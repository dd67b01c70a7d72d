import { aacConfig, aacRates } from '../decoders/aac-config.js'
import type { FileBytes } from '../file-bytes.js'
import { damagedSound } from '../sound-fault.js'
import type { SoundTrack } from '../sound-track.js'

const samplesInFrame = 1024

/** The sound of raw AAC with ADTS headers. The first frame only prepares the decoder. */
export async function openAdts(file: FileBytes): Promise<SoundTrack> {
  const starts: number[] = []
  let first: Header | undefined
  let endsMidway = false
  let position = 0
  const id3 = await file.read(0, 10)
  if (id3.toString('latin1', 0, 3) === 'ID3' && id3.length === 10)
    position = 10 + [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((id3[at] ?? 0) & 0x7f), 0)
  while (position + 7 <= file.size) {
    const header = parseHeader(await file.read(position, 7))
    if (!header) {
      const rest = await file.read(position + 1, 65_536)
      const next = rest.indexOf(0xff)
      if (rest.length === 0) break
      position += 1 + (next < 0 ? rest.length : next)
      continue
    }
    if (position + header.bytes > file.size) {
      endsMidway = true
      break
    }
    first ??= header
    starts.push(position)
    position += header.bytes
  }
  if (!first) throw damagedSound('no frame of AAC in it')
  const sampleRate = aacRates[first.rateIndex] ?? 0
  return {
    coding: { codec: 'aac', description: aacConfig(first.rateIndex, first.channels) },
    sampleRate,
    channels: first.channels,
    durationSeconds: ((starts.length - 1) * samplesInFrame) / sampleRate,
    skipSeconds: samplesInFrame / sampleRate,
    endsMidway,
    async *packets() {
      for (const at of starts) {
        const head = await file.read(at, 7)
        const header = parseHeader(head)
        if (header) yield await file.read(at + header.headBytes, header.bytes - header.headBytes)
      }
    },
  }
}

interface Header {
  rateIndex: number
  channels: number
  headBytes: number
  bytes: number
}

function parseHeader(head: Buffer): Header | undefined {
  const [sync = 0, kind = 0, rate = 0, a = 0, b = 0, c = 0] = head
  if (sync !== 0xff || (kind & 0xf6) !== 0xf0) return undefined
  const rateIndex = (rate >> 2) & 15
  const configuration = ((rate & 1) << 2) | (a >> 6)
  const bytes = ((a & 3) << 11) | (b << 3) | (c >> 5)
  const headBytes = kind & 1 ? 7 : 9
  if (aacRates[rateIndex] === undefined || bytes <= headBytes) return undefined
  return { rateIndex, channels: configuration === 7 ? 8 : configuration, headBytes, bytes }
}
