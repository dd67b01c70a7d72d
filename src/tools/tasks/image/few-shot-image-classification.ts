import { z } from 'zod'
import { imagesField, outputField, tableField, textsField } from '../../fields.js'
import { embedPictures } from '../../image/embed-pictures.js'
import {
  assertClasses,
  classMatchSchema,
  describeMatches,
  noneBelowField,
  sortByExamples,
} from '../../nearest-class.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'few-shot-image-classification',
  description:
    'Sorts pictures into classes that are shown by examples, without training: each goes with the class whose example pictures it looks most like, or with none of these. Use it for "image1 is a zib, image2 is a wug: what is image3?". Where the classes have common names and there are no examples, use zero-shot-image-classification.',
  input: z.object({
    examples: imagesField('Pictures of each class, of two classes or more.', { min: 2 }),
    exampleLabels: textsField('The class of each example, in the order of the examples.'),
    images: imagesField('The pictures to put into the classes.'),
    noneBelow: noneBelowField,
  }),
  output: z.object({
    label: outputField(z.string(), 'text', 'The class of the first picture, or "none of these".'),
    similarity: outputField(z.number().min(-1).max(1), 'text', 'How alike it is to its class, -1 to 1.'),
    matches: tableField(classMatchSchema, 'The class of each picture, with how near it is to all classes.'),
  }),
  describe: ({ matches }, { images = [] }) =>
    describeMatches(matches, (place) => images[place - 1]?.name ?? `Picture ${place}`),
  // What asks for it.
  phrases: ['few shot image classification', 'few shot', 'sort|classify <image> by|from|like the? example'],
  roles: { exampleLabels: 'text' },
  modelsOf: ['image-feature-extraction', 'zero-shot-image-classification'],
  // How it runs.
  local: {
    pipeline: 'image-feature-extraction',
    async run(pipe, input, context) {
      assertClasses(input.examples.length, input.exampleLabels)
      const vectors = await embedPictures(pipe, [...input.examples, ...input.images], context)
      return sortByExamples(vectors, input, context.options)
    },
  },
})
