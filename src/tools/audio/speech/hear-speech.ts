import type { Media } from '../../../media/media.js'
import type { ReaderContext } from '../../reader-adapter.js'
import { hearFile } from '../measure/hear-file.js'
import { createBandMeter } from './band-levels.js'
import { findSpeechIn, riseOverNoise, type Span } from './find-speech.js'

/** Enough for the octaves that speech lives in, Hz. */
const sampleRate = 16_000

/** Where a recording sounds above its noise, found while it is read, so that its length takes no memory to speak of. */
export async function hearSpeech(
  audio: Media,
  context: ReaderContext,
): Promise<{ speech: Span[]; seconds: number }> {
  const meter = createBandMeter(sampleRate)
  const seconds = await hearFile(audio, context, sampleRate, [meter])
  return { speech: findSpeechIn(riseOverNoise(meter.levels()), seconds), seconds }
}
