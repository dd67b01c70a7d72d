import { z } from 'zod'
import { imagesField } from '../../fields.js'
import { embedPictures } from '../../image/embed-pictures.js'
import { classFields, describeMatches, matchOutput, sortByExamples } from '../../nearest-class.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'few-shot-image-classification',
  description:
    'Sorts pictures into classes that are shown by examples, without training: each goes with the class whose example pictures it looks most like, or with none of these. Use it for "image1 is a zib, image2 is a wug: what is image3?". Where the classes have common names and there are no examples, use zero-shot-image-classification.',
  input: z.object({
    examples: imagesField('Pictures of each class, of two classes or more.', { min: 2 }),
    images: imagesField('The pictures to put into the classes.'),
    ...classFields,
  }),
  output: matchOutput,
  describe: ({ matches }, { images = [] }) =>
    describeMatches(matches, (place) => images[place - 1]?.name ?? `Picture ${place}`),
  // What asks for it.
  phrases: ['few shot image classification', 'few shot', 'sort|classify <image> by|from|like the? example'],
  roles: { exampleLabels: 'text' },
  modelsOf: ['image-feature-extraction', 'zero-shot-image-classification'],
  // How it runs.
  local: {
    pipeline: 'image-feature-extraction',
    run: (pipe, input, context) =>
      sortByExamples(input, input.images, context.options, (all) => embedPictures(pipe, all, context)),
  },
})
