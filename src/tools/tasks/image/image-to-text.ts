import { z } from 'zod'
import { trimSentenceEnd } from '../../../core/trim-end.js'
import { imageField, outputField } from '../../fields.js'
import { generationSettings, maxNewTokensField } from '../../local/generation.js'
import { seeingTask } from '../../local/seeing/answer-by-sight.js'
import { tellByTaskPrompt } from '../../local/seeing/run-task-prompt.js'
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
  // What asks for it.
  phrases: [
    'image to text',
    'describe',
    'description of',
    'alt text',
    'caption',
    'what is|are in|on|inside',
    'what is|are there in|on|inside',
    'what is|are shown|visible|depicted|happening|seen',
    'what .. show|see|shown|seen|visible|depict|contain',
    'what .. look like',
    'tell me about',
    'read <image>',
    'extract|read|get|obtain|take|recognize|convert|transcribe .. text|words|writing|information .. from|in|on|of <image>',
    'text|words|writing .. in|from|on|of|out <image>',
    'extract|get|read|obtain .. text',
    'text present|contained',
    'ocr',
    'optical character recognition',
    'handwritten',
    'convert|turn|transform|change <image> .. to|into|as {text}',
    'convert|turn|transform|change it|this|that .. to|into|as {text}',
    'analyze|understand <image>',
    'what do|does .. say',
  ],
  results: ['description', 'caption', 'extracted text|information|content|words', 'described image'],
  nature: 'faithful',
  byDefault: true,
  standsInFor: [
    'object-detection',
    'zero-shot-object-detection',
    'image-classification',
    'visual-question-answering',
    'document-question-answering',
  ],
  modelsOf: ['image-text-to-text'],
  byChat: { chat: true },
  // How it runs.
  local: {
    async run(pipe, { image, maxNewTokens }, context) {
      const picture = await context.image(image)
      const { settings, done } = await generationSettings(context, maxNewTokens)
      const output = await pipe(picture, settings)
      done()
      return { text: pipelineOutput.parse(output)[0]?.generated_text.trim() ?? '' }
    },
  },
  localByTaskPrompt: {
    taskPrompt: '<DETAILED_CAPTION>',
    pipeline: seeingTask,
    run: async (pipe, input, context) => ({ text: await tellByTaskPrompt(pipe, input, context) }),
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
