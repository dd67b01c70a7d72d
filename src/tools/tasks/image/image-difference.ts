import { z } from 'zod'
import { imagesField, tableField } from '../../fields.js'
import { differenceSchema, sayDifference } from '../../image/difference.js'
import { pictureName } from '../../several/described-pictures.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'image-difference',
  description:
    'Compares pictures of one size point by point, each with the next: how much differs, and where. It does not know what is shown; for that have the pictures described, and give both to changes-between.',
  input: z.object({
    images: imagesField('The pictures to compare, two or more, in their order.', { min: 2 }),
  }),
  output: z.object({
    differences: tableField(
      differenceSchema,
      'Each picture with the next: the share that differs, and boxes in pixels.',
    ),
  }),
  describe: ({ differences }, { images }) =>
    differences
      .map((one) => {
        const [first, second] = [one.first, one.second].map((place) => pictureName(images, place - 1))
        const image = images[one.second - 1]
        return `From ${first} to ${second}: ${image ? sayDifference(one, image) : ''}.`
      })
      .join('\n'),
  // What asks for it.
  phrases: ['image difference', 'which|what pixel|point differ|change', 'pixel by pixel', 'diff of? <image>'],
  nature: 'faithful',
  // How it runs.
  reader: {
    async run({ images }, context) {
      const { readDifferences } = await import('../../image/read-differences.js')
      return { differences: await readDifferences(images, context) }
    },
  },
})
