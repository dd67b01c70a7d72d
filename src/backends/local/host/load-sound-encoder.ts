import { z } from 'zod'
import { inside, numberInside } from '../../../tools/local/inside.js'
import type { Pipe } from '../../../tools/local-adapter.js'

/**
 * Loads the network of a model that turns sound into numbers (CLAP, the encoder of Whisper, WavLM and its like) in place of
 * a pipeline. Called with samples, it returns a tensor: one vector, or one for each stretch of the sound.
 */
export async function loadSoundEncoder(task: string, path: string, options: object): Promise<Pipe> {
  const { AutoConfig, AutoModel, AutoProcessor, ClapAudioModelWithProjection, PreTrainedModel, Tensor } =
    await import('@huggingface/transformers')
  const { model_type: type } = z
    .object({ model_type: z.string() })
    .parse(await AutoConfig.from_pretrained(path, options))
  const processor = await AutoProcessor.from_pretrained(path, options)
  const loaded: unknown =
    type === 'clap'
      ? await ClapAudioModelWithProjection.from_pretrained(path, options)
      : type === 'whisper'
        ? await PreTrainedModel.from_pretrained(path, { ...options, model_file_name: 'encoder_model' })
        : await AutoModel.from_pretrained(path, options)
  if (!(loaded instanceof PreTrainedModel)) throw new Error('it is no model')
  const model = loaded

  async function encode(samples: unknown): Promise<unknown> {
    const output: unknown = await model(await processor(samples))
    const hidden = inside(output, 'audio_embeds') ?? inside(output, 'last_hidden_state')
    if (type !== 'whisper' || !(hidden instanceof Tensor) || !(samples instanceof Float32Array)) return hidden
    // Whisper hears a whole window: what was filled up with silence says nothing.
    const frames = hidden.dims[1] ?? 1
    const whole = numberInside(processor, 'feature_extractor', 'config', 'n_samples') ?? samples.length
    const heard = Math.min(frames, Math.max(1, Math.ceil((frames * samples.length) / whole)))
    return hidden.slice(null, [0, heard], null)
  }
  return Object.assign(encode, {
    task,
    model,
    processor,
    tokenizer: undefined,
    dispose: async () => void (await model.dispose()),
  })
}
