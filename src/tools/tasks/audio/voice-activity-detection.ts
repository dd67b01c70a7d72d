import { z } from 'zod'
import { formatCount } from '../../../core/text.js'
import { samplesFor } from '../../audio/audio-pieces.js'
import { secondsOf } from '../../audio/measure/pauses.js'
import { segmentSpeakers } from '../../audio/speakers/segment-speakers.js'
import { speechOfVoices } from '../../audio/speakers/speech-of-voices.js'
import { voiceSchema } from '../../audio/speakers/voice.js'
import { voicesOfSpeech } from '../../audio/speakers/voices-of-speech.js'
import { hearSpeech } from '../../audio/speech/hear-speech.js'
import { audioField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort, describeSpans } from '../../words.js'

export const tool = defineTool({
  id: 'voice-activity-detection',
  description:
    'Finds where somebody speaks in a recording, with start and end in seconds. It writes down no words and names no speakers; speaker-diarization goes on from its "voices". Without a model it tells sound from quiet, so that music counts, too.',
  input: z.object({ audio: audioField('The recording, of any length.') }),
  output: z.object({
    speech: tableField(z.object({ start: z.number(), end: z.number() }), 'Where somebody speaks, seconds.'),
    speechSeconds: outputField(z.number().nonnegative(), 'text', 'How long somebody speaks in all, seconds.'),
    heard: outputField(
      z.enum(['speech', 'sound']),
      'text',
      'speech: told by a model that knows voices. sound: told by loudness alone.',
    ),
    voices: tableField(
      voiceSchema,
      'The same by voice: a number within its window, for stretches that are surely of one voice.',
    ),
  }),
  describe: ({ speech, speechSeconds, heard }, { audio }) => {
    const total = audio.facts.durationSeconds?.toFixed(1)
    const of = `${speechSeconds.toFixed(1)}${total === undefined ? '' : ` of ${total}`} seconds`
    const what = heard === 'speech' ? 'Somebody speaks' : 'Something is heard'
    const said =
      speech.length === 0
        ? `${heard === 'speech' ? 'Nobody speaks' : 'Nothing is heard'} in the recording.`
        : `${what} for ${of}, in ${formatCount(speech.length, 'stretch', 'stretches')}: ${describeSpans(speech)}.`
    const how =
      heard === 'sound' ? ' This is told by loudness alone, so that music and noises count, too.' : ''
    return `${said}${how}${describeCutShort(audio)}`
  },
  // What asks for it.
  phrases: [
    'voice activity detection',
    'voice|speech activity',
    'vad',
    'detect|find|locate|mark|segment|show .. where|when .. speak|talk',
    'when|where do|does|is|are somebody|someone|anybody|anyone|people speak|talk',
    'when|where is|are there? speech|talking|speaking',
    'where is|are speech|voice in|on? <audio>',
    'how long|much do|does|is|are somebody|someone|anybody|people speak|talk',
    'how much of <audio> is speech|silence|talking',
    'detect|find|locate speech|silence',
  ],
  results: ['speech segment|stretch|part'],
  // How it runs.
  local: {
    pipeline: 'audio-frame-classification',
    async run(pipe, { audio }, context) {
      const voices = await segmentSpeakers(pipe, await samplesFor(pipe, audio, context), context)
      const speech = speechOfVoices(voices)
      return { speech, speechSeconds: secondsOf(speech), heard: 'speech' as const, voices }
    },
  },
  reader: {
    async run({ audio }, context) {
      const { speech } = await hearSpeech(audio, context)
      return {
        speech,
        speechSeconds: secondsOf(speech),
        heard: 'sound' as const,
        voices: voicesOfSpeech(speech),
      }
    },
  },
})
