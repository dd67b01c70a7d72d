import { z } from 'zod'
import {
  classificationOutput,
  describeLabels,
  pipelineLabels,
  toClassification,
  topKField,
} from '../../classification.js'
import { outputField, textField } from '../../fields.js'
import { isTooLong } from '../../local/tokens.js'
import { beginningOf } from '../../remote/passages.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'text-classification',
  description:
    'Classifies a text by the labels the model was trained on, usually its sentiment (positive, negative). For labels of your own use zero-shot-classification.',
  input: z.object({ text: textField('The text.'), topK: topKField }),
  output: classificationOutput.extend({
    truncated: outputField(
      z.boolean(),
      'text',
      'Whether only the beginning was read, the text being too long.',
    ),
  }),
  describe: (result) =>
    `The text is classed as ${describeLabels(result, (label) => label.toLowerCase())}${result.truncated ? ', judging by its beginning; the rest is too long for this model' : ''}.`,
  // What asks for it.
  phrases: [
    'text classification',
    'sentiment',
    'mood',
    'tone',
    'positive or negative',
    'how does .. feel',
    'classify',
    'categorize',
  ],
  fixedLabels: true,
  // How it runs.
  local: {
    async run(pipe, { text, topK }) {
      const output = await pipe([text], { top_k: atLeastTwo(topK) })
      const labels = z.tuple([pipelineLabels]).parse(output)[0]
      return { ...toClassification(labels, topK), truncated: isTooLong(pipe, text) }
    },
    async runBatch(pipe, inputs) {
      const texts = inputs.map(({ text }) => text)
      const output = await pipe(texts, { top_k: atLeastTwo(Math.max(...inputs.map(({ topK }) => topK))) })
      const rows = z.array(pipelineLabels).length(inputs.length).parse(output)
      return inputs.map(({ text, topK }, at) => ({
        ...toClassification(rows[at] ?? [], topK),
        truncated: isTooLong(pipe, text),
      }))
    },
  },
  remote: {
    async run(client, { text, topK }, context) {
      const { beginning, truncated } = beginningOf(text, context, 1500)
      const labels = await client.textClassification({
        ...context.target,
        inputs: beginning,
        parameters: { top_k: atLeastTwo(topK) },
      })
      return { ...toClassification(labels, topK), truncated }
    },
  },
})

/** With 1 the pipeline returns another shape. */
const atLeastTwo = (topK: number) => Math.max(2, topK)
