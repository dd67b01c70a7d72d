import { z } from 'zod'
import { aThing } from '../../../core/text.js'
import {
  classificationOutput,
  describeLabels,
  pipelineLabels,
  toClassification,
  topKField,
} from '../../classification.js'
import { imageField } from '../../fields.js'
import { defineTool } from '../../tool.js'
export const tool = defineTool({
  id: 'image-classification',
  description:
    'Names the main thing on a picture, from the labels the model was trained on, with scores. Use it for "what is this"; it neither counts, nor locates, nor describes scenes.',
  input: z.object({ image: imageField('The picture.'), topK: topKField }),
  output: classificationOutput,
  describe: (result) => `It ${result.score < 0.5 ? 'may show' : 'shows'} ${describeLabels(result, aThing)}.`,
  // What asks for it.
  phrases: [
    'image classification',
    'classify',
    'classify|categorize <image>',
    'categorize',
    'category',
    'what is|are this|that|it|these|those',
    'what|which kind|sort|type|breed|species|class of?',
    'what|which object|animal|thing|label|class',
    'class|label .. belong',
    'identify',
    'recognize',
    'label <image>',
    'label it|this|that|them|these',
  ],
  results: ['image label', 'classified image'],
  byDefault: true,
  fixedLabels: true,
  // How it runs.
  local: {
    async run(pipe, { image, topK }, context) {
      const output = await pipe(await context.image(image), { top_k: topK })
      return toClassification(pipelineLabels.parse(output), topK)
    },
    // Safe for pictures of any size: classifiers scale each to the one size they were trained on.
    async runBatch(pipe, inputs, context) {
      const images = await Promise.all(inputs.map(({ image }) => context.image(image)))
      const output = await pipe(images, { top_k: Math.max(...inputs.map(({ topK }) => topK)) })
      return z
        .array(pipelineLabels)
        .length(inputs.length)
        .parse(output)
        .map((labels, at) => toClassification(labels, inputs[at]?.topK))
    },
  },
  remote: {
    async run(client, { image, topK }, { target, blob }) {
      const labels = await client.imageClassification({ ...target, inputs: await blob(image) })
      return toClassification(labels, topK)
    },
  },
})
