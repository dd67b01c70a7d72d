import { z } from 'zod'
import { clockTime } from '../../../core/format.js'
import { optionField, outputField, tableField, textsField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { joinByTime } from '../../video/join-by-time.js'
import { momentSchema } from '../../video/moment.js'

const speechSchema = z.object({ start: z.number(), end: z.number(), text: z.string() })
const entrySchema = speechSchema.extend({ kind: z.enum(['seen', 'heard']) })

export const tool = defineTool({
  id: 'timeline',
  description:
    'Puts what is seen and what is said in a video into one order by time. Give it "moments" of video-frames, the descriptions of its frames (the text of a mapped image-to-text) and the "segments" of automatic-speech-recognition; frames and speech each may be left out.',
  input: z.object({
    moments: tableField(momentSchema, 'The moments that video-frames gave.').optional(),
    descriptions: textsField('What each of the frames shows, in their order.', { min: 0 }).optional(),
    speech: tableField(speechSchema, 'The segments of the transcript.').optional(),
    from: optionField(z.number().nonnegative().default(0), 'Only what is after so many seconds.'),
    until: optionField(z.number().positive().optional(), 'Only what is before so many seconds.'),
    scenes: optionField(z.int().positive().optional(), 'How many scenes there are in all.'),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'What is seen and said, a line each, with its times.'),
    entries: tableField(
      entrySchema,
      'The same as rows: start and end in seconds, seen or heard, and the text.',
    ),
    left: outputField(
      z.int().nonnegative(),
      'text',
      'Scenes that were not looked at, because the number of frames is bounded.',
    ),
  }),
  describe: ({ text, left }) =>
    `${text || 'Nothing is seen or said there.'}${left > 0 ? `\n${left} more scenes were not looked at: ask for more frames, or for a part of the video.` : ''}`,
  // What asks for it.
  phrases: [
    'timeline',
    'what happens|happened|happening|occurs|occurred',
    'what goes|going|went on',
    'describe <video>',
    'describe what .. <video>',
    'description of <video>',
    'what is|are|was|were seen|shown|visible in|on|during? <video>',
    'what .. show|see|seen|shown|visible <video>',
    'what .. <video> show|depict',
    'what is|are|was|were in|on <video>',
    'tell me about <video>',
    'watch <video>',
    'walk me through <video>',
  ],
  results: ['timeline'],
  nature: 'faithful',
  // How it runs.
  run: async ({ moments = [], descriptions = [], speech = [], from, until, scenes }) => {
    const entries = joinByTime({ moments, descriptions, speech }).filter(
      ({ start, end }) => end > from && (until === undefined || start < until),
    )
    const text = entries.map(({ kind, start, end, text: said }) => {
      const time = end - start < 1 ? `At ${clockTime(start)}` : `${clockTime(start)} to ${clockTime(end)}`
      return `${time}: ${kind === 'heard' ? `"${said}" is said` : said}.`
    })
    return { text: text.join('\n'), entries, left: Math.max(0, (scenes ?? 0) - moments.length) }
  },
})
