import { z } from 'zod'
import { classifyAudio } from '../../audio/classify-audio.js'
import { classificationOutput, describeLabels, toClassification, topKField } from '../../classification.js'
import { audioField } from '../../fields.js'
import { defineTool } from '../../tool.js'
import { describeCutShort } from '../../words.js'

export const tool = defineTool({
  id: 'audio-classification',
  description:
    'Names what is heard in a recording (speech, music, a dog, an engine), from the labels the model was trained on. It writes down no words; for those use automatic-speech-recognition.',
  input: z.object({ audio: audioField('The recording, of any length.'), topK: topKField }),
  output: classificationOutput,
  describe: (result, { audio }) =>
    `It sounds like ${describeLabels(result, (label) => label.toLowerCase())}.${describeCutShort(audio)}`,
  // What asks for it.
  phrases: [
    'audio classification',
    'classify',
    'classify|categorize|label|analyze <audio>',
    'categorize',
    'category',
    'label',
    'what|which kind|sort|type|class|category of? sound|noise|music|audio',
    'what|which genre|instrument|emotion|command|sound',
    'sounds in|on',
    'recognize|identify|detect|determine|understand|find|know|extract|analyze|check|tell|classify|work|assess .. emotion|command|speaker|genre|mood|sound',
    'what can|do you|i hear',
    'emotion|command|mood .. of|in|from <audio>',
  ],
  results: ['audio label', 'classified audio'],
  fixedLabels: true,
  // How it runs.
  local: {
    async run(pipe, { audio, topK }, context) {
      const everything = { top_k: null }
      const labels = await classifyAudio(pipe, audio, context, (samples) => pipe(samples, everything))
      return toClassification(labels, topK)
    },
  },
  remote: {
    async run(client, { audio, topK }, { target, blob }) {
      const labels = await client.audioClassification({ ...target, inputs: await blob(audio) })
      return toClassification(labels, topK)
    },
  },
})
