import { z } from 'zod'
import { imageField, optionField } from '../../fields.js'
import { describeObjects, detectionOutput, pipelineObjects, toDetection } from '../../image/objects.js'
import { seeingTask } from '../../local/seeing/answer-by-sight.js'
import { detectByTaskPrompt } from '../../local/seeing/run-task-prompt.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'object-detection',
  description:
    'Finds and counts everyday objects on a picture, with a box around each. It knows only the kinds it was trained on (people, animals, vehicles, furniture, food); for other things use zero-shot-object-detection.',
  input: z.object({
    image: imageField('The picture.'),
    threshold: optionField(z.number().min(0).max(1).default(0.5), 'How sure to be of each object, 0 to 1.'),
  }),
  output: detectionOutput,
  describe: (result, { image }) =>
    result.count === 0 ? 'It found no objects that it knows.' : describeObjects(result, image),
  // What asks for it.
  phrases: [
    'detect',
    'find',
    'locate',
    'point out',
    'mark',
    'look for',
    'spot',
    'bounding box',
    'box around',
    'where is|are|was',
    'where',
    'how many',
    'count',
    'number of',
    'identify|recognize|find|detect|locate|list|label|analyze|see|know .. object|thing|item',
    'what|which objects|things|items',
    'object detection',
  ],
  results: ['detected object|item|thing', 'identified object', 'detection'],
  // How it runs.
  local: {
    async run(pipe, { image, threshold }, context) {
      const picture = await context.image(image)
      return toDetection(pipelineObjects.parse(await pipe(picture, { threshold })), picture)
    },
  },
  localByTaskPrompt: {
    taskPrompt: '<OD>',
    pipeline: seeingTask,
    async run(pipe, { image }, context) {
      const { objects, size } = await detectByTaskPrompt(pipe, { image }, context)
      return toDetection(objects, size)
    },
  },
  remote: {
    async run(client, { image, threshold }, { target, blob }) {
      const found = await client.objectDetection({ ...target, inputs: await blob(image) })
      const sure = pipelineObjects.parse(found).filter(({ score }) => score >= threshold)
      // Boxes are in pixels of the picture that was sent; models may draw them past its edges.
      const { width = Number.POSITIVE_INFINITY, height = Number.POSITIVE_INFINITY } = image.facts
      return toDetection(sure, { width, height })
    },
  },
})
