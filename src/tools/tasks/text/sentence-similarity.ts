import { z } from 'zod'
import { outputField, tableField, textField, textsField } from '../../fields.js'
import { disposeTensor, tensorSchema } from '../../local/outputs.js'
import { isTooLong } from '../../local/tokens.js'
import { beginningOf } from '../../remote/passages.js'
import { defineTool } from '../../tool.js'
import { cosine } from '../../vectors.js'

const optionsSchema = z.object({
  pooling: z.enum(['mean', 'cls', 'last_token']).default('mean'),
  /** What the model wants before each text, such as `query: `. */
  prefix: z.string().default(''),
})

export const tool = defineTool({
  id: 'sentence-similarity',
  description:
    'Compares a text with one or more others by meaning, and says which comes nearest, from -1 to 1. Use it to check whether two texts say the same thing, or to find the best match. Opposites often count as alike.',
  input: z.object({
    text: textField('The text to compare with the others.'),
    texts: textsField('The other texts.'),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'The text that comes nearest.'),
    similarity: outputField(z.number().min(-1).max(1), 'text', 'How alike it is, -1 to 1.'),
    similarities: tableField(
      z.object({ text: z.string(), similarity: z.number().min(-1).max(1) }),
      'The other texts with their similarity, the nearest first.',
    ),
    truncated: outputField(z.boolean(), 'text', 'Whether of some text only the beginning was read.'),
  }),
  describe: ({ text, similarity, similarities, truncated }) => {
    const nearest =
      similarities.length === 1
        ? `The two texts ${similarity > 0.75 ? 'mean much the same' : similarity > 0.4 ? 'are related' : 'have little in common'} (similarity ${similarity.toFixed(2)} of 1).`
        : `"${text}" comes nearest (similarity ${similarity.toFixed(2)} of 1).`
    return truncated ? `${nearest} Only the beginning of the longer texts was read.` : nearest
  },
  // What asks for it.
  phrases: [
    'sentence similarity',
    'compare',
    'similar',
    'alike',
    'similarity',
    'how similar|alike|close',
    'likeness',
    'resemble',
    'differ',
    'difference',
    'the same',
    'how .. relate|matches',
  ],
  results: ['similarity score'],
  modelsOf: ['feature-extraction'],
  // How it runs.
  local: {
    pipeline: 'feature-extraction',
    async run(pipe, { text, texts }, context) {
      const { pooling, prefix } = optionsSchema.parse(context.options)
      const all = [text, ...texts].map((one) => prefix + one)
      const output = await pipe(all, { pooling, normalize: true })
      const { data, dims } = tensorSchema.parse(output)
      disposeTensor(output)
      const size = dims.at(-1) ?? 0
      const vector = (at: number) => data.subarray(at * size, (at + 1) * size)
      const similarities = texts
        .map((other, at) => ({ text: other, similarity: cosine(vector(0), vector(at + 1)) }))
        .sort((a, b) => b.similarity - a.similarity)
      const best = similarities[0] ?? { text: '', similarity: 0 }
      return { ...best, similarities, truncated: all.some((one) => isTooLong(pipe, one)) }
    },
  },
  remote: {
    async run(client, { text, texts }, context) {
      const { prefix } = optionsSchema.parse(context.options)
      const [source, ...others] = [text, ...texts].map((one) => beginningOf(prefix + one, context, 1000))
      const scores = await client.sentenceSimilarity({
        ...context.target,
        inputs: {
          source_sentence: source?.beginning ?? '',
          sentences: others.map(({ beginning }) => beginning),
        },
      })
      const similarities = z
        .array(z.number())
        .length(texts.length)
        .parse(scores)
        .map((score, at) => ({ text: texts[at] ?? '', similarity: Math.min(1, Math.max(-1, score)) }))
        .sort((a, b) => b.similarity - a.similarity)
      const best = similarities[0] ?? { text: '', similarity: 0 }
      const truncated = [source, ...others].some((one) => one?.truncated)
      return { ...best, similarities, truncated }
    },
  },
})
