import { z } from 'zod'
import { imageField, meshField, optionField } from '../../fields.js'
import { askForFile, base64Of } from '../../remote/ask-for-file.js'
import { defineTool } from '../../tool.js'
import { trianglesOf } from '../../words.js'

export const tool = defineTool({
  id: 'image-to-3d',
  description:
    'Makes a 3D model of the thing that a picture shows, as a GLB file. One thing on a plain background works best. It takes minutes and is costly.',
  input: z.object({
    image: imageField('The picture of the thing.'),
    seed: optionField(z.int().nonnegative().optional(), 'The same number gives the same model.'),
  }),
  output: z.object({ mesh: meshField('The 3D model.') }),
  describe: ({ mesh }) => `It made a 3D model of what the picture shows${trianglesOf(mesh)}.`,
  // What asks for it.
  phrases: [
    'image to 3d',
    'make|generate|create|produce|build .. 3d model|object|mesh|asset .. from|of|out <image>',
    'make|generate|create|produce|build .. 3d model|object|mesh|asset .. from|of|out it|this|that',
    'make|generate|create|produce|build .. {mesh} .. from|of|out <image>',
    'make|generate|create|produce|build .. {mesh} .. from|of|out it|this|that',
    'turn|convert|transform|make <image> .. to|into? .. 3d model|object|mesh|asset?',
    'turn|convert|transform|make it|this|that .. to|into? .. 3d model|object|mesh|asset?',
    'reconstruct <image> in|into 3d',
    '3d model|object|mesh|asset of|from <image>',
  ],
  results: ['generated|created|3d mesh|model'],
  nature: 'inventing',
  // How it runs.
  remote: {
    async run(client, { image, seed }, context) {
      const asked = {
        task: 'image-to-3d',
        inputs: await base64Of(image, context),
        parameters: seed === undefined ? {} : { seed },
        kind: 'mesh',
        name: 'made 3D model',
      } as const
      return { mesh: await askForFile(client, asked, context) }
    },
  },
})
