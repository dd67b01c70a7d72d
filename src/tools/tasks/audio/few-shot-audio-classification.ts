import { z } from 'zod'
import { embedRecordings } from '../../audio/embed-recordings.js'
import { audiosField } from '../../fields.js'
import { classFields, describeMatches, matchOutput, sortByExamples } from '../../nearest-class.js'
import { defineTool } from '../../tool.js'

export const tool = defineTool({
  id: 'few-shot-audio-classification',
  description:
    'Sorts recordings into classes that are shown by examples, without training: each goes with the class whose example recordings it sounds most like, or with none of these. Use it for "audio1 is a bark, audio2 is a bell: what is audio3?". It hears sounds, not what is said; where the classes have common names and there are no examples, use zero-shot-audio-classification.',
  input: z.object({
    examples: audiosField('Recordings of each class, of two classes or more.', { min: 2 }),
    recordings: audiosField('The recordings to put into the classes.'),
    ...classFields,
  }),
  output: matchOutput,
  describe: ({ matches }, { recordings = [] }) =>
    describeMatches(matches, (place) => recordings[place - 1]?.name ?? `Recording ${place}`),
  // What asks for it.
  phrases: ['few shot audio classification', 'few shot', 'sort|classify <audio> by|from|like the? example'],
  roles: { exampleLabels: 'text' },
  modelsOf: ['zero-shot-audio-classification', 'audio-classification', 'automatic-speech-recognition'],
  // How it runs.
  local: {
    pipeline: 'audio-feature-extraction',
    run: (pipe, input, context) =>
      sortByExamples(input, input.recordings, context.options, (all) => embedRecordings(pipe, all, context)),
  },
})
