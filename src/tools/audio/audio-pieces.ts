import { SwitchyardError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import { numberInside } from '../local/inside.js'
import type { LocalContext, Pipe } from '../local-adapter.js'

/** What the pipeline wants its sound at, Hz. */
export function samplingRate(pipe: Pipe): number {
  return numberInside(pipe.processor, 'feature_extractor', 'config', 'sampling_rate') ?? 16_000
}

/** A recording as the pipeline takes it. Error: `UNSUPPORTED_MEDIA` when it has no sound at all. */
export async function samplesFor(pipe: Pipe, audio: Media, context: LocalContext) {
  const sampleRate = samplingRate(pipe)
  const samples = await context.audio(audio, sampleRate)
  if (samples.length === 0)
    throw new SwitchyardError('UNSUPPORTED_MEDIA', 'The recording has no sound: its length is 0 seconds.')
  return { samples, sampleRate }
}

/** At least `seconds` of sound, filled up with silence: models fail on less. */
export function atLeast(samples: Float32Array, seconds: number, sampleRate: number): Float32Array {
  const least = Math.ceil(seconds * sampleRate)
  if (samples.length >= least) return samples
  const filled = new Float32Array(least)
  filled.set(samples)
  return filled
}

/** Equal parts of a recording, none longer than `seconds`. */
export function equalParts(samples: Float32Array, seconds: number, sampleRate: number): Float32Array[] {
  const count = Math.max(1, Math.ceil(samples.length / (seconds * sampleRate)))
  const edge = (at: number) => Math.round((at * samples.length) / count)
  return Array.from({ length: count }, (_, at) => samples.subarray(edge(at), edge(at + 1)))
}
