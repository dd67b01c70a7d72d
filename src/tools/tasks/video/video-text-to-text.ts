import { z } from 'zod'
import { optionField, outputField, textField, videoField } from '../../fields.js'
import { maxNewTokensField } from '../../local/generation.js'
import { askChat } from '../../remote/chat.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'video-text-to-text',
  description:
    'Has a model watch a video and do with words what it is told: answer a question about what happens, summarize. Few models take video; where none may run, take video-frames with image-to-text and timeline.',
  input: z.object({
    video: videoField('The video.'),
    instruction: textField('What to do, with everything that the model must know.'),
    system: optionField(z.string().trim().min(1).optional(), 'How the model should behave.'),
    maxNewTokens: maxNewTokensField,
  }),
  output: z.object({ text: outputField(z.string(), 'text', 'What the model wrote.') }),
  describe: ({ text }) => text || 'The model wrote nothing.',
  roles: { instruction: 'prompt' },
  // What asks for it.
  phrases: [
    'video text to text',
    'watch <video> and tell|explain|say|write|answer',
    'question about|on <video>',
    'follow the instruction',
  ],
  results: ['answer'],
  nature: 'faithful',
  // How it runs.
  remote: {
    run: async (client, { video, instruction, system, maxNewTokens }, context) => ({
      text: await askChat(client, { text: instruction, system, video, maxNewTokens }, context),
    }),
  },
})
