import { z } from 'zod'
import { classifyAudio } from '../../audio/classify-audio.js'
import { emotionName } from '../../audio/speech/emotion-name.js'
import { classificationOutput, describeLabels, toClassification, topKField } from '../../classification.js'
import { audioField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

export const tool = defineTool({
  id: 'speech-emotion-recognition',
  description:
    'Tells from the tone of a voice whether somebody sounds angry, happy, sad or neutral, among the emotions its model was trained on. It hears the tone and not the words; for what is said use automatic-speech-recognition and then text-classification.',
  input: z.object({ audio: audioField('The recording, of any length, of one speaker.'), topK: topKField }),
  output: classificationOutput,
  describe: (result, { audio }) =>
    `The voice sounds ${describeLabels(result, (label) => label)}. This is how it sounds to a model, and no proof of what somebody feels.${describeCutShort(audio)}`,
  // What asks for it.
  phrases: [
    'speech emotion recognition',
    '^ is|are|does|do|was he|she|they|it|somebody|someone|anybody|speaker|caller|voice|person .. angry|happy|sad|upset|annoyed|calm|afraid|nervous|excited|furious|bored|neutral|surprised',
    '^ is|are|does|do|was the voice|speaker|caller|man|woman|person|child sound? angry|happy|sad|upset|annoyed|calm|afraid|nervous|excited|furious|bored|surprised',
    'sound angry|happy|sad|upset|annoyed|calm|afraid|nervous|excited|furious|bored|surprised',
    'which|what emotion|mood .. voice|speaker|speech|he|she|caller|heard|recording',
    'emotion|mood|feeling|tone of|in .. voice|speaker|speech|caller',
    'how does he|she|the|they .. feel',
    'how emotional|angry|happy|sad|upset|annoyed|calm|excited|bored|nervous do|does|is|are|was',
    'tone of voice',
  ],
  results: ['emotion of the? voice'],
  modelsOf: ['audio-classification'],
  fixedLabels: true,
  // How it runs.
  local: {
    pipeline: 'audio-classification',
    async run(pipe, { audio, topK }, context) {
      const everything = { top_k: null }
      const labels = await classifyAudio(pipe, audio, context, (samples) => pipe(samples, everything))
      return toClassification(labels.map(named), topK)
    },
  },
  remote: {
    async run(client, { audio, topK }, { target, blob }) {
      const labels = await client.audioClassification({ ...target, inputs: await blob(audio) })
      return toClassification(labels.map(named), topK)
    },
  },
})

const named = ({ label, score }: { label: string; score: number }) => ({ label: emotionName(label), score })
