import type { PcmFormat } from './pcm.js'

/** Sound without compression in samples of so many bytes. */
export function pcmOf(
  kind: PcmFormat['kind'],
  sampleBytes: number,
  channels: number,
  bigEndian: boolean,
): PcmFormat {
  return { kind, sampleBytes, bigEndian, channels, blockBytes: sampleBytes * channels }
}

/** By the names that WebCodecs gives. */
const kinds: ReadonlyMap<string, [PcmFormat['kind'], number, boolean]> = new Map([
  ['pcm-u8', ['unsigned', 1, false]],
  ['pcm-s8', ['signed', 1, false]],
  ['pcm-s16', ['signed', 2, false]],
  ['pcm-s16be', ['signed', 2, true]],
  ['pcm-s24', ['signed', 3, false]],
  ['pcm-s24be', ['signed', 3, true]],
  ['pcm-s32', ['signed', 4, false]],
  ['pcm-s32be', ['signed', 4, true]],
  ['pcm-f32', ['float', 4, false]],
  ['pcm-f32be', ['float', 4, true]],
  ['pcm-f64', ['float', 8, false]],
  ['pcm-f64be', ['float', 8, true]],
  ['alaw', ['alaw', 1, false]],
  ['ulaw', ['mulaw', 1, false]],
])

export function pcmNamed(name: string, channels: number): PcmFormat | undefined {
  const found = kinds.get(name)
  return found && pcmOf(found[0], found[1], channels, found[2])
}
