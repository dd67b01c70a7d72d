import { z } from 'zod'
import { SwitchyardError } from '../../core/errors.js'
import { inside } from '../local/inside.js'
import { disposeTensor, tensorSchema } from '../local/outputs.js'
import type { Pipe } from '../local-adapter.js'
import type { Forecaster } from './forecasters.js'

const configSchema = z.object({
  context_length: z.int().positive(),
  prediction_length: z.int().positive(),
  num_input_channels: z.int().positive(),
})

/**
 * Goes on with a series by a network that reads it in patches (PatchTST, PatchTSMixer). It sees so many of the last values as
 * it was trained on, each of its channels the same ones. Past its own reach it goes on from what it forecast.
 *
 * @throws SwitchyardError `MODEL_BROKEN` when the model is none of these
 */
export function patchForecaster(pipe: Pipe): Forecaster {
  const config = configSchema.safeParse(inside(pipe.model, 'config')).data
  if (!config) throw notForecasting()
  const { context_length: seen, prediction_length: reach, num_input_channels: channels } = config

  async function next(values: Float64Array): Promise<Float64Array> {
    // Networks are trained on values of this size.
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1
    const past = Float32Array.from(
      { length: seen * channels },
      (_, at) => ((values[Math.floor(at / channels)] ?? 0) - mean) / spread,
    )
    const output = await pipe(past, [1, seen, channels])
    const { data, dims } = tensorSchema.parse(output)
    disposeTensor(output)
    if (dims.join() !== [1, reach, channels].join()) throw notForecasting()
    return Float64Array.from({ length: reach }, (_, step) => (data[step * channels] ?? 0) * spread + mean)
  }

  return {
    name: `a network that sees the last ${seen} values`,
    least: seen,
    async forecast(history, horizon) {
      const made = new Float64Array(horizon)
      for (let done = 0; done < horizon; done += reach) {
        const known = Float64Array.of(...history.subarray(-seen), ...made.subarray(0, done)).subarray(-seen)
        const values = await next(known)
        made.set(values.subarray(0, horizon - done), done)
      }
      return made
    },
  }
}

const notForecasting = () =>
  new SwitchyardError(
    'MODEL_BROKEN',
    "The model doesn't forecast series as PatchTST and PatchTSMixer do. Choose one for time-series-forecasting.",
  )
