import type { AnyTool } from '../../../tools/tool.js'
import { answersQuestions, choosesLabel, tells } from '../capabilities.js'
import { opensClause } from '../words/phrase.js'
import type { Token } from '../words/tokens.js'
import type { KnownTool } from './known-tool.js'
import type { Vocabulary } from './vocabulary.js'
import type { Option, Wish } from './wishes.js'

const asksFirst = /^(?:what|who|whose|whom|when|where|which|why|how)$/i
const isQuestionTool = ({ known }: Option): boolean => answersQuestions(known.tool)

/** "I have a question about the picture" only announces the question: it counts where no other words ask for the answer. */
export function withoutAnnouncements(wishes: readonly Wish[]): Wish[] {
  const asking = wishes.filter((wish) => wish.options.some(isQuestionTool))
  const announces = (wish: Wish) => {
    const words = wish.sentence.slice(wish.start, wish.end).map(({ text }) => text.toLowerCase())
    return (
      words.some((word) => /^questions?$/.test(word)) &&
      !words.some((word) => /^(?:answer|answering|respond|reply)/.test(word))
    )
  }
  const real = asking.filter((wish) => !announces(wish))
  return wishes.filter((wish) => real.length === 0 || !asking.includes(wish) || real.includes(wish))
}

/** A question of its own, in words that ask for no tool: any tool that answers questions will do. */
export function questionWish(sentence: readonly Token[], vocabulary: Vocabulary): Wish | undefined {
  const start = sentence.findIndex(
    ({ kind, text }, at) => kind === 'word' && asksFirst.test(text) && opensClause(sentence, at),
  )
  if (start < 0 || !/^[?？]$/.test(sentence.at(-1)?.text ?? '') || sentence.length - start < 3)
    return undefined
  return wishFor(sentence, start, vocabulary, (tool) => answersQuestions(tool) || tells('image')(tool))
}

/** `cat, dog or bus?`: a choice without a verb. */
export function choiceWish(sentence: readonly Token[], vocabulary: Vocabulary): Wish | undefined {
  const at = sentence.findIndex(({ kind, text }) => kind === 'word' && /^(?:or|vs|versus)$/i.test(text))
  if (
    at < 1 ||
    at === sentence.length - 1 ||
    sentence.length > 24 ||
    sentence.some(({ text }) => asksFirst.test(text))
  )
    return undefined
  return wishFor(sentence, 0, vocabulary, choosesLabel)
}

function wishFor(
  sentence: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
  can: (tool: AnyTool) => boolean,
): Wish {
  const options = vocabulary.tools
    .filter(({ tool }) => can(tool))
    .map(
      (known: KnownTool): Option => ({
        known,
        weight: answersQuestions(known.tool) || choosesLabel(known.tool) ? 0.6 : 0,
        isResult: false,
        start,
        end: start,
        made: [],
      }),
    )
  return { options, sentence, start, end: start, clauseStart: 0, clauseEnd: sentence.length, isResult: false }
}
