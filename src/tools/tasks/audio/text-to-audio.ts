import { z } from 'zod'
import { clip } from '../../../core/text.js'
import { audioField, textField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'text-to-audio',
  description:
    'Makes music, sounds or noises from a description in words, some seconds long. It says no words; to read a text aloud use text-to-speech.',
  input: z.object({ text: textField('What should be heard: "rain on a tin roof", "a calm piano piece".') }),
  output: z.object({ audio: audioField('The recording.') }),
  describe: ({ audio }, { text }) => `It made the sound of "${clip(text)}"${lengthOf(audio)}.`,
  // What asks for it.
  phrases: [
    'text to audio',
    'make|generate|create|compose|produce music|melody|song|tune|jingle|sound',
    'compose|generate|create|make|produce me? some|a|an? .. music|melody|tune|jingle|sound|noise',
    'sound effect',
    'the sound of',
    'a melody',
  ],
  nature: 'inventing',
  // How it runs.
  remote: {
    async run(client, { text }, context) {
      const audio = await client.textToAudio({ ...context.target, inputs: text })
      return { audio: await context.save(audio, 'audio', 'made sound') }
    },
  },
})
