import { inside } from '../../local/inside.js'
import { disposeTensor, tensorSchema } from '../../local/outputs.js'
import type { Pipe } from '../../local-adapter.js'
import { unitVector } from '../../vectors.js'
import { atLeast } from '../audio-pieces.js'
import type { Span } from '../speech/find-speech.js'

/** A voice is known after so much of it, seconds; more takes longer and says little more. */
const mostSeconds = 10
/** Less than this makes models fail. */
const leastSeconds = 0.5
/** Less than this tells nothing of a voice. */
const tellingSeconds = 0.15

/** A vector for the voice in some stretches of a recording, by a speaker model; undefined where they are too short. */
export async function embedVoice(
  { processor, model }: Pipe,
  { samples, sampleRate }: { samples: Float32Array; sampleRate: number },
  spans: readonly Span[],
): Promise<Float32Array | undefined> {
  const sound = joined(samples, spans, sampleRate)
  if (sound.length < tellingSeconds * sampleRate) return undefined
  if (typeof processor !== 'function' || typeof model !== 'function') return undefined
  const output: unknown = await Reflect.apply(model, undefined, [
    await Reflect.apply(processor, undefined, [atLeast(sound, leastSeconds, sampleRate)]),
  ])
  const { data } = tensorSchema.parse(inside(output, 'embeddings'))
  const vector = unitVector(data)
  for (const name of ['embeddings', 'logits']) disposeTensor(inside(output, name))
  return vector
}

function joined(samples: Float32Array, spans: readonly Span[], sampleRate: number): Float32Array {
  const pieces = spans.map(({ start, end }) =>
    samples.subarray(Math.round(start * sampleRate), Math.round(end * sampleRate)),
  )
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const whole = new Float32Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole.subarray(0, mostSeconds * sampleRate)
}
