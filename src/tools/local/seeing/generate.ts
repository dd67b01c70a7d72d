import type { PreTrainedTokenizer } from '@huggingface/transformers'
import { z } from 'zod'
import { cancelledError } from '../../../core/errors.js'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { inside } from '../inside.js'

const idsSchema = z.union([z.number(), z.array(z.number())]).nullish()

/** What a model wrote. */
export interface Written {
  /** Its tokens, those of the prompt left out. */
  ids: number[]
  /** Whether the limit of tokens ended it, and not the model. */
  cutOff: boolean
}

/**
 * Lets a model write, the likeliest token each time, so that the same question gets the same answer. Pieces go to
 * `context.write` as they come. It stops at the next token when told. @throws SwitchyardError `CANCELLED`
 */
export async function generate(
  { model, tokenizer }: Pick<Pipe, 'model'> & { tokenizer: PreTrainedTokenizer },
  inputs: Readonly<Record<string, unknown>>,
  context: Pick<LocalContext, 'signal' | 'write'>,
  { maxTokens, promptTokens }: { maxTokens: number; promptTokens: number },
): Promise<Written> {
  const { signal } = context
  if (signal.aborted) throw cancelledError(signal)
  const { InterruptableStoppingCriteria, PreTrainedModel, Tensor, TextStreamer } = await import(
    '@huggingface/transformers'
  )
  if (!(model instanceof PreTrainedModel)) throw new Error('the model is not loaded')
  const stop = new InterruptableStoppingCriteria()
  const interrupt = () => stop.interrupt()
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    const generated = await model.generate({
      ...inputs,
      max_new_tokens: maxTokens,
      do_sample: false,
      stopping_criteria: [stop],
      streamer: new TextStreamer(tokenizer, {
        skip_prompt: true,
        skip_special_tokens: true,
        callback_function: context.write,
      }),
    })
    if (signal.aborted) throw cancelledError(signal)
    if (!(generated instanceof Tensor)) throw new Error('the model generated no tokens')
    const ids = z.array(z.coerce.number()).parse(generated.tolist()[0]).slice(promptTokens)
    const ends = [
      idsSchema.parse(inside(model, 'generation_config', 'eos_token_id')) ?? [],
      idsSchema.parse(tokenizer.eos_token_id) ?? [],
    ].flat()
    return { ids, cutOff: ids.length >= maxTokens && !ends.includes(ids.at(-1) ?? -1) }
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
