import { unsupportedSound } from '../sound-fault.js'

/** Hz by the index in AAC's headers. */
export const aacRates: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
]

/** The description of plain AAC (low complexity) for the decoder. */
export function aacConfig(rateIndex: number, channels: number): Uint8Array {
  if (channels === 0) throw unsupportedSound('AAC with its channels named within the stream')
  if (channels > 2) throw unsupportedSound(`AAC with ${channels} channels`)
  return Uint8Array.of((2 << 3) | (rateIndex >> 1), ((rateIndex & 1) << 7) | (channels << 3))
}

const kinds: Readonly<Record<number, string>> = {
  1: 'AAC Main',
  3: 'AAC SSR',
  4: 'AAC LTP',
  23: 'AAC-LD',
  39: 'AAC-ELD',
  42: 'xHE-AAC',
}

/**
 * Of an MP4 file's description, the plain AAC in it. HE-AAC is plain AAC at half the sample rate and a description of the
 * treble above it; nothing of speech is lost without that.
 */
export function plainAacConfig(description: Uint8Array): Uint8Array {
  let at = 0
  const bits = (count: number) => {
    let value = 0
    for (let bit = 0; bit < count; bit += 1, at += 1)
      value = value * 2 + (((description[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  const object = () => {
    const kind = bits(5)
    return kind === 31 ? 32 + bits(6) : kind
  }
  const rate = () => {
    const index = bits(4)
    return index === 15 ? aacRates.indexOf(bits(24)) : index
  }
  let kind = object()
  const rateIndex = rate()
  const channels = bits(4)
  if (kind === 5 || kind === 29) {
    rate()
    kind = object()
  }
  if (kind !== 2) throw unsupportedSound(kinds[kind] ?? `AAC of kind ${kind}`)
  if (rateIndex < 0) throw unsupportedSound('AAC at an unusual sample rate')
  if (bits(1) === 1) throw unsupportedSound('AAC with frames of 960 samples')
  return aacConfig(rateIndex, channels === 7 ? 8 : channels)
}
