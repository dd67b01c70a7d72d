import { z } from 'zod'
import { formatCount } from '../../../core/text.js'
import { outputField, textsField } from '../../fields.js'
import { embedTexts, textEmbeddingOptions } from '../../text/embed-texts.js'
import { defineTool } from '../../tool.js'

const vectorSchema = z.array(z.number()).min(1)

export const tool = defineTool({
  id: 'feature-extraction',
  description:
    'Turns texts into vectors of numbers (embeddings) for search, clustering and other programs. People can read nothing from them; to compare texts use sentence-similarity.',
  input: z.object({ texts: textsField('The texts.') }),
  output: z.object({
    embeddings: outputField(
      z.array(vectorSchema).min(1),
      'table',
      'A vector of length 1 for each text, in their order.',
    ),
    size: outputField(z.int().positive(), 'text', 'How many numbers a vector has.'),
    truncated: outputField(
      z.boolean(),
      'text',
      'Whether of some text only the beginning was read; local models only.',
    ),
  }),
  describe: ({ embeddings, size, truncated }) =>
    `It computed ${formatCount(embeddings.length, 'vector')} of ${size} numbers${truncated ? ', of the longer texts from the beginning alone' : ''}.`,
  // What asks for it.
  phrases: ['feature extraction', 'embed', 'embedding', 'vector'],
  modelsOf: ['sentence-similarity'],
  openAiEndpoint: 'embeddings',
  // How it runs.
  local: {
    async run(pipe, { texts }, context) {
      const { embeddings, truncated } = await embedTexts(pipe, texts, context)
      return { embeddings: embeddings.map((one) => [...one]), size: embeddings[0]?.length ?? 0, truncated }
    },
  },
  remote: {
    async run(client, { texts }, context) {
      const { prefix } = textEmbeddingOptions.parse(context.options)
      const inputs = texts.map((text) => prefix + text)
      const output = await client.featureExtraction({ ...context.target, inputs })
      const embeddings = z.array(vectorSchema).length(texts.length).parse(output).map(normalized)
      return { embeddings, size: embeddings[0]?.length ?? 0, truncated: false }
    },
  },
})

function normalized(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return length === 0 ? [...vector] : vector.map((value) => value / length)
}
