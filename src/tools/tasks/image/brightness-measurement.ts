import { z } from 'zod'
import { imageField, outputField } from '../../fields.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'brightness-measurement',
  description:
    'Measures how bright a picture is on the whole, from black to white. It needs no model, and tells nothing of what is shown.',
  input: z.object({ image: imageField('The picture.') }),
  output: z.object({
    brightness: outputField(
      z.number().min(0).max(100),
      'text',
      'Mean luma of its points, per cent: 0 is black, 100 white.',
    ),
  }),
  describe: ({ brightness }) => {
    const kind =
      brightness < 20
        ? 'very dark'
        : brightness < 40
          ? 'dark'
          : brightness < 65
            ? 'of medium brightness'
            : brightness < 85
              ? 'bright'
              : 'very bright'
    return `The picture is ${kind}: ${brightness.toFixed(0)} % of white on average.`
  },
  // What asks for it.
  phrases: [
    'brightness measurement',
    'how bright|dark',
    'brightness|luminance of|in|on <image>',
    'measure .. brightness|luminance',
    '^ is <image> too? bright|dark',
    'which .. brighter|brightest|darker|darkest',
  ],
  results: ['brightness'],
  // How it runs.
  reader: {
    async run({ image }, context) {
      const { readBrightness } = await import('../../image/read-brightness.js')
      return { brightness: await readBrightness(image, context) }
    },
  },
})
