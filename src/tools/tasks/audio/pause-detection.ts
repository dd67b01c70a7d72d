import { z } from 'zod'
import { clockTime } from '../../../core/format.js'
import { formatCount } from '../../../core/text.js'
import { pausesBetween, secondsOf } from '../../audio/measure/pauses.js'
import { hearSpeech } from '../../audio/speech/hear-speech.js'
import { audioField, optionField, outputField, tableField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort, describeSpans } from '../../words.js'

/** Shorter breaks belong to speaking, seconds. */
const shortest = 0.25

export const tool = defineTool({
  id: 'pause-detection',
  description:
    'Measures the pauses in a recording of somebody who speaks: how many long ones there are, when, and which is the longest. It measures loudness and needs no model: music and noise fill a pause.',
  input: z.object({
    audio: audioField('The recording, of any length.'),
    longFrom: optionField(z.number().positive().default(1), 'From how many seconds on a pause is long.'),
  }),
  output: z.object({
    pauses: tableField(
      z.object({ start: z.number(), end: z.number() }),
      `All pauses of ${shortest} seconds or more, in seconds.`,
    ),
    long: outputField(z.int().nonnegative(), 'text', 'How many of them are long.'),
    longestSeconds: outputField(
      z.number().nonnegative(),
      'text',
      'How long the longest is, 0 without pauses.',
    ),
    pausedSeconds: outputField(z.number().nonnegative(), 'text', 'How long they are together.'),
  }),
  describe: ({ pauses, long, longestSeconds, pausedSeconds }, { audio, longFrom = 1 }) => {
    const length = ({ start, end }: { start: number; end: number }) => end - start
    const longest = pauses.find((pause) => length(pause) >= longestSeconds - 1e-6)
    const least = `${longFrom} ${longFrom === 1 ? 'second' : 'seconds'} or more`
    const where = longest ? `${longestSeconds.toFixed(1)} seconds, at ${clockTime(longest.start)}` : ''
    const cut = describeCutShort(audio)
    if (!longest) return `There are no pauses in the recording.${cut}`
    if (long === 0)
      return `There is no long pause (of ${least}): the longest of ${formatCount(pauses.length, 'pause')} lasts ${where}.${cut}`
    const longOnes = pauses.filter((pause) => length(pause) >= longFrom)
    return `${long === 1 ? 'There is 1 long pause' : `There are ${long} long pauses`} (of ${least}): ${describeSpans(longOnes)}. The longest lasts ${where}; all ${formatCount(pauses.length, 'pause')} together last ${pausedSeconds.toFixed(1)} seconds.${cut}`
  },
  // What asks for it.
  phrases: [
    'pause detection',
    '^ is|are there any|many|some? long|longer? pause|silence|gap|break',
    '^ do|does he|she|they|it|the|this .. pause|hesitate',
    'how many|long|often .. pause|hesitate',
    'find|detect|measure|count|show|list .. pause|gap|silence',
    'where|when is|are|do|does .. pause',
    'pause in|of? <audio>',
    'how long is|are|was|were .. pause|silence|gap',
    'long|longest pause',
  ],
  results: ['pause'],
  // How it runs.
  reader: {
    async run({ audio, longFrom }, context) {
      const { speech } = await hearSpeech(audio, context)
      const pauses = pausesBetween(speech, shortest)
      const lengths = pauses.map(({ start, end }) => end - start)
      return {
        pauses,
        long: lengths.filter((seconds) => seconds >= longFrom).length,
        longestSeconds: Math.max(0, ...lengths),
        pausedSeconds: secondsOf(pauses),
      }
    },
  },
})
