import { z } from 'zod'
import { classifyAudio } from '../../audio/classify-audio.js'
import { classificationOutput, describeLabels, toClassification } from '../../classification.js'
import { audioField, textsField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

const optionsSchema = z.object({
  hypothesisTemplate: z.string().includes('{}').default('This is a sound of {}.'),
})

export const tool = defineTool({
  id: 'zero-shot-audio-classification',
  description:
    'Says which of the given labels fits the sound of a recording best ("a dog barking", "rain"). It always picks from the labels, so give at least two; it does not understand the words that are spoken.',
  input: z.object({
    audio: audioField('The recording, of any length.'),
    labels: textsField('Two or more labels to choose from.', { min: 2 }),
  }),
  output: classificationOutput,
  describe: (result, { audio }) =>
    `Of the given labels, this fits the sound best: ${describeLabels(result, (label) => `"${label}"`)}.${describeCutShort(audio)}`,
  // What asks for it.
  phrases: [
    'which of',
    'choose',
    'choose between',
    'classify',
    'categorize',
    '^ is|are|was it|this|that|these|those|they',
    '^ is|are|was the .. a|an',
    '^ do|does it|this|that sound',
    'what|which sound|noise|music|genre|instrument',
    'what kind|sort|type of sound|noise|music',
    'identify',
    'recognize',
    'what is this|that|it',
  ],
  // How it runs.
  local: {
    async run(pipe, { audio, labels }, context) {
      const { hypothesisTemplate } = optionsSchema.parse(context.options)
      const unique = [...new Set(labels)]
      const scored = await classifyAudio(pipe, audio, context, (samples) =>
        pipe(samples, unique, { hypothesis_template: hypothesisTemplate }),
      )
      return toClassification(scored)
    },
  },
})
