import { z } from 'zod'
import { hearFile } from '../../audio/measure/hear-file.js'
import { createLoudnessMeter } from '../../audio/measure/loudness.js'
import { audioField, outputField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

/** Rates beyond these are heard by nobody, or told by a file that is wrong, Hz. */
const rates = { usual: 48_000, least: 4000, most: 96_000 }

export const tool = defineTool({
  id: 'loudness-measurement',
  description:
    'Measures how loud a recording is: loudness in LUFS (ITU-R BS.1770), mean and peak level in dB below full scale. It needs no model, and tells nothing of what is heard.',
  input: z.object({ audio: audioField('The recording, of any length.') }),
  output: z.object({
    lufs: outputField(
      z.number().optional(),
      'text',
      'Integrated loudness of all channels mixed to one, LUFS. Absent for silence.',
    ),
    rmsDb: outputField(z.number(), 'text', 'Mean level, dB below full scale; -100 for digital silence.'),
    peakDb: outputField(z.number(), 'text', 'The loudest sample, dB below full scale.'),
  }),
  describe: ({ lufs, rmsDb, peakDb }, { audio }) => {
    const cut = describeCutShort(audio)
    if (lufs === undefined) return `The recording is silent: its mean level is ${rmsDb.toFixed(0)} dB.${cut}`
    const kind =
      lufs > -12 ? 'very loud' : lufs > -26 ? 'of a usual level' : lufs > -40 ? 'quiet' : 'very quiet'
    const clipped = peakDb > -0.1 ? ' Its peaks reach the limit, so that it may be distorted.' : ''
    return `The recording is ${kind}: ${lufs.toFixed(1)} LUFS (radio has -23, podcasts -16), with a mean level of ${rmsDb.toFixed(1)} dB and peaks of ${peakDb.toFixed(1)} dB below full scale.${clipped}${cut}`
  },
  // What asks for it.
  phrases: [
    'loudness measurement',
    'how loud|quiet',
    'loudness|volume|level of|in|on <audio>',
    'measure .. loudness|volume|level',
    'lufs',
    'decibel',
    '^ is <audio> too? loud|quiet',
    'loud enough',
    'which .. louder|loudest|quieter|quietest',
  ],
  results: ['loudness'],
  // How it runs.
  reader: {
    async run({ audio }, context) {
      const recorded = audio.facts.sampleRate ?? rates.usual
      const sampleRate = Math.min(rates.most, Math.max(rates.least, recorded))
      const meter = createLoudnessMeter(sampleRate)
      await hearFile(audio, context, sampleRate, [meter])
      return meter.loudness()
    },
  },
})
