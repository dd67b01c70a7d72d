import { z } from 'zod'
import { inside, numberInside } from '../../local/inside.js'
import { disposeTensor, tensorSchema } from '../../local/outputs.js'
import type { Pipe } from '../../local-adapter.js'

const languageTokens = z.record(z.string().regex(/^<\|[a-z]+\|>$/), z.int())

/** Whether the pipeline's model is a Whisper of several languages: only those take a language. */
export function isMultilingual(pipe: Pipe): boolean {
  return inside(pipe.model, 'generation_config', 'is_multilingual') === true
}

/** A language, and how sure the model is of it among all that it knows, 0 to 1. */
export interface DetectedLanguage {
  language: string
  probability: number
}

/**
 * The language spoken at the beginning of `samples`, as Whisper itself hears it: the likeliest language token after the
 * start token. The library has no language detection and takes everything for English. Undefined where the model can't tell.
 */
export async function detectLanguage(
  pipe: Pipe,
  samples: Float32Array,
): Promise<DetectedLanguage | undefined> {
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
  return likeliest(
    Object.entries(tokens.data).map(([token, id]) => ({
      language: token.slice(2, -2),
      logit: data[id] ?? 0,
    })),
  )
}

function likeliest(found: readonly { language: string; logit: number }[]): DetectedLanguage | undefined {
  const [best] = [...found].sort((a, b) => b.logit - a.logit)
  if (!best) return undefined
  const others = found.reduce((sum, { logit }) => sum + Math.exp(logit - best.logit), 0)
  return { language: best.language, probability: 1 / others }
}
