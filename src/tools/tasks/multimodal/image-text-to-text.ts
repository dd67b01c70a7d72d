import { z } from 'zod'
import { imagesField, optionField, outputField, textField } from '../../fields.js'
import { cutOffField, describeCutOff } from '../../local/cut-off.js'
import { maxNewTokensField } from '../../local/generation.js'
import { askChat } from '../../remote/chat.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'image-text-to-text',
  description:
    'Looks at one or more pictures and does with words what it is told: answers and explains at length, compares, reads writing and tables, tells stories. Use it where image-to-text and visual-question-answering say too little.',
  input: z.object({
    images: imagesField('The pictures, in the order the instruction speaks of them.'),
    instruction: textField(
      'What to do, with everything that the model must know. {image1} in it is the place of the first of the pictures, {image2} of the second; those without a place come first.',
    ),
    system: optionField(z.string().trim().min(1).optional(), 'How the model should behave.'),
    maxNewTokens: maxNewTokensField,
  }),
  output: z.object({ text: outputField(z.string(), 'text', 'What the model wrote.'), cutOff: cutOffField }),
  describe: ({ text, cutOff }) => describeCutOff(text || 'The model wrote nothing.', cutOff),
  // What asks for it.
  phrases: [
    'look at <image> and tell|explain|say|write|decide|answer',
    'explain <image>',
    'follow the instruction',
  ],
  llm: {
    ask: ({ images, instruction, system, maxNewTokens }) => ({
      ...{ system, text: instruction, image: images, maxNewTokens },
    }),
    read: (text, end) => ({ text, cutOff: end?.cutOff || undefined }),
  },
  // How it runs.
  remote: {
    run: async (client, { images, instruction, system, maxNewTokens }, context) => ({
      text: await askChat(client, { text: instruction, system, image: images, maxNewTokens }, context),
    }),
  },
})
