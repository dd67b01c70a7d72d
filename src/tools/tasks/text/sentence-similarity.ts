import { z } from 'zod'
import { outputField, tableField, textField, textsField } from '../../fields.js'
import { beginningOf } from '../../remote/passages.js'
import { embedTexts, textEmbeddingOptions } from '../../text/embed-texts.js'
import { defineTool } from '../../tool.js'
import { cosine } from '../../vectors.js'

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
      const { embeddings, truncated } = await embedTexts(pipe, [text, ...texts], context)
      const [own = new Float32Array(), ...others] = embeddings
      const similarities = texts
        .map((other, at) => ({ text: other, similarity: cosine(own, others[at] ?? new Float32Array()) }))
        .sort((a, b) => b.similarity - a.similarity)
      const best = similarities[0] ?? { text: '', similarity: 0 }
      return { ...best, similarities, truncated }
    },
  },
  remote: {
    async run(client, { text, texts }, context) {
      const { prefix } = textEmbeddingOptions.parse(context.options)
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
