import { z } from 'zod'
import { classificationOutput, describeLabels, toClassification } from '../../classification.js'
import { optionField, outputField, textField, textsField } from '../../fields.js'
import { isTooLong } from '../../local/tokens.js'
import { beginningOf } from '../../remote/passages.js'
import { defineTool } from '../../tool.js'

const optionsSchema = z.object({
  hypothesisTemplate: z.string().includes('{}').default('This example is {}.'),
})
const pipelineOutput = z.object({ labels: z.array(z.string()), scores: z.array(z.number()) })

export const tool = defineTool({
  id: 'zero-shot-classification',
  description:
    'Says which of the given labels (topics, intents, moods) fits a text, with scores. The labels may be anything; a single label is judged by itself.',
  input: z.object({
    text: textField('The text.'),
    labels: textsField('The labels to choose from.'),
    multiLabel: optionField(
      z.boolean().default(false),
      'Whether several labels may fit; then each is judged by itself.',
    ),
  }),
  output: classificationOutput.extend({
    truncated: outputField(
      z.boolean(),
      'text',
      'Whether only the beginning was read, the text being too long.',
    ),
  }),
  describe: (result) =>
    `Of the given labels, this fits the text best: ${describeLabels(result, (label) => `"${label}"`)}${result.truncated ? ', judging by its beginning; the rest is too long for this model' : ''}.`,
  // What asks for it.
  phrases: [
    'which of',
    'choose',
    'choose between',
    'which topic',
    '^ is|are it|this|that|they about',
    '^ is|are <text> about',
    '^ is|are what .. about',
    'classify',
    'categorize',
    '^ is|are|was it|this|that|these|those|they',
    '^ is|are|was the .. or',
    'which category|topic',
    'sort',
    'belong to',
  ],
  modelsOf: ['text-classification'],
  judgesEntailment: true,
  // How it runs.
  local: {
    async run(pipe, { text, labels, multiLabel }, context) {
      const { hypothesisTemplate } = optionsSchema.parse(context.options)
      const output = await pipe(text, labels, {
        hypothesis_template: hypothesisTemplate,
        multi_label: multiLabel,
      })
      const { labels: ranked, scores } = pipelineOutput.parse(output)
      const rows = ranked.map((label, at) => ({ label, score: scores[at] ?? 0 }))
      const longest = labels.reduce((a, b) => (b.length > a.length ? b : a), '')
      return {
        ...toClassification(rows),
        truncated: isTooLong(
          pipe,
          text,
          hypothesisTemplate.replace('{}', () => longest),
        ),
      }
    },
  },
  remote: {
    async run(client, { text, labels, multiLabel }, context) {
      const { hypothesisTemplate } = optionsSchema.parse(context.options)
      const { beginning, truncated } = beginningOf(text, context, 3000)
      const rows = await client.zeroShotClassification({
        ...context.target,
        inputs: beginning,
        parameters: {
          candidate_labels: labels,
          hypothesis_template: hypothesisTemplate,
          multi_label: multiLabel,
        },
      })
      return { ...toClassification(rows), truncated }
    },
  },
})
