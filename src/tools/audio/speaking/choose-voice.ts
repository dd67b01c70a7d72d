import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { inside } from '../../local/inside.js'
import { disposeTensor, tensorSchema } from '../../local/outputs.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { phonemesOf } from './phonemes.js'
import { isForAll, speakerSchema, voiceNamed } from './voice-names.js'

/** What is said, as samples. */
const spokenSchema = z.object({
  audio: z.instanceof(Float32Array),
  sampling_rate: z.number().positive(),
})
export type Spoken = z.output<typeof spokenSchema>

/** How models are loaded that take phonemes and a style: Kokoro. */
const styleTask = 'text-to-speech-by-style'
/** A row of a voice's file is the style for a text of so many phonemes. */
const styleSize = 256
const styleRate = 24_000

/** How espeak-ng names the language of a voice, by the first letter of the voice's name. */
const languages: Readonly<Record<string, string>> = {
  a: 'en-us',
  b: 'en-gb',
  e: 'es',
  f: 'fr-fr',
  h: 'hi',
  i: 'it',
  p: 'pt-br',
}

/**
 * The voice of a model that is to speak: says one passage after the other. Models that have one voice need no name.
 *
 * @throws SwitchyardError `MODEL_UNAVAILABLE` for a voice that the model does not have, with those that it has, and for a speed
 * other than 1 of a model with one: another may have it
 */
export async function chooseVoice(
  pipe: Pipe,
  { voice: asked, speed = 1 }: { voice?: string | undefined; speed?: number | undefined },
  context: Pick<LocalContext, 'modelFile' | 'options' | 'signal'>,
): Promise<(passage: string) => Promise<Spoken>> {
  const { voices, voice = voices[0] } = speakerSchema.parse(context.options)
  const name = asked === undefined ? voice : voiceNamed(voices, asked)
  const known = voices.length === 0 ? 'It has one voice: leave it out' : `It has ${voices.join(', ')}`
  if (asked !== undefined && name === undefined && !isForAll(asked))
    throw new SwitchyardError('MODEL_UNAVAILABLE', `The model has no voice "${asked}". ${known}.`)
  if (name === undefined && speed !== 1)
    throw new SwitchyardError('MODEL_UNAVAILABLE', 'The model has one speed: leave it out.')
  if (name === undefined) return async (passage) => spokenSchema.parse(await pipe(passage, {}))
  const bytes = await context.modelFile(`voices/${name}.bin`)
  if (!bytes)
    throw new SwitchyardError(
      'MODEL_BROKEN',
      `The model's file for the voice "${name}" is not there. Fetch the model anew with switchyard models pull.`,
    )
  const style = new Float32Array(bytes.slice().buffer)
  if (pipe.task !== styleTask)
    return async (passage) => spokenSchema.parse(await pipe(passage, { speaker_embeddings: style, speed }))
  const language = languages[name.charAt(0)] ?? 'en-us'
  return async (passage) =>
    speakInStyle(pipe, await phonemesOf(passage, language, context.signal), { style, speed })
}

async function speakInStyle(
  { model, tokenizer }: Pipe,
  phonemes: string,
  { style, speed }: { style: Float32Array; speed: number },
): Promise<Spoken> {
  if (typeof model !== 'function' || typeof tokenizer !== 'function') throw new z.ZodError([])
  const { Tensor } = await import('@huggingface/transformers')
  const input_ids: unknown = inside(
    await Reflect.apply(tokenizer, undefined, [phonemes, { truncation: true }]),
    'input_ids',
  )
  const [, length = 2] = z.array(z.number()).parse(inside(input_ids, 'dims'))
  // The begin and the end count as none.
  const row = Math.max(0, Math.min(length - 2, Math.floor(style.length / styleSize) - 1))
  const output: unknown = await Reflect.apply(model, undefined, [
    {
      input_ids,
      style: new Tensor('float32', style.slice(row * styleSize, (row + 1) * styleSize), [1, styleSize]),
      speed: new Tensor('float32', Float32Array.of(speed), [1]),
    },
  ])
  const waveform = inside(output, 'waveform')
  const audio = tensorSchema.parse(waveform).data.slice()
  disposeTensor(waveform)
  return { audio, sampling_rate: styleRate }
}
