import { z } from 'zod'
import { SwitchyardError } from '../../core/errors.js'
import type { Pipe } from '../local-adapter.js'
import { inside, numberInside } from './inside.js'

const encoded = z.array(z.number())

/** How many tokens a text is for the pipeline's tokenizer, its marks for begin and end included. */
export function countTokens(pipe: Pipe, text: string, pair?: string): number {
  const encode = inside(pipe.tokenizer, 'encode')
  if (typeof encode !== 'function') return 0
  const options = pair === undefined ? {} : { text_pair: pair }
  return encoded.parse(Reflect.apply(encode, pipe.tokenizer, [text, options])).length
}

/** How many tokens the model reads at once; infinite where neither tokenizer nor model say. */
export function tokenLimit(pipe: Pipe): number {
  const limits = [
    numberInside(pipe.tokenizer, 'model_max_length'),
    numberInside(pipe.model, 'config', 'max_position_embeddings'),
  ]
  return Math.min(
    ...limits.map((limit) => (limit !== undefined && limit > 1 ? limit : Number.POSITIVE_INFINITY)),
  )
}

/** Whether the pipeline would cut the end of the text off, which it does without a word. */
export function isTooLong(pipe: Pipe, text: string, pair?: string): boolean {
  return countTokens(pipe, text, pair) > tokenLimit(pipe)
}

/** @throws SwitchyardError `INVALID_REQUEST` when the text, with room for `reserve` more tokens, is too long. */
export function assertFits(pipe: Pipe, text: string, reserve = 0): void {
  const count = countTokens(pipe, text) + reserve
  const limit = tokenLimit(pipe)
  if (count > limit)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The text is too long for this model: ${count} tokens with the reply, ${limit} fit. Shorten it, or summarize it first.`,
      { details: { tokens: count, limit } },
    )
}
