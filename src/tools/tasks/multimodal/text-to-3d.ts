import { z } from 'zod'
import { clip } from '../../../core/text.js'
import { meshField, optionField, textField } from '../../fields.js'
import { askForFile } from '../../remote/ask-for-file.js'
import { defineTool } from '../../tool.js'
import { trianglesOf } from '../../words.js'

export const tool = defineTool({
  id: 'text-to-3d',
  description:
    'Makes a 3D model of a thing from a description in words, as a GLB file. It takes minutes and is costly. To make one of an attached picture use image-to-3d.',
  input: z.object({
    text: textField('The thing: what it is, and how it looks.'),
    seed: optionField(z.int().nonnegative().optional(), 'The same number gives the same model.'),
  }),
  output: z.object({ mesh: meshField('The 3D model.') }),
  describe: ({ mesh }, { text }) => `It made a 3D model of "${clip(text)}"${trianglesOf(mesh)}.`,
  // What asks for it.
  phrases: [
    'text to 3d',
    'make|generate|create|produce|build|model|design|sculpt me? .. 3d model|object|mesh|asset|figure|shape',
    'need|want|like|get|give me? a|an .. 3d model|object|mesh|asset|figure',
    'make|generate|create|produce|build|design me? a|an {mesh}',
    'turn|convert|transform .. to|into .. 3d model|object|mesh|asset',
    'in 3d',
    '3d model|object|mesh|asset of',
  ],
  results: ['generated|created|3d mesh|model'],
  nature: 'inventing',
  // How it runs.
  remote: {
    run: async (client, { text, seed }, context) => ({
      mesh: await askForFile(
        client,
        {
          task: 'text-to-3d',
          inputs: text,
          parameters: seed === undefined ? {} : { seed },
          kind: 'mesh',
          name: 'made 3D model',
        },
        context,
      ),
    }),
  },
})
