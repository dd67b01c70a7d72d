import { z } from 'zod'
import { cancelledError } from '../../../core/errors.js'
import { inside } from '../../local/inside.js'
import { disposeTensor } from '../../local/outputs.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { atLeast } from '../audio-pieces.js'
import { voicesInWindow, windowsOver } from './powerset.js'
import type { Voice } from './voice.js'

/** What the model was trained on, seconds. */
const windowSeconds = 10
const leastSeconds = 1

const runsSchema = z.array(
  z.array(z.object({ id: z.int().min(0).max(6), start: z.number(), end: z.number() })),
)

/**
 * Who of three speakers speaks in each ten seconds of a recording, by a segmentation model of pyannote's kind. Windows overlap by half, and
 * of each its middle counts.
 */
export async function segmentSpeakers(
  pipe: Pipe,
  { samples, sampleRate }: { samples: Float32Array; sampleRate: number },
  { signal, progress }: Pick<LocalContext, 'signal' | 'progress'>,
): Promise<Voice[]> {
  const windows = windowsOver(samples.length / sampleRate, windowSeconds)
  const voices: Voice[] = []
  for (const [at, { window, part }] of windows.entries()) {
    if (signal.aborted) throw cancelledError(signal)
    const place = (seconds: number) => Math.round(seconds * sampleRate)
    const sound = atLeast(samples.slice(place(window.start), place(window.end)), leastSeconds, sampleRate)
    voices.push(...voicesInWindow(await runsIn(pipe, sound), { window: at, offset: window.start, part }))
    progress((at + 1) / windows.length)
  }
  return voices
}

async function runsIn({ processor, model }: Pipe, sound: Float32Array) {
  const read = inside(processor, 'post_process_speaker_diarization')
  if (typeof processor !== 'function' || typeof model !== 'function' || typeof read !== 'function')
    throw new z.ZodError([])
  const output: unknown = await Reflect.apply(model, undefined, [
    await Reflect.apply(processor, undefined, [sound]),
  ])
  const logits = inside(output, 'logits')
  const [runs = []] = runsSchema.parse(Reflect.apply(read, processor, [logits, sound.length]))
  disposeTensor(logits)
  return runs
}
