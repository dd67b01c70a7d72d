import { z } from 'zod'
import { imageField, outputField } from '../fields.js'
import { generationSettings, maxNewTokensField } from '../local/generation.js'
import { defineTool } from '../tool.js'

const pipelineOutput = z.array(z.object({ generated_text: z.string() })).min(1)

export const tool = defineTool({
  id: 'image-to-text',
  description:
    'Describes a picture in a sentence. Use it for "describe", "caption", "what is on the picture". It does not answer questions about details and does not read small print.',
  input: z.object({ image: imageField('The picture.'), maxNewTokens: maxNewTokensField }),
  output: z.object({ text: outputField(z.string(), 'text', 'The description.') }),
  describe: ({ text }) =>
    text ? `It shows ${text.replace(/[.\s]+$/, '')}.` : 'The model found no words for it.',
  phrases: [
    'describe',
    'caption',
    'what is on',
    'what is in the picture',
    'what does the picture show',
    'what do you see',
    'tell me about the picture',
  ],
  local: {
    async run(pipe, { image, maxNewTokens }, context) {
      const picture = await context.image(image)
      const { settings, done } = await generationSettings(context, maxNewTokens)
      const output = await pipe(picture, settings)
      done()
      return { text: pipelineOutput.parse(output)[0]?.generated_text.trim() ?? '' }
    },
  },
})
