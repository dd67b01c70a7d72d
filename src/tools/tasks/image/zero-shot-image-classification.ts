import { z } from 'zod'
import { withArticle } from '../../../core/text.js'
import {
  type Classification,
  classificationOutput,
  describeLabels,
  pipelineLabels,
  type ScoredLabel,
  toClassification,
} from '../../classification.js'
import { imageField, textsField } from '../../fields.js'
import { inGroups } from '../../image/batches.js'
import type { LocalContext } from '../../local-adapter.js'
import { defineTool } from '../../tool.js'

/** `hypothesisTemplate`: the sentence that the model was trained to match, `{}` for the label with its article. */
const optionsSchema = z.object({ hypothesisTemplate: z.string().includes('{}').default('a photo of {}') })

export const tool = defineTool({
  id: 'zero-shot-image-classification',
  description:
    'Says which of the given labels fits a picture best, with scores. The labels may be anything: things, colours, styles, moods ("a cat", "something on a red background"). It always picks from the labels, so give at least two, "something else" among them where none may fit.',
  input: z.object({
    image: imageField('The picture.'),
    labels: textsField('Two or more labels to choose from.', { min: 2 }),
  }),
  output: classificationOutput,
  describe: (result) =>
    `Of the given labels, this fits best: ${describeLabels(result, (label) => `"${label}"`)}.`,
  // What asks for it.
  phrases: [
    'which of',
    'choose',
    'choose between',
    'classify',
    'categorize',
    'label as',
    'assign <image> .. to',
    'assign it|them|these|each .. to',
    'tag|label <image> with',
    'label|tag|mark|sort|classify|categorize|group|file|put|divide <image> .. as|into|by|under',
    'label|tag|sort|group it|them|these|this .. as|into|by',
    'pick|decide|distinguish between',
    'fits best',
    'which|what object|animal|thing|label|class',
    '^ is|are|was it|this|that|these|those|they|he|she',
    '^ is|are|was the .. a|an',
    '^ do|does it|this|that show|look|sound',
    'what kind|sort|type|breed|species of',
    'identify',
    'recognize',
    'what is this|that|it',
  ],
  // How it runs.
  local: {
    async run(pipe, { image, labels }, context) {
      const { sentences, settings, toResult } = sentencesFor(labels, context)
      const output = await pipe(await context.image(image), sentences, settings)
      return toResult(pipelineLabels.parse(output))
    },
    // Safe for pictures of any size: CLIP and its like scale and crop each to one square.
    runBatch: (pipe, inputs, context) =>
      inGroups(
        inputs,
        ({ labels }) => labels,
        async (group) => {
          const { sentences, settings, toResult } = sentencesFor(group[0]?.labels ?? [], context)
          const pictures = await Promise.all(group.map(({ image }) => context.image(image)))
          const output = await pipe(pictures, sentences, settings)
          return z.array(pipelineLabels).length(group.length).parse(output).map(toResult)
        },
      ),
  },
  remote: {
    async run(client, { image, labels }, context) {
      const { sentences, settings, toResult } = sentencesFor(labels, context)
      const rows = await client.zeroShotImageClassification({
        ...context.target,
        inputs: await context.blob(image),
        parameters: { candidate_labels: sentences, ...settings },
      })
      return toResult(rows)
    },
  },
})

/** The sentences to compare with, and the way back from them to the labels. */
function sentencesFor(labels: readonly string[], { options }: Pick<LocalContext, 'options'>) {
  const { hypothesisTemplate } = optionsSchema.parse(options)
  const labelOf = new Map(
    labels.map((label) => [hypothesisTemplate.replace('{}', () => withArticle(label)), label]),
  )
  return {
    sentences: [...labelOf.keys()],
    settings: { hypothesis_template: '{}' },
    toResult: (rows: readonly ScoredLabel[]): Classification =>
      toClassification(rows.map(({ label, score }) => ({ label: labelOf.get(label) ?? label, score }))),
  }
}
