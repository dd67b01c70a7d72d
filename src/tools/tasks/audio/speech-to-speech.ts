import { z } from 'zod'
import { audioField, optionField } from '../../fields.js'
import { askForFile, base64Of } from '../../remote/ask-for-file.js'
import { languageName, languageSchema } from '../../text/language.js'
import { defineTool } from '../../tool.js'
import { describeCutShort, lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'speech-to-speech',
  description:
    'Says a recording anew in another language, by one model that hears and speaks. It gives no text: where words are wanted too, or no such model is there, use automatic-speech-recognition, translation and text-to-speech one after the other.',
  input: z.object({
    audio: audioField('The recording.'),
    targetLanguage: optionField(languageSchema, 'The language to say it in, as a code such as de.'),
  }),
  output: z.object({ audio: audioField('The recording in the other language.') }),
  describe: ({ audio }, input) =>
    `It said the recording in ${languageName(input.targetLanguage)}${lengthOf(audio)}.${describeCutShort(input.audio)}`,
  // What asks for it.
  phrases: [
    'speech|voice to speech|voice translation?',
    'speech|voice to speech|voice translation? .. in|into|to <language>',
    'direct|live speech|voice translation',
    'with|in|keeping the? same|own voice',
  ],
  // How it runs.
  remote: {
    async run(client, { audio, targetLanguage }, context) {
      const asked = {
        task: 'audio-to-audio',
        inputs: await base64Of(audio, context),
        parameters: { target_language: targetLanguage },
        kind: 'audio',
        name: `in ${languageName(targetLanguage)}`,
      } as const
      return { audio: await askForFile(client, asked, context) }
    },
  },
})
