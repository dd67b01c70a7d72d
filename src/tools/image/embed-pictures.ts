import { z } from 'zod'
import type { Media } from '../../media/media.js'
import { embedEach } from '../embed-each.js'
import { disposeTensor, tensorSchema } from '../local/outputs.js'
import type { LocalContext, Pipe } from '../local-adapter.js'

const optionsSchema = z.object({
  /** `first`: the summary token of ViT, DINO and the like; `mean`: the mean of all tokens. */
  pooling: z.enum(['first', 'mean']).default('first'),
})

/** A vector for each picture, in their order. A picture that is given twice is looked at once. */
export async function embedPictures(
  pipe: Pipe,
  images: readonly Media[],
  context: LocalContext,
): Promise<Float32Array[]> {
  const { pooling } = optionsSchema.parse(context.options)
  return embedEach(images, context, (image) => embed(pipe, image, pooling, context))
}

/** One by one: pictures of different sizes are not safe in one batch. */
async function embed(
  pipe: Pipe,
  image: Media,
  pooling: 'first' | 'mean',
  context: LocalContext,
): Promise<Float32Array> {
  const output = await pipe(await context.image(image))
  const vector = pool(tensorSchema.parse(output), pooling)
  disposeTensor(output)
  return vector
}

/** From [1, tokens, numbers] or [1, numbers] to one vector. */
function pool({ data, dims }: z.output<typeof tensorSchema>, pooling: 'first' | 'mean'): Float32Array {
  const size = dims.at(-1) ?? data.length
  if (dims.length < 3 || pooling === 'first') return data.slice(0, size)
  const sum = new Float32Array(size)
  for (const [at, value] of data.entries()) sum[at % size] = (sum[at % size] ?? 0) + value
  return sum.map((value) => (value * size) / data.length)
}
