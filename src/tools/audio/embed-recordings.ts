import { z } from 'zod'
import { cancelledError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import { embedEach } from '../embed-each.js'
import { disposeTensor, tensorSchema } from '../local/outputs.js'
import type { LocalContext, Pipe } from '../local-adapter.js'
import { unitVector } from '../vectors.js'
import { atLeast, equalParts, samplesFor } from './audio-pieces.js'

const optionsSchema = z.object({
  /** Most that the model hears at once, seconds. */
  windowSeconds: z.number().positive().default(10),
})

/** Less sound than this makes models fail, seconds. */
const leastSeconds = 0.5

/** A vector for each recording, in their order: the mean over its parts. One that is given twice is heard once. */
export async function embedRecordings(
  pipe: Pipe,
  recordings: readonly Media[],
  context: LocalContext,
): Promise<Float32Array[]> {
  const { windowSeconds } = optionsSchema.parse(context.options)
  return embedEach(recordings, context, (recording) => embed(pipe, recording, windowSeconds, context))
}

async function embed(
  pipe: Pipe,
  recording: Media,
  windowSeconds: number,
  context: LocalContext,
): Promise<Float32Array> {
  const { samples, sampleRate } = await samplesFor(pipe, recording, context)
  const parts: Float32Array[] = []
  for (const part of equalParts(samples, windowSeconds, sampleRate)) {
    if (context.signal.aborted) throw cancelledError(context.signal)
    const output = await pipe(atLeast(part, leastSeconds, sampleRate))
    parts.push(unitVector(mean(tensorSchema.parse(output))))
    disposeTensor(output)
  }
  return meanOf(parts)
}

/** From [1, stretches, numbers] or [1, numbers] to one vector. */
function mean({ data, dims }: z.output<typeof tensorSchema>): Float32Array {
  const size = dims.at(-1) ?? data.length
  return meanOf(
    Array.from({ length: data.length / size }, (_, at) => data.subarray(at * size, (at + 1) * size)),
  )
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors)
    for (const [at, value] of vector.entries()) sum[at] = (sum[at] ?? 0) + value / vectors.length
  return sum
}
