import { OpusDecoder } from 'opus-decoder'
import { unsupportedSound } from '../sound-fault.js'
import type { PacketDecoder } from './decoder.js'

const sampleRate = 48_000

/** libopus in WebAssembly. The description is the head of an Ogg stream, which other containers hold too. */
export async function openOpus(description: Uint8Array): Promise<PacketDecoder> {
  const head = Buffer.from(description)
  const hasHead = head.length >= 19
  const channels = hasHead ? (head[9] ?? 2) : 2
  const gain = hasHead ? 10 ** (head.readInt16LE(16) / 256 / 20) : 1
  const decoder = new OpusDecoder({ channels, preSkip: 0, ...mapping(head, channels) })
  await decoder.ready
  return {
    decode(packet) {
      const { channelData, samplesDecoded, errors } = quietly(() => decoder.decodeFrame(packet))
      if (errors.length > 0) return undefined
      const decoded = channelData.map((samples) => samples.subarray(0, samplesDecoded))
      return {
        channels: gain === 1 ? decoded : decoded.map((samples) => samples.map((one) => one * gain)),
        sampleRate,
      }
    },
    close: () => decoder.free(),
  }
}

/** The library says on the console what it also returns. Nothing else can run meanwhile. */
function quietly<T>(work: () => T): T {
  const { error } = console
  console.error = () => {}
  try {
    return work()
  } finally {
    console.error = error
  }
}

function mapping(head: Buffer, channels: number) {
  if (head.length < 19 || head[18] === 0) {
    if (channels > 2) throw unsupportedSound('Opus with its channels in no known order')
    return {
      streamCount: 1,
      coupledStreamCount: channels - 1,
      channelMappingTable: channels === 1 ? [0] : [0, 1],
    }
  }
  return {
    streamCount: head[19] ?? 1,
    coupledStreamCount: head[20] ?? 0,
    channelMappingTable: [...head.subarray(21, 21 + channels)],
  }
}
