import type { PreTrainedTokenizer } from '@huggingface/transformers'
import type { LocalContext, Pipe } from '../../local-adapter.js'
import { endTokens, writeTokens } from '../write-tokens.js'

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
  const ids = await writeTokens(
    { model, tokenizer },
    { ...inputs, max_new_tokens: maxTokens, do_sample: false },
    { signal: context.signal, promptTokens, write: context.write },
  )
  const ends = endTokens({ model, tokenizer })
  return { ids, cutOff: ids.length >= maxTokens && !ends.includes(ids.at(-1) ?? -1) }
}
