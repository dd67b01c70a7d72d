import { z } from 'zod'
import { clockTime } from '../../../core/format.js'
import { attributeWords } from '../../audio/speakers/attribute-words.js'
import { turnSchema } from '../../audio/speakers/voice.js'
import { audioField, optionField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

const saidSchema = z.object({ start: z.number(), end: z.number(), text: z.string() })
const segmentSchema = saidSchema.extend({ words: z.array(saidSchema).optional() })

export const tool = defineTool({
  id: 'speaker-attribution',
  description:
    'Joins a transcript with who speaks when: a line for each turn, "Speaker 1 (0:00-0:04): …". Give it the recording, "turns" of speaker-diarization and "segments" of automatic-speech-recognition, both of that recording.',
  input: z.object({
    audio: audioField('The recording.'),
    turns: tableField(turnSchema, 'Who speaks when, as speaker-diarization tells.'),
    segments: tableField(segmentSchema, 'The segments of the transcript.'),
    toldBy: optionField(
      z.enum(['voice', 'pitch']).optional(),
      'How speaker-diarization told the speakers apart, so that the answer says it.',
    ),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'What is said, a line for each turn with its speaker and times.'),
    lines: tableField(saidSchema.extend({ speaker: z.string() }), 'The same as rows; times in seconds.'),
  }),
  describe: ({ text }, { audio, toldBy }) => {
    if (text === '') return `No words were heard in the recording.${describeCutShort(audio)}`
    const how = toldBy === 'pitch' ? '\nThe speakers are told apart only by how high their voices are.' : ''
    return `${text}${how}${describeCutShort(audio)}`
  },
  // What asks for it.
  phrases: [
    'speaker attribution',
    'who say|said|says what',
    'who is|are saying what',
    'what each|every speaker|person|one|participant say|said',
    'what do|does|did|is each|every speaker|person|voice .. say|said|saying',
    'transcribe .. with|by speaker',
    'transcribe .. who speak|speaks|say|says|said|talk',
    'transcript .. with|by speaker',
    'transcribe .. label .. speaker',
    'who speak|talk|speaks|talks when .. what|say|said|transcript|transcribe|words',
    'minutes|protocol of|from <audio>',
    'transcribe the|this|that conversation|dialogue|interview|meeting|debate',
  ],
  results: ['dialogue'],
  madeFrom: {
    turns: 'speaker-diarization.turns',
    segments: 'automatic-speech-recognition.segments',
    toldBy: 'speaker-diarization.toldBy',
  },
  // How it runs.
  run: async ({ turns, segments }) => {
    const lines = attributeWords(turns, segments)
    const text = lines.map(
      ({ speaker, start, end, text: said }) => `${speaker} (${clockTime(start)}-${clockTime(end)}): ${said}`,
    )
    return { text: text.join('\n'), lines }
  },
})
