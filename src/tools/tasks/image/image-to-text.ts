import { z } from 'zod'
import { trimSentenceEnd } from '../../../core/trim-end.js'
import { imageField, outputField } from '../../fields.js'
import { generationSettings, maxNewTokensField } from '../../local/generation.js'
import { askChat, isChat } from '../../remote/chat.js'
import { defineTool } from '../../tool.js'

const caption = z.object({ generated_text: z.string() })
const pipelineOutput = z.array(caption).min(1)

/** What a chat model is told. */
const instruction = 'Describe this picture in one sentence. Reply with the sentence alone.'

export const tool = defineTool({
  id: 'image-to-text',
  description:
    'Describes a picture in a sentence. Use it for "describe", "caption", "what is on the picture". It does not answer questions about details and does not read small print.',
  input: z.object({ image: imageField('The picture.'), maxNewTokens: maxNewTokensField }),
  output: z.object({ text: outputField(z.string(), 'text', 'The description.') }),
  describe: ({ text }) => (text ? `It shows ${trimSentenceEnd(text)}.` : 'The model found no words for it.'),
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
  llm: {
    ask: ({ image, maxNewTokens }) => ({ text: instruction, image, maxNewTokens }),
    read: (text) => ({ text }),
  },
  remote: {
    async run(client, { image, maxNewTokens }, context) {
      if (isChat(context))
        return { text: await askChat(client, { text: instruction, image, maxNewTokens }, context) }
      // Not `imageToText`, which takes one result only: servers of pipelines send a list.
      const reply = await client.request(
        { ...context.target, data: await context.blob(image) },
        { task: 'image-to-text' },
      )
      const captions = z.union([pipelineOutput, caption.transform((one) => [one])]).parse(reply)
      return { text: captions[0]?.generated_text.trim() ?? '' }
    },
  },
})
