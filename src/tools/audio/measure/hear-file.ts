import type { Media } from '../../../media/media.js'
import type { ReaderContext } from '../../reader-adapter.js'

/** What takes in sound piece by piece. */
export interface SoundMeter {
  push(piece: Float32Array): void
}

/**
 * Lets meters hear a whole recording at `sampleRate` Hz, a piece at a time, in mono. For processes that read files.
 *
 * @returns its length in seconds
 * @throws SwitchyardError what is wrong with the recording
 */
export async function hearFile(
  audio: Media,
  { path, limits: { maxSeconds } }: ReaderContext,
  sampleRate: number,
  meters: readonly SoundMeter[],
): Promise<number> {
  // Tools are known in processes that read no files, and what decodes sound is large.
  const { streamAudio } = await import('../../../media/codec/decode-audio.js')
  let length = 0
  await streamAudio(await path(audio), sampleRate, {
    maxSeconds,
    take: (piece) => {
      length += piece.length
      for (const meter of meters) meter.push(piece)
    },
  })
  return length / sampleRate
}
