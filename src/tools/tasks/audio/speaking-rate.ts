import { z } from 'zod'
import { formatCount } from '../../../core/text.js'
import { countWords } from '../../audio/measure/count-words.js'
import { secondsOf } from '../../audio/measure/pauses.js'
import { audioField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

export const tool = defineTool({
  id: 'speaking-rate',
  description:
    'Tells how fast somebody speaks, in words per minute with and without the pauses. Give it the recording and the "segments" that automatic-speech-recognition made of it.',
  input: z.object({
    audio: audioField('The recording.'),
    segments: tableField(
      z.object({ start: z.number(), end: z.number(), text: z.string() }),
      'The segments of its transcript.',
    ),
  }),
  output: z.object({
    wordsPerMinute: outputField(
      z.number().nonnegative(),
      'text',
      'Words per minute from the first word to the last.',
    ),
    withoutPauses: outputField(
      z.number().nonnegative(),
      'text',
      'Words per minute of the time in which somebody speaks.',
    ),
    words: outputField(z.int().nonnegative(), 'text', 'How many words there are.'),
    seconds: outputField(z.number().nonnegative(), 'text', 'From the first word to the last, seconds.'),
  }),
  describe: ({ wordsPerMinute, withoutPauses, words, seconds }, { audio }) => {
    const cut = describeCutShort(audio)
    if (words === 0) return `No words were heard, so that there is no pace to tell.${cut}`
    const pace = wordsPerMinute < 110 ? 'slow' : wordsPerMinute <= 170 ? 'usual' : 'fast'
    return `${wordsPerMinute.toFixed(0)} words per minute, which is ${pace} for English: ${formatCount(words, 'word')} in ${seconds.toFixed(1)} seconds. Without the pauses it is ${withoutPauses.toFixed(0)}.${cut}`
  },
  // What asks for it.
  phrases: [
    'speaking rate',
    'speech rate',
    'word per|a minute',
    'wpm',
    'how fast|quick|quickly|slow|slowly .. speak|talk|say|speaking|talking',
    'pace|tempo|speed .. speak|talk|speech|speaker|voice',
    'pace|tempo of|in|on <audio>',
    'measure .. pace',
    '^ do|does|is .. speak|talk|speaking|talking too? fast|quickly|slow|slowly',
  ],
  results: ['pace', 'speaking rate'],
  madeFrom: { segments: 'automatic-speech-recognition.segments' },
  // How it runs.
  run: async ({ segments }) => {
    const words = segments.reduce((sum, { text }) => sum + countWords(text), 0)
    const start = Math.min(...segments.map((segment) => segment.start))
    const seconds = segments.length === 0 ? 0 : Math.max(...segments.map(({ end }) => end)) - start
    const perMinute = (length: number) => (length > 0 ? (words / length) * 60 : 0)
    return {
      wordsPerMinute: perMinute(seconds),
      withoutPauses: perMinute(secondsOf(segments)),
      words,
      seconds,
    }
  },
})
