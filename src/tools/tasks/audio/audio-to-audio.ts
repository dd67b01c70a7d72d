import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { formatCount, formatList } from '../../../core/text.js'
import { audioField, audiosField, textsField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort, lengthOf } from '../../words.js'

export const tool = defineTool({
  id: 'audio-to-audio',
  description:
    'Cleans a recording: takes noise away, or separates the speakers or instruments in it. What it does depends on the model; it writes down no words.',
  input: z.object({ audio: audioField('The recording.') }),
  output: z.object({
    audio: audioField('The cleaned recording; of several, the first.'),
    parts: audiosField('All recordings that came out: one, or one for each speaker or instrument.'),
    labels: textsField("The model's names for them, in the same order."),
  }),
  describe: ({ audio, parts, labels }, input) => {
    const made =
      parts.length === 1
        ? `It cleaned the recording${lengthOf(audio)}.`
        : `It separated the recording into ${formatCount(parts.length, 'part')}: ${formatList(labels)}.`
    return `${made}${describeCutShort(input.audio)}`
  },
  // What asks for it.
  phrases: [
    'audio to audio',
    'noise reduction',
    'enhance',
    'modify',
    'enhance|improve|clean|denoise|restore|modify|alter <audio>',
    'improve|enhance .. quality',
    'enhance|improve .. audio|sound|speech quality',
    'remove|reduce|filter|suppress|cancel|take .. noise|hum|echo|hiss',
    'noise|hum|hiss|echo .. removed|reduced|filtered',
    'clean up?',
    'denoise',
    'separate|isolate|split .. speaker|voice|vocal|instrument|source',
    'make .. clearer|louder',
    'convert|transform|change <audio> .. to|into {audio}',
    'improve',
    'modify .. speech|voice|audio',
    'transform|change|alter|adjust <audio>',
    'change|alter|adjust .. pitch|tone|tempo|speed',
  ],
  results: ['enhanced|cleaned|denoised|improved audio|speech|recording|sound|version'],
  // How it runs.
  remote: {
    async run(client, { audio }, context) {
      const inputs = await context.blob(audio)
      const found = await client.audioToAudio({ ...context.target, inputs })
      const parts = await Promise.all(
        found.map(({ blob, label }) =>
          context.save(new Uint8Array(Buffer.from(blob, 'base64')), 'audio', label),
        ),
      )
      const [first] = parts
      if (!first)
        throw new SwitchyardError('PROVIDER_BAD_REPLY', `${context.target.model} returned no recording.`)
      return { audio: first, parts, labels: found.map(({ label }, at) => label.trim() || `part ${at + 1}`) }
    },
  },
})
