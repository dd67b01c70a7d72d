import { z } from 'zod'
import { cancelledError } from '../../../core/errors.js'
import { formatPercent } from '../../../core/text.js'
import { outputField, textField } from '../../fields.js'
import { isTooLong } from '../../local/tokens.js'
import { asWritten } from '../../text/as-written.js'
import { cutIntoPassages } from '../../text/passages.js'
import { placeOf } from '../../text/place-of.js'
import { defineTool } from '../../tool.js'

const pipelineOutput = z.object({ answer: z.string(), score: z.number() })

export const tool = defineTool({
  id: 'question-answering',
  description:
    'Answers a question with words copied from a given text. It always copies something, so look at the score; it knows nothing but the text and does not reason.',
  input: z.object({
    question: textField('The question.'),
    sourceText: textField('The text to find the answer in, of any length.'),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'The answer, copied from the text; empty when there is none.'),
    score: outputField(z.number().min(0).max(1), 'text', 'How sure the model is, 0 to 1.'),
  }),
  describe: ({ text, score }, { sourceText = '' }) =>
    text === ''
      ? 'The text gives no answer to that.'
      : `${score < 0.3 ? 'Perhaps' : 'According to the text'}: ${text} (${formatPercent(score)}${placeOf(sourceText, text)}).`,
  // What asks for it.
  phrases: [
    'question answering',
    'question about|on|regarding|related .. <text>',
    'answer',
    'answer .. question',
    'answer .. question .. <text>',
    'get|find|know|need|want|like|provide|give .. answer',
    'question',
    'find out',
    'what|who|when|which|how|whose|why .. <document>',
    'according to <text>',
    'find .. in|from <text>~',
    'know|tell .. what|which|who|whether|where|how|when',
  ],
  results: ['answer', 'answered question'],
  // How it runs.
  local: {
    async run(pipe, { question, sourceText }, context) {
      const passages = cutIntoPassages(sourceText, (part) => !isTooLong(pipe, question, part))
      let best = { text: '', score: 0 }
      for (const [at, passage] of passages.entries()) {
        if (context.signal.aborted) throw cancelledError(context.signal)
        const { answer, score } = pipelineOutput.parse(await pipe(question, passage))
        if (score > best.score) best = { text: asWritten(answer, passage), score: Math.min(1, score) }
        context.progress((at + 1) / passages.length)
      }
      return best
    },
  },
  remote: {
    async run(client, { question, sourceText }, { target }) {
      // The server goes through long texts itself, in strides.
      const reply = await client.questionAnswering({ ...target, inputs: { question, context: sourceText } })
      const { answer, score } = pipelineOutput.parse([reply].flat()[0])
      return { text: asWritten(answer, sourceText), score: Math.min(1, score) }
    },
  },
})
