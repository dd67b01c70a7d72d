import { z } from 'zod'
import { clip } from '../../../core/text.js'
import { imageField, optionField, textField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { sizeOf } from '../../words.js'

const sideField = (which: string) =>
  optionField(z.int().min(64).max(4096).optional(), `${which} in pixels; models round it.`)

export const tool = defineTool({
  id: 'text-to-image',
  description:
    'Draws a new picture from a description in words. Say what is to be seen and in which style. It knows nothing of attached pictures; to change one of those use image-text-to-image.',
  input: z.object({
    text: textField('What the picture should show.'),
    without: optionField(z.string().trim().min(1).optional(), 'What it should not show.'),
    width: sideField('Width'),
    height: sideField('Height'),
    seed: optionField(z.int().nonnegative().optional(), 'The same number gives the same picture.'),
  }),
  output: z.object({ image: imageField('The picture.') }),
  describe: ({ image }, { text }) => `It drew "${clip(text)}" (${sizeOf(image)}).`,
  // What asks for it.
  phrases: [
    'text to image',
    'draw|paint|sketch me? {image}',
    'draw me?',
    'paint',
    'sketch me?',
    'illustrate',
    'visualize',
    'generate|create|make|produce|design|render me? {image}',
    'need|want|like|give me? a|an {image} .. of|that|showing|based|from|for',
    'image|picture|visual representation',
    'turn|convert|transform .. to|into {image}',
  ],
  results: ['generated|created|drawn image|picture'],
  nature: 'inventing',
  openAiEndpoint: 'images/generations',
  // How it runs.
  remote: {
    async run(client, { text, without, width, height, seed }, context) {
      const parameters = {
        ...(without !== undefined && { negative_prompt: without }),
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
        ...(seed !== undefined && { seed }),
      }
      const picture = await client.textToImage(
        { ...context.target, inputs: text, parameters },
        { outputType: 'blob' },
      )
      return { image: await context.save(picture, 'image', 'drawn picture') }
    },
  },
})
