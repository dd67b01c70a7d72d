/** The two ADPCM codings that WAV files hold, after the IMA's and Microsoft's own descriptions of them. */

const imaIndex = [-1, -1, -1, -1, 2, 4, 6, 8]
const imaSteps = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97,
  107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724,
  796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026,
  4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10_442, 11_487, 12_635, 13_899, 15_289, 16_818,
  18_500, 20_350, 22_385, 24_623, 27_086, 29_794, 32_767,
]

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
const clamp16 = (value: number) => clamp(value, -32_768, 32_767)

/** Samples of each channel in an IMA block of so many bytes. */
export function samplesInIma(bytes: number, channels: number): number {
  const head = 4 * channels
  return bytes < head ? 0 : 1 + Math.floor((bytes - head) / head) * 8
}

/** Writes a block's samples from `at` on; the number of samples of each channel. */
export function decodeImaBlock(block: Uint8Array, output: readonly Float32Array[], at: number): number {
  const channels = output.length
  const frames = samplesInIma(block.length, channels)
  if (frames === 0) return 0
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  for (const [channel, samples] of output.entries()) {
    let value = view.getInt16(channel * 4, true)
    let index = clamp(block[channel * 4 + 2] ?? 0, 0, 88)
    samples[at] = value / 32_768
    for (let sample = 0; sample < frames - 1; sample += 1) {
      // Eight samples of one channel, then eight of the next.
      const byte = block[4 * channels * (1 + (sample >> 3)) + channel * 4 + ((sample >> 1) & 3)] ?? 0
      const code = sample & 1 ? byte >> 4 : byte & 15
      const step = imaSteps[index] ?? 7
      let change = step >> 3
      if (code & 1) change += step >> 2
      if (code & 2) change += step >> 1
      if (code & 4) change += step
      value = clamp16(code & 8 ? value - change : value + change)
      index = clamp(index + (imaIndex[code & 7] ?? 0), 0, 88)
      samples[at + 1 + sample] = value / 32_768
    }
  }
  return frames
}

const msAdaptation = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230]
const msCoefficients: readonly (readonly [number, number])[] = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232],
]

export function samplesInMs(bytes: number, channels: number): number {
  const head = 7 * channels
  return bytes < head ? 0 : 2 + Math.floor(((bytes - head) * 2) / channels)
}

export function decodeMsBlock(
  block: Uint8Array,
  output: readonly Float32Array[],
  at: number,
  coefficients: PcmCoefficients = msCoefficients,
): number {
  const channels = output.length
  const frames = samplesInMs(block.length, channels)
  if (frames === 0) return 0
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  for (const [channel, samples] of output.entries()) {
    const [factor1, factor2] = coefficients[block[channel] ?? 0] ?? [256, 0]
    const word = (row: number) => view.getInt16(channels + (row * channels + channel) * 2, true)
    let [delta, newer, older] = [word(0), word(1), word(2)]
    samples[at] = older / 32_768
    samples[at + 1] = newer / 32_768
    for (let sample = 0; sample < frames - 2; sample += 1) {
      const nibble = sample * channels + channel
      const byte = block[7 * channels + (nibble >> 1)] ?? 0
      const code = nibble & 1 ? byte & 15 : byte >> 4
      const signed = code & 8 ? code - 16 : code
      const predicted = Math.trunc((newer * factor1 + older * factor2) / 256)
      const value = clamp16(predicted + signed * delta)
      ;[older, newer] = [newer, value]
      delta = Math.max(16, ((msAdaptation[code] ?? 230) * delta) >> 8)
      samples[at + 2 + sample] = value / 32_768
    }
  }
  return frames
}

type PcmCoefficients = readonly (readonly [number, number])[] | undefined
