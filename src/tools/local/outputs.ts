import type { RawImage } from '@huggingface/transformers'
import { z } from 'zod'
import { inside } from './inside.js'

/** A picture that a pipeline returned. */
export const rawImageSchema = z.custom<RawImage>(
  (value) =>
    typeof inside(value, 'width') === 'number' &&
    typeof inside(value, 'channels') === 'number' &&
    ArrayBuffer.isView(inside(value, 'data')),
  'must be a picture',
)

/** A tensor of floats that a pipeline returned. */
export const tensorSchema = z.object({
  data: z.instanceof(Float32Array),
  dims: z.array(z.int().nonnegative()),
})

/** Frees a tensor that a pipeline returned: its memory is outside the garbage collector. Other values are left alone. */
export function disposeTensor(value: unknown): void {
  const dispose = inside(value, 'dispose')
  if (typeof dispose === 'function') Reflect.apply(dispose, value, [])
}
