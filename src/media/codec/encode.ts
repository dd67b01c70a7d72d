import { loadSharp } from './load-sharp.js'

/** Pixels row by row, one byte a channel: grey, RGB or RGBA. */
export interface RawPicture {
  data: Uint8Array | Uint8ClampedArray
  width: number
  height: number
  channels: 1 | 3 | 4
}

/** @throws Error where `data` has not `width * height * channels` bytes */
export async function encodePng({ data, width, height, channels }: RawPicture): Promise<Uint8Array> {
  if (data.length !== width * height * channels)
    throw new RangeError(`${data.length} bytes for ${width} x ${height} x ${channels}`)
  const sharp = await loadSharp()
  const raw = { width, height, channels }
  return sharp(data, { raw, limitInputPixels: false })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer()
}

/** 16-bit mono WAV of samples in -1..1; what lies outside is clipped, and what is no number becomes silence. */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array {
  const dataBytes = samples.length * 2
  const wav = Buffer.alloc(44 + dataBytes)
  wav.write('RIFF', 0, 'latin1')
  wav.writeUInt32LE(36 + dataBytes, 4)
  wav.write('WAVEfmt ', 8, 'latin1')
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(sampleRate, 24)
  wav.writeUInt32LE(sampleRate * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36, 'latin1')
  wav.writeUInt32LE(dataBytes, 40)
  samples.forEach((sample, index) => {
    const scaled = Math.round((Number.isNaN(sample) ? 0 : sample) * 32_768)
    wav.writeInt16LE(Math.max(-32_768, Math.min(32_767, scaled)), 44 + index * 2)
  })
  return wav
}
