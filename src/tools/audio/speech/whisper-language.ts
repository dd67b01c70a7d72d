import { z } from 'zod'
import { inside, numberInside } from '../../local/inside.js'
import { disposeTensor, tensorSchema } from '../../local/outputs.js'
import type { Pipe } from '../../local-adapter.js'

const languageTokens = z.record(z.string().regex(/^<\|[a-z]+\|>$/), z.number().int())

/** Whether the pipeline's model is a Whisper of several languages: only those take a language. */
export function isMultilingual(pipe: Pipe): boolean {
  return inside(pipe.model, 'generation_config', 'is_multilingual') === true
}

/**
 * The language spoken at the beginning of `samples`, as Whisper itself hears it: the likeliest language token after the
 * start token. The library has no language detection and takes everything for English. Undefined where the model can't tell.
 */
export async function detectLanguage(pipe: Pipe, samples: Float32Array): Promise<string | undefined> {
  const tokens = languageTokens.safeParse(inside(pipe.model, 'generation_config', 'lang_to_id'))
  const start = numberInside(pipe.model, 'generation_config', 'decoder_start_token_id')
  if (!tokens.success || start === undefined) return undefined
  const { processor, model } = pipe
  if (typeof processor !== 'function' || typeof model !== 'function') return undefined

  const { Tensor } = await import('@huggingface/transformers')
  const features = inside(await Reflect.apply(processor, undefined, [samples]), 'input_features')
  const decoder_input_ids = new Tensor('int64', [BigInt(start)], [1, 1])
  const output: unknown = await Reflect.apply(model, undefined, [
    { input_features: features, decoder_input_ids },
  ])
  const { data } = tensorSchema.parse(inside(output, 'logits'))
  if (typeof output === 'object' && output !== null)
    for (const tensor of Object.values(output)) disposeTensor(tensor)
  const [best] = Object.entries(tokens.data).sort(([, a], [, b]) => (data[b] ?? 0) - (data[a] ?? 0))
  return best?.[0].slice(2, -2)
}
