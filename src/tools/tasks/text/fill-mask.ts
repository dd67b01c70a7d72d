import { z } from 'zod'
import { SwitchyardError } from '../../../core/errors.js'
import { formatPercent } from '../../../core/text.js'
import { optionField, outputField, tableField, textField } from '../../fields.js'
import { inside } from '../../local/inside.js'
import { assertFits } from '../../local/tokens.js'
import { defineTool } from '../../tool.js'

const optionsSchema = z.object({
  /** How the model writes a blank; local models say so themselves. */
  maskToken: z.string().default('[MASK]'),
})

/** How people write a blank. */
const blank = /\[MASK\]|<mask>|_{2,}/gi

const guessSchema = z.object({ token_str: z.string(), score: z.number() })

export const tool = defineTool({
  id: 'fill-mask',
  description:
    'Guesses the one word that is missing from a text, with several guesses. Mark the blank with [MASK]; there must be exactly one.',
  input: z.object({
    text: textField('The text, with the blank as [MASK]: "The capital of France is [MASK]."').refine(
      (text) => text.match(blank)?.length === 1,
      { error: 'needs exactly one blank, written [MASK]' },
    ),
    topK: optionField(z.int().min(1).max(100).default(5), 'How many guesses to return at most.'),
  }),
  output: z.object({
    text: outputField(z.string(), 'text', 'The text with the best guess in place of the blank.'),
    word: outputField(z.string(), 'text', 'The best guess.'),
    score: outputField(z.number().min(0).max(1), 'text', 'How sure the model is of it, 0 to 1.'),
    words: tableField(
      z.object({ word: z.string(), score: z.number().min(0).max(1) }),
      'Guesses with their scores, the best first.',
    ),
  }),
  describe: ({ text, score, words }) => {
    const others = words.slice(1, 3).map(({ word }) => `"${word}"`)
    const also = others.length > 0 ? `, else ${others.join(' or ')}` : ''
    return `The blank filled in: "${text}" (${formatPercent(score)}${also}).`
  },
  // What asks for it.
  phrases: [
    'fill mask',
    'fill in the? blank',
    'missing word',
    'which|what word fits',
    'which|what word is missing',
    'complete the sentence',
  ],
  // How it runs.
  local: {
    async run(pipe, { text, topK }) {
      const token = inside(pipe.tokenizer, 'mask_token')
      if (typeof token !== 'string')
        throw new SwitchyardError('MODEL_BROKEN', 'The model knows no blanks. Choose one for fill-mask.')
      assertFits(pipe, text)
      const guesses = await pipe(masked(text, token), { top_k: topK })
      return filled(text, guesses, topK)
    },
  },
  remote: {
    async run(client, { text, topK }, context) {
      const { maskToken } = optionsSchema.parse(context.options)
      const guesses = await client.fillMask({
        ...context.target,
        inputs: masked(text, maskToken),
        parameters: { top_k: topK },
      })
      return filled(text, guesses, topK)
    },
  },
})

const masked = (text: string, token: string) => text.replace(blank, () => token)

/** Puts the guesses into the text as it was written: the model's own sequence is often in lower case. */
function filled(text: string, guesses: unknown, topK: number) {
  const words = z
    .array(guessSchema)
    .parse(guesses)
    .map(({ token_str, score }) => ({
      // Word pieces bear the marks of their vocabulary.
      word: token_str.replace(/^(?:##|[▁Ġ])/, '').trim(),
      score: Math.min(1, Math.max(0, score)),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
  const [best] = words
  if (!best) throw new SwitchyardError('MODEL_BROKEN', 'The model guessed nothing. Try another model.')
  return { ...best, text: text.replace(blank, () => best.word), words }
}
