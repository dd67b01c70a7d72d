import { questionOf } from './bound-feedback.js'
import type { Feedback } from './feedback.js'

/** Two answers to one question, of which people liked one and disliked the other. */
export interface PreferencePair {
  chosen: Feedback
  rejected: Feedback
  /** Whether the question was edited between them. */
  isEdited: boolean
}

/**
 * Pairs each answer that was judged good with each that was judged bad for the same question: the same words, files and turns
 * before it. Two answers that read the same are no pair.
 *
 * @param edited whether versions of an edited question count as one question, too. Default: false
 */
export function findPairs(all: readonly Feedback[], { edited = false } = {}): PreferencePair[] {
  const answers = all.filter(({ step, answer }) => step === undefined && answer !== '')
  const good = answers.filter(({ verdict }) => verdict === 'good')
  const pairs = answers
    .filter(({ verdict }) => verdict === 'bad')
    .flatMap((rejected) =>
      good.flatMap((chosen): PreferencePair[] => {
        if (chosen.answer === rejected.answer) return []
        if (questionOf(chosen) === questionOf(rejected)) return [{ chosen, rejected, isEdited: false }]
        const isVersion = chosen.place !== undefined && chosen.place === rejected.place
        return edited && isVersion ? [{ chosen, rejected, isEdited: true }] : []
      }),
    )
  const known = new Map(
    pairs.map((pair) => [
      [pair.chosen, pair.rejected].map((one) => questionOf(one) + one.answer).join('\n'),
      pair,
    ]),
  )
  return [...known.values()]
}

/** Fields of the files of preference data that trainers read. */
export type PairFormat = 'trl' | 'openai'

/**
 * A pair as a line of a file: for TRL's trainers in their conversational format (`prompt`, `chosen`, `rejected`), or as
 * OpenAI's preference fine-tuning takes it (`input`, `preferred_output`, `non_preferred_output`). Of an edited question, the
 * prompt is that of the chosen answer. TRL's lines say, besides, which files the question was about and who answered.
 */
export function pairLine({ chosen, rejected, isEdited }: PreferencePair, format: PairFormat): object {
  const prompt = [
    ...chosen.turns.flatMap(({ text, answer }) => [user(text), assistant(answer)]),
    user(chosen.text),
  ]
  const [preferred, other] = [[assistant(chosen.answer)], [assistant(rejected.answer)]]
  if (format === 'openai')
    return {
      input: { messages: prompt, tools: [], parallel_tool_calls: true },
      preferred_output: preferred,
      non_preferred_output: other,
    }
  return {
    prompt,
    chosen: preferred,
    rejected: other,
    media: chosen.media,
    edited: isEdited,
    models: { chosen: modelsOf(chosen), rejected: modelsOf(rejected) },
  }
}

const user = (content: string) => ({ role: 'user', content })
const assistant = (content: string) => ({ role: 'assistant', content })
const modelsOf = ({ steps, llm }: Feedback): string[] => [
  ...new Set([...steps.flatMap(({ candidates }) => candidates), ...(llm === undefined ? [] : [llm])]),
]
