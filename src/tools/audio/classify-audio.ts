import { z } from 'zod'
import { cancelledError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import { pipelineLabels, type ScoredLabel } from '../classification.js'
import type { LocalContext, Pipe } from '../local-adapter.js'
import { atLeast, equalParts, samplesFor } from './audio-pieces.js'

const optionsSchema = z.object({
  /** Most that the model hears at once, seconds. Longer sound is cut by the libraries, at random places even. */
  windowSeconds: z.number().positive().default(10),
})

/** Less sound than this makes models fail, seconds. */
const leastSeconds = 0.5

/**
 * Classifies a recording of any length: part by part, each as long as the model hears, with the scores averaged.
 * `classify` runs the pipeline on one part and must return all labels, not the best few.
 */
export async function classifyAudio(
  pipe: Pipe,
  audio: Media,
  context: LocalContext,
  classify: (samples: Float32Array) => Promise<unknown>,
): Promise<ScoredLabel[]> {
  const { samples, sampleRate } = await samplesFor(pipe, audio, context)
  const parts = equalParts(samples, optionsSchema.parse(context.options).windowSeconds, sampleRate)
  const sums = new Map<string, number>()
  for (const [at, part] of parts.entries()) {
    if (context.signal.aborted) throw cancelledError(context.signal)
    const labels = pipelineLabels.parse(await classify(atLeast(part, leastSeconds, sampleRate)))
    for (const { label, score } of labels) sums.set(label, (sums.get(label) ?? 0) + score)
    context.progress((at + 1) / parts.length)
  }
  return [...sums].map(([label, sum]) => ({ label, score: sum / parts.length }))
}
