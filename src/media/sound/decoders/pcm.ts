import { decodeImaBlock, decodeMsBlock, samplesInIma, samplesInMs } from './adpcm.js'

/** Sound without compression, or with one that looks at a sample or a block by itself. */
export interface PcmFormat {
  kind: 'unsigned' | 'signed' | 'float' | 'alaw' | 'mulaw' | 'ima' | 'ms'
  /** Bytes of one sample of one channel. */
  sampleBytes: number
  bigEndian: boolean
  channels: number
  /** Bytes of one sample of all channels, or of one block. */
  blockBytes: number
  /** Pairs of factors of Microsoft's ADPCM. */
  coefficients?: readonly (readonly [number, number])[] | undefined
}

/** Samples of each channel in so many bytes. */
export function countSamples(format: PcmFormat, bytes: number): number {
  const { kind, blockBytes, channels } = format
  if (kind !== 'ima' && kind !== 'ms') return Math.floor(bytes / blockBytes)
  const inBlock = (size: number) =>
    kind === 'ima' ? samplesInIma(size, channels) : samplesInMs(size, channels)
  return Math.floor(bytes / blockBytes) * inBlock(blockBytes) + inBlock(bytes % blockBytes)
}

/** Whole blocks as samples in -1..1, one array for each channel; a last block may be cut short. */
export function decodePcm(bytes: Uint8Array, format: PcmFormat): Float32Array[] {
  const { kind, channels, blockBytes } = format
  const frames = countSamples(format, bytes.length)
  const output = Array.from({ length: channels }, () => new Float32Array(frames))
  if (kind === 'ima' || kind === 'ms') {
    let at = 0
    for (let start = 0; start < bytes.length; start += blockBytes) {
      const block = bytes.subarray(start, start + blockBytes)
      at +=
        kind === 'ima'
          ? decodeImaBlock(block, output, at)
          : decodeMsBlock(block, output, at, format.coefficients)
    }
    return output
  }
  const read = sampleReader(bytes, format)
  for (const [channel, samples] of output.entries()) {
    const offset = channel * format.sampleBytes
    for (let frame = 0; frame < frames; frame += 1) samples[frame] = read(frame * blockBytes + offset)
  }
  return output
}

function sampleReader(
  bytes: Uint8Array,
  { kind, sampleBytes, bigEndian }: PcmFormat,
): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = !bigEndian
  if (kind === 'alaw') return (at) => aLaw[view.getUint8(at)] ?? 0
  if (kind === 'mulaw') return (at) => muLaw[view.getUint8(at)] ?? 0
  if (kind === 'float')
    return sampleBytes === 8 ? (at) => view.getFloat64(at, little) : (at) => view.getFloat32(at, little)
  switch (sampleBytes) {
    case 1:
      return kind === 'signed' ? (at) => view.getInt8(at) / 128 : (at) => (view.getUint8(at) - 128) / 128
    case 2:
      return (at) => view.getInt16(at, little) / 32_768
    case 3:
      return little
        ? (at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 8_388_608
        : (at) => ((view.getInt8(at) << 16) | view.getUint16(at + 1)) / 8_388_608
    default:
      return (at) => view.getInt32(at, little) / 2_147_483_648
  }
}

/** ITU-T G.711. */
const aLaw = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55
  const exponent = (bits >> 4) & 7
  const mantissa = ((bits & 15) << 4) + 8
  const value = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1)
  return (bits & 0x80 ? value : -value) / 32_768
})

const muLaw = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff
  const value = ((((bits & 15) << 3) + 0x84) << ((bits >> 4) & 7)) - 0x84
  return (bits & 0x80 ? -value : value) / 32_768
})
