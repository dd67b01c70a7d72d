import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { imageField } from '../../fields.js'
import { disposeTensor, rawImageSchema } from '../../local/outputs.js'
import { defineTool } from '../../tool.js'

const pipelineOutput = z.object({ depth: rawImageSchema, predicted_depth: z.unknown() })

/** Models see at most this ratio of the sides; past it they fail inside. */
const longestSides = 8

export const tool = defineTool({
  id: 'depth-estimation',
  description:
    'Makes a depth map of a picture: a grey picture of the same size, brighter where things are nearer. Depths are relative; it measures no metres.',
  input: z.object({ image: imageField('The picture.') }),
  output: z.object({ depth: imageField('The depth map, brighter is nearer.') }),
  describe: ({ depth: { facts } }) =>
    `It made a depth map of ${facts.width} × ${facts.height} pixels, brighter where things are nearer.`,
  // What asks for it.
  phrases: [
    'depth',
    'depth map',
    'depth estimation',
    'estimate .. depth|distance',
    'how far|near|deep',
    'distance',
  ],
  results: ['depth map|image', 'estimated depth'],
  // How it runs.
  local: {
    async run(pipe, { image }, context) {
      const picture = await context.image(image)
      const { width, height } = picture
      if (Math.max(width, height) > longestSides * Math.min(width, height))
        throw new SwitchyardError(
          'INVALID_REQUEST',
          `A picture of ${width} × ${height} pixels is too narrow for a depth map: the long side may be ${longestSides} times the short one. Crop it.`,
        )
      const { depth, predicted_depth } = pipelineOutput.parse(await pipe(picture))
      disposeTensor(predicted_depth)
      return { depth: await context.saveImage(depth, 'depth map') }
    },
  },
})
