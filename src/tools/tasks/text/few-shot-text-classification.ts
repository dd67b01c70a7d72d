import { z } from 'zod'
import { textsField } from '../../fields.js'
import { classFields, describeMatches, matchOutput, sortByExamples } from '../../nearest-class.js'
import { embedTexts, textEmbeddingOptions } from '../../text/embed-texts.js'
import { defineTool } from '../../tool.js'

const vectorsSchema = z.array(z.array(z.number()).min(1))

export const tool = defineTool({
  id: 'few-shot-text-classification',
  description:
    'Sorts texts into classes that are shown by examples, without training: each goes with the class whose example texts it is nearest to in meaning, or with none of these. Where the classes have common names and there are no examples, use zero-shot-classification.',
  input: z.object({
    examples: textsField('Texts of each class, of two classes or more.', { min: 2 }),
    texts: textsField('The texts to put into the classes.'),
    ...classFields,
  }),
  output: matchOutput,
  describe: ({ matches }) => describeMatches(matches, (place) => `Text ${place}`),
  // What asks for it.
  phrases: ['few shot text classification', 'few shot', 'sort|classify <text> by|from|like the? example'],
  roles: { exampleLabels: 'text' },
  modelsOf: ['feature-extraction', 'sentence-similarity'],
  // How it runs.
  local: {
    pipeline: 'feature-extraction',
    run: (pipe, input, context) =>
      sortByExamples(input, input.texts, context.options, async (all) => {
        const { embeddings } = await embedTexts(pipe, all, context)
        return embeddings
      }),
  },
  remote: {
    run: (client, input, context) =>
      sortByExamples(input, input.texts, context.options, async (all) => {
        const { prefix } = textEmbeddingOptions.parse(context.options)
        const inputs = all.map((text) => prefix + text)
        const reply = await client.featureExtraction({ ...context.target, inputs })
        const vectors = vectorsSchema.length(all.length).parse(reply)
        return vectors.map((vector) => new Float32Array(vector))
      }),
  },
})
