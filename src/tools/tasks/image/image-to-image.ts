import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { imageField } from '../../fields.js'
import { numberInside } from '../../local/inside.js'
import { rawImageSchema } from '../../local/outputs.js'
import { defineTool } from '../../tool.js'

const optionsSchema = z.object({
  /** Larger pictures take more memory than most machines have. */
  maxPixels: z.int().positive().default(1_000_000),
})

export const tool = defineTool({
  id: 'image-to-image',
  description:
    'Enlarges a small picture and makes it sharper (super-resolution). It changes nothing else: no drawing, no repainting, no style.',
  input: z.object({ image: imageField('The picture, at most about a megapixel.') }),
  output: z.object({ image: imageField('The larger picture.') }),
  describe: ({ image: { facts } }, { image: { facts: before } }) =>
    `It enlarged the picture from ${before.width} × ${before.height} to ${facts.width} × ${facts.height} pixels.`,
  // What asks for it.
  phrases: [
    'image to image',
    'super resolution',
    'enhance',
    'upscale',
    'colorize',
    'sharpen',
    'enlarge',
    'denoise',
    'enhance|improve|restore|brighten|transform|clean <image>',
    'improve|enhance .. quality|lighting|resolution|clarity',
    'make .. bigger|larger|sharper|clearer|better|nicer',
    'transform',
    'transform|convert|turn|change <image> .. to|into {image}',
    'style transfer',
    'apply .. transformation|filter|style|effect',
    'transformation to|of|on <image>',
    'look|looks like a|an painting|sketch|drawing|cartoon|watercolor|photo',
    'improve',
  ],
  results: ['transformed|improved|enhanced|upscaled image|picture|photo|version'],
  // How it runs.
  local: {
    async run(pipe, { image }, context) {
      const picture = await context.image(image)
      const { maxPixels } = optionsSchema.parse(context.options)
      if (picture.width * picture.height > maxPixels)
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `A picture of ${picture.width} × ${picture.height} pixels is too large to enlarge: at most ${maxPixels / 1e6} megapixels. Make it smaller first.`,
        )
      const enlarged = rawImageSchema.parse(await pipe(picture))
      // The library pads pictures to the model's grid and leaves the padding on.
      const scale =
        numberInside(pipe.model, 'config', 'upscale') ?? Math.floor(enlarged.width / picture.width)
      const [width, height] = [picture.width * scale, picture.height * scale]
      const cropped =
        enlarged.width > width || enlarged.height > height
          ? await enlarged.crop([0, 0, width - 1, height - 1])
          : enlarged
      return { image: await context.saveImage(cropped, 'enlarged picture') }
    },
  },
  remote: {
    async run(client, { image }, { target, blob, save }) {
      const enlarged = await client.imageToImage({ ...target, inputs: await blob(image) })
      return { image: await save(enlarged, 'image', 'enlarged picture') }
    },
  },
})
