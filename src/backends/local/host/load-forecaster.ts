import { z } from 'zod'
import { inside } from '../../../tools/local/inside.js'
import type { Pipe } from '../../../tools/local-adapter.js'

const pastSchema = z.tuple([z.instanceof(Float32Array), z.array(z.int().positive())])

/**
 * Loads a network that goes on with series (PatchTST, PatchTSMixer) in place of a pipeline. Called with past values and their
 * dimensions (batch, times, channels), it returns a tensor of the values that follow.
 */
export async function loadForecaster(task: string, path: string, options: object): Promise<Pipe> {
  const { AutoConfig, PatchTSMixerForPrediction, PatchTSTForPrediction, Tensor } = await import(
    '@huggingface/transformers'
  )
  const { model_type: type } = z
    .object({ model_type: z.string() })
    .parse(await AutoConfig.from_pretrained(path, options))
  const classes = { patchtst: PatchTSTForPrediction, patchtsmixer: PatchTSMixerForPrediction }
  if (type !== 'patchtst' && type !== 'patchtsmixer') throw new Error(`Unsupported model type: ${type}`)
  const model = await classes[type].from_pretrained(path, options)
  return Object.assign(
    async (...inputs: unknown[]): Promise<unknown> => {
      const [values, dims] = pastSchema.parse(inputs)
      const output: unknown = await Reflect.apply(model, model, [
        { past_values: new Tensor('float32', values, dims) },
      ])
      return inside(output, 'prediction_outputs')
    },
    {
      task,
      model,
      processor: undefined,
      tokenizer: undefined,
      dispose: async () => void (await model.dispose()),
    },
  )
}
