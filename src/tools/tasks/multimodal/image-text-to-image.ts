import { z } from 'zod'
import { clip } from '../../../core/text.js'
import { imageField, optionField, textField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { sizeOf } from '../../words.js'

const optionsSchema = z.object({
  /** The task that the provider lists the model under. */
  task: z.enum(['image-to-image', 'image-text-to-image']).default('image-to-image'),
})

export const tool = defineTool({
  id: 'image-text-to-image',
  description:
    'Changes a picture as told in words: repaints, adds, removes or replaces things, changes style, colours or background; or draws a new picture after a control picture (edges, depth, pose, segments). For plain enlarging use image-to-image.',
  input: z.object({
    image: imageField('The picture to change, or the control picture to draw after.'),
    prompt: textField(
      'What to change, or what to draw: "make it winter", "a girl reading a book in this pose".',
    ),
    without: optionField(z.string().trim().min(1).optional(), 'What the new picture should not show.'),
  }),
  output: z.object({ image: imageField('The new picture.') }),
  describe: ({ image }, { prompt }) => `It changed the picture: "${clip(prompt)}" (${sizeOf(image)}).`,
  // What asks for it.
  phrases: [
    'edit',
    'retouch',
    'repaint',
    'restyle',
    'recolor',
    'modify',
    'in the style of',
    'edit|modify|adjust|alter|change <image>',
    'turn|make|change|transform it|this|that|<image> into|to {image}',
    'turn|make|change|transform .. into|to a|an?',
    'turn|make|change|transform <it> into|to night|day|winter|summer|cartoon|watercolor|comic',
    'change|set|turn|make .. color|background|sky',
    'replace|add|remove .. in|from|to <image>',
    'changed to',
  ],
  results: ['edited|modified|changed image|picture|photo|version'],
  otherNames: { 'image-editing': {} },
  openAiEndpoint: 'images/edits',
  // How it runs.
  remote: {
    async run(client, { image, prompt, without }, context) {
      const inputs = await context.blob(image)
      const parameters = { prompt, ...(without !== undefined && { negative_prompt: without }) }
      const edit =
        optionsSchema.parse(context.options).task === 'image-to-image'
          ? client.imageToImage
          : client.imageTextToImage
      const picture = await edit({ ...context.target, inputs, parameters })
      return { image: await context.save(picture, 'image', 'changed picture') }
    },
  },
})
