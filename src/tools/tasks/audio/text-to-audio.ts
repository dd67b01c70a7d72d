import { z } from 'zod'
import { clipped } from '../../../core/text.js'
import { audioField, textField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'text-to-audio',
  description:
    'Makes music, sounds or noises from a description in words, some seconds long. It says no words; to read a text aloud use text-to-speech.',
  input: z.object({ text: textField('What should be heard: "rain on a tin roof", "a calm piano piece".') }),
  output: z.object({ audio: audioField('The recording.') }),
  describe: ({ audio }, { text }) => `It made the sound of "${clipped(text)}"${lengthOf(audio)}.`,
  phrases: ['text to audio', 'make music', 'generate music', 'sound effect', 'the sound of', 'a melody'],
  remote: {
    async run(client, { text }, context) {
      const audio = await client.textToAudio({ ...context.target, inputs: text })
      return { audio: await context.save(audio, 'audio', 'made sound') }
    },
  },
})
