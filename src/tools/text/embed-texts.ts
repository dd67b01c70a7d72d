import { z } from 'zod'
import { disposeTensor, tensorSchema } from '../local/outputs.js'
import { isTooLong } from '../local/tokens.js'
import type { LocalContext, Pipe } from '../local-adapter.js'

/** What a candidate's `options` say of how its model reads texts. */
export const textEmbeddingOptions = z.object({
  pooling: z.enum(['mean', 'cls', 'last_token']).default('mean'),
  /** What the model wants before each text, such as `query: `. */
  prefix: z.string().default(''),
})

/** A vector of length 1 for each text, in their order. */
export async function embedTexts(
  pipe: Pipe,
  texts: readonly string[],
  context: Pick<LocalContext, 'options'>,
): Promise<{
  embeddings: Float32Array[]
  /** Whether of some text only the beginning was read. */
  truncated: boolean
}> {
  const { pooling, prefix } = textEmbeddingOptions.parse(context.options)
  const all = texts.map((text) => prefix + text)
  const output = await pipe(all, { pooling, normalize: true })
  const { data, dims } = tensorSchema.parse(output)
  disposeTensor(output)
  const size = dims.at(-1) ?? 0
  const embeddings = all.map((_text, at) => data.slice(at * size, (at + 1) * size))
  return { embeddings, truncated: all.some((text) => isTooLong(pipe, text)) }
}
