import type { Tensor } from '@huggingface/transformers'
import { z } from 'zod'
import { inside } from '../inside.js'

/** A tensor of transformers.js, handed on as it is: its methods are needed. */
export const tensorLikeSchema = z.custom<Tensor>(
  (value) => Array.isArray(inside(value, 'dims')) && typeof inside(value, 'tolist') === 'function',
  'must be a tensor',
)
