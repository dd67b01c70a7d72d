import { z } from 'zod'
import { hearFile } from '../../audio/measure/hear-file.js'
import { createPitchMeter, pitchRate } from '../../audio/measure/pitch.js'
import { quantile } from '../../audio/measure/quantile.js'
import { audioField, outputField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

/** Time between two measured moments, seconds. */
const stepSeconds = 0.02

export const tool = defineTool({
  id: 'pitch-estimation',
  description:
    'Measures how high or low a voice is: its usual pitch in Hz and how far it goes up and down. It needs no model (YIN), is made for one voice, and tells nothing of who speaks.',
  input: z.object({ audio: audioField('The recording, of any length.') }),
  output: z.object({
    hertz: outputField(
      z.number().positive().optional(),
      'text',
      'The usual pitch (median), Hz. Absent without a voice.',
    ),
    low: outputField(
      z.number().positive().optional(),
      'text',
      'A tenth of the voice is lower than this, Hz.',
    ),
    high: outputField(
      z.number().positive().optional(),
      'text',
      'A tenth of the voice is higher than this, Hz.',
    ),
    voicedSeconds: outputField(z.number().nonnegative(), 'text', 'How much of the recording has a pitch.'),
  }),
  describe: ({ hertz, low, high, voicedSeconds }, { audio }) => {
    const cut = describeCutShort(audio)
    if (hertz === undefined || low === undefined || high === undefined)
      return `No voice with a pitch is heard in the recording.${cut}`
    const kind = hertz < 145 ? 'low' : hertz < 180 ? 'of middle height' : 'high'
    return `The voice is ${kind}: ${hertz.toFixed(0)} Hz, mostly between ${low.toFixed(0)} and ${high.toFixed(0)} Hz (measured over ${voicedSeconds.toFixed(1)} seconds of voice).${cut}`
  },
  // What asks for it.
  phrases: [
    'pitch estimation',
    'pitch detection',
    'fundamental frequency',
    'how high|deep|low .. voice|pitch|speak|sing',
    'pitch of|in|on <audio>',
    'what|which pitch|note|key',
    'measure|estimate|find|tell|detect .. pitch',
    '^ is .. voice high|low|deep',
    'high|deep|low voice',
  ],
  results: ['pitch'],
  // How it runs.
  reader: {
    async run({ audio }, context) {
      const meter = createPitchMeter()
      await hearFile(audio, context, pitchRate, [meter])
      const pitches = meter.points().map(({ hertz }) => hertz)
      return {
        hertz: quantile(pitches, 0.5),
        low: quantile(pitches, 0.1),
        high: quantile(pitches, 0.9),
        voicedSeconds: pitches.length * stepSeconds,
      }
    },
  },
})
