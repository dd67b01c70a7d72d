import { z } from 'zod'
import { imageField } from '../../fields.js'
import { rawImageSchema } from '../../local/outputs.js'
import { defineTool } from '../../tool.js'
import { sizeOf } from '../../words.js'

export const tool = defineTool({
  id: 'background-removal',
  description:
    'Cuts the main person or thing out of a picture: returns it in the same size with the background transparent. It puts nothing in its place; for another background use image-text-to-image.',
  input: z.object({ image: imageField('The picture.') }),
  output: z.object({ image: imageField('The picture with its background transparent, as PNG.') }),
  describe: ({ image }) => `It removed the background (${sizeOf(image)}).`,
  // What asks for it.
  phrases: [
    'background removal',
    'remove|erase|delete the? background',
    'cut out|away the background',
    'without|no the|a? background',
    'transparent background',
    'isolate the subject',
  ],
  // How it runs.
  local: {
    async run(pipe, { image }, context) {
      const cut = rawImageSchema.parse(await pipe(await context.image(image)))
      return { image: await context.saveImage(cut, 'cut-out') }
    },
  },
})
