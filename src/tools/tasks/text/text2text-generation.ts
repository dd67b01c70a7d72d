import { z } from 'zod'
import { outputField, textField } from '../../fields.js'
import { generationSettings, maxNewTokensField } from '../../local/generation.js'
import { assertFits } from '../../local/tokens.js'
import { askChat } from '../../remote/chat.js'
import { defineTool } from '../../tool.js'

const pipelineOutput = z.array(z.object({ generated_text: z.string() })).min(1)

export const tool = defineTool({
  id: 'text2text-generation',
  description:
    'Turns a short text into another by an instruction at its beginning: paraphrase, correct grammar, simplify, make a question of a statement. For longer writing use text-generation; for summaries and translations their own tools.',
  input: z.object({
    text: textField('The instruction and the text: "Correct the grammar: He go home."'),
    maxNewTokens: maxNewTokensField,
  }),
  output: z.object({ text: outputField(z.string(), 'text', 'The new text.') }),
  describe: ({ text }) => text || 'The model wrote nothing.',
  // What asks for it.
  phrases: [
    'text to text',
    'rephrase',
    'paraphrase',
    'rewrite',
    'simplify',
    'correct the? grammar',
    'fix the? grammar',
    'reword',
  ],
  // How it runs.
  local: {
    async run(pipe, { text, maxNewTokens }, context) {
      assertFits(pipe, text)
      const { settings, done } = await generationSettings(context, maxNewTokens)
      const output = await pipe(text, settings)
      done()
      return { text: pipelineOutput.parse(output)[0]?.generated_text.trim() ?? '' }
    },
  },
  remote: {
    run: async (client, { text, maxNewTokens }, context) => {
      const system = 'Do what the text says and reply with the new text alone.'
      return { text: await askChat(client, { text, system, maxNewTokens }, context) }
    },
  },
})
