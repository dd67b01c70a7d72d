import { z } from 'zod'
import { optionField, outputField, textField } from '../../fields.js'
import { generationSettings, maxNewTokensField } from '../../local/generation.js'
import { inside } from '../../local/inside.js'
import { assertFits } from '../../local/tokens.js'
import { askChat } from '../../remote/chat.js'
import { defineTool } from '../../tool.js'

const message = z.object({ role: z.string(), content: z.string() })
const pipelineOutput = z.array(z.object({ generated_text: z.union([z.string(), z.array(message)]) })).min(1)

/** Tokens to write where neither the call nor the catalogue says. */
const usualTokens = 256

export const tool = defineTool({
  id: 'text-generation',
  description:
    'Writes text that follows an instruction: answers, letters, lists, rewording, reasoning over other results. It sees only the text it is given, no pictures or sound, and may be wrong about facts.',
  input: z.object({
    text: textField('The instruction, with everything that the model must know.'),
    system: optionField(z.string().trim().min(1).optional(), 'How the model should behave.'),
    maxNewTokens: maxNewTokensField,
  }),
  output: z.object({ text: outputField(z.string(), 'text', 'What the model wrote.') }),
  describe: ({ text }) => text || 'The model wrote nothing.',
  // What asks for it.
  phrases: [
    'text generation',
    'write me? a|an|the|some',
    'compose|draft me? a|an|the|some',
    'make up a|an|some',
    'generate|create|produce|write .. text|story|poem|sentence|paragraph|article|essay',
    'need|want|like a|an|some story|poem|essay',
    'new|different|another version',
    'continue',
    'complete|finish .. text|story|sentence|it',
    'paraphrase~',
    'rephrase~',
    'rewrite~',
    'poem',
    'generate|create|produce .. continuation',
    'expand on',
  ],
  results: ['generated|created|written|new text|story|sentence|paragraph|version', 'continuation'],
  byChat: {},
  otherNames: {
    conversational: {
      phrases: [
        'conversational',
        'chat',
        'chatbot',
        'have|hold|start|make .. conversation|dialogue',
        'conversational answer|response|reply|text',
        'chatbot .. answer|response|reply',
        'answer|response|reply .. chatbot',
        'respond to?',
        'reply to?',
        'response',
        'give|generate|need|provide|create|get|produce|write .. response|reply',
        'talk about|with',
      ],
      results: ['response', 'reply', 'conversational text'],
    },
  },
  // How it runs.
  local: {
    async run(pipe, { text, system, maxNewTokens }, context) {
      const { settings, done } = await generationSettings(context, maxNewTokens)
      const limit = settings.max_new_tokens ?? usualTokens
      assertFits(pipe, [system, text].join('\n'), Number(limit))
      const chats = typeof inside(pipe.tokenizer, 'chat_template') === 'string'
      const prompt = chats
        ? [...(system ? [{ role: 'system', content: system }] : []), { role: 'user', content: text }]
        : [system, text].filter((part) => part !== undefined).join('\n\n')
      const output = await pipe(prompt, { ...settings, max_new_tokens: limit, return_full_text: false })
      done()
      const generated = pipelineOutput.parse(output)[0]?.generated_text ?? ''
      return { text: (typeof generated === 'string' ? generated : (generated.at(-1)?.content ?? '')).trim() }
    },
  },
  remote: {
    run: async (client, { text, system, maxNewTokens }, context) => ({
      text: await askChat(client, { text, system, maxNewTokens }, context),
    }),
  },
})
