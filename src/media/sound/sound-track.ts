import type { PcmFormat } from './decoders/pcm.js'

/** How packets are turned into samples. */
export type SoundCoding =
  | { codec: 'aac' | 'alac' | 'flac' | 'mp1' | 'mp2' | 'mp3' | 'vorbis'; description: Uint8Array }
  | { codec: 'opus'; description: Uint8Array }
  | { codec: 'pcm'; format: PcmFormat }

/** The sound of a file: what is said about it, what is there, and how to get at it. */
export interface SoundTrack {
  coding: SoundCoding
  /** Hz, as recorded. */
  sampleRate: number
  channels: number
  /** What is there, seconds, without what encoders put around it. */
  durationSeconds: number
  /** Sound at the beginning that only prepares the decoder, seconds. */
  skipSeconds: number
  /** Where to stop although the decoder gives more, seconds; undefined where all of it counts. */
  endSeconds?: number | undefined
  /** What the file promises, seconds; undefined where it promises nothing. */
  promisedSeconds?: number | undefined
  /** Whether the bytes end in the middle of a piece of sound. */
  endsMidway: boolean
  packets(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Less missing than this, in seconds, is rounding. */
const tolerance = 0.1

export interface CutShort {
  cutShort: true
  promisedSeconds?: number | undefined
}

/**
 * The one rule for all formats: a recording is cut short where more than a tenth of a second of what it promises is
 * missing, or, where it promises nothing, where its bytes end within a piece of sound.
 */
export function cutShortOf({
  durationSeconds,
  promisedSeconds,
  endsMidway,
}: Pick<SoundTrack, 'durationSeconds' | 'promisedSeconds' | 'endsMidway'>): CutShort | undefined {
  if (promisedSeconds === undefined) return endsMidway ? { cutShort: true } : undefined
  return promisedSeconds - durationSeconds > tolerance ? { cutShort: true, promisedSeconds } : undefined
}

/** What is seen of a video. */
export interface Pictures {
  width: number
  height: number
  frames: number
  durationSeconds: number
  promisedSeconds?: number | undefined
  endsMidway: boolean
}
