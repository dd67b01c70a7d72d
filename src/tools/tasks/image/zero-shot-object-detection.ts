import { z } from 'zod'
import { formatList } from '../../../core/text.js'
import { imageField, optionField, textsField } from '../../fields.js'
import { asGroundedText, withAskedLabels } from '../../image/grounded-labels.js'
import { describeObjects, detectionOutput, pipelineObjects, toDetection } from '../../image/objects.js'
import { inside } from '../../local/inside.js'
import { seeingTask } from '../../local/seeing/answer-by-sight.js'
import { detectByTaskPrompt } from '../../local/seeing/run-task-prompt.js'
import { defineTool } from '../../tool.js'
export const tool = defineTool({
  id: 'zero-shot-object-detection',
  description:
    'Finds things that are given by name on a picture, with a box around each, and counts them. Use it to look for particular things ("a red cup"); it may find look-alikes where there are none.',
  input: z.object({
    image: imageField('The picture.'),
    labels: textsField('What to look for.'),
    threshold: optionField(z.number().min(0).max(1).default(0.1), 'How sure to be of each object, 0 to 1.'),
    topK: optionField(z.int().min(1).max(1000).default(50), 'How many objects to return at most.'),
  }),
  output: detectionOutput,
  describe: (result, { image, labels }) =>
    result.count === 0 ? `It found no ${formatList(labels, 'or')}.` : describeObjects(result, image),
  // What asks for it.
  phrases: [
    'detect',
    'find',
    'locate',
    'point out',
    'mark',
    'look for',
    'where is|are|was',
    'where',
    'how many',
    'count',
    'number of',
    'bounding box',
  ],
  standsInFor: ['object-detection'],
  modelsOf: ['object-detection'],
  // How it runs.
  local: {
    async run(pipe, { image, labels, threshold, topK }, context) {
      const picture = await context.image(image)
      // Grounding DINO reads all labels as one text, and names the words that it saw.
      const grounds = typeof inside(pipe.processor, 'post_process_grounded_object_detection') === 'function'
      const asked = grounds ? [asGroundedText(labels)] : labels
      const found = pipelineObjects.parse(await pipe(picture, asked, { threshold, top_k: topK }))
      return toDetection(grounds ? withAskedLabels(found, labels) : found, picture)
    },
  },
  localByTaskPrompt: {
    taskPrompt: '<CAPTION_TO_PHRASE_GROUNDING>',
    pipeline: seeingTask,
    async run(pipe, { image, labels, topK }, context) {
      const { objects, size } = await detectByTaskPrompt(pipe, { image, words: labels.join('. ') }, context)
      return toDetection(objects.slice(0, topK), size)
    },
  },
})
