import type { PreTrainedTokenizer, StoppingCriteria } from '@huggingface/transformers'
import { z } from 'zod'
import { cancelledError } from '../../core/errors.js'
import type { Pipe } from '../local-adapter.js'
import { stopWhenAborted } from './generation.js'
import { inside } from './inside.js'

const idsSchema = z.union([z.number(), z.array(z.number())]).nullish()

/** The tokens with which a model ends what it writes. */
export function endTokens({
  model,
  tokenizer,
}: {
  model: unknown
  tokenizer: PreTrainedTokenizer
}): number[] {
  const ends = [
    idsSchema.parse(inside(model, 'generation_config', 'eos_token_id')) ?? [],
    idsSchema.parse(tokenizer.eos_token_id) ?? [],
  ]
  return [...new Set(ends.flat())]
}

/**
 * Lets a model write until it ends, and gives its tokens, those of the prompt left out. It stops at the next token when told.
 *
 * @param settings the inputs, and what else its `generate` takes
 * @param options.criteria what else may end it
 * @param options.write takes the pieces of text as they come
 * @throws SwitchyardError `CANCELLED`
 */
export async function writeTokens(
  { model, tokenizer }: Pick<Pipe, 'model'> & { tokenizer: PreTrainedTokenizer },
  settings: Readonly<Record<string, unknown>>,
  {
    signal,
    promptTokens,
    criteria = [],
    write,
  }: {
    signal: AbortSignal
    promptTokens: number
    criteria?: readonly StoppingCriteria[] | undefined
    write?: ((text: string) => void) | undefined
  },
): Promise<number[]> {
  const { stop, release } = await stopWhenAborted(signal)
  try {
    const { PreTrainedModel, Tensor, TextStreamer } = await import('@huggingface/transformers')
    if (!(model instanceof PreTrainedModel)) throw new Error('the model is not loaded')
    const generated = await model.generate({
      ...settings,
      stopping_criteria: [stop, ...criteria],
      ...(write && {
        streamer: new TextStreamer(tokenizer, {
          skip_prompt: true,
          skip_special_tokens: true,
          callback_function: write,
        }),
      }),
    })
    if (signal.aborted) throw cancelledError(signal)
    if (!(generated instanceof Tensor)) throw new Error('the model generated no tokens')
    return z.array(z.coerce.number()).parse(generated.tolist()[0]).slice(promptTokens)
  } finally {
    release()
  }
}
