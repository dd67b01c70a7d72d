/** Kinds of question about pictures, told by their words in English: all that small models can be relied on for. */
export const questionKinds = ['color', 'count', 'presence'] as const
export type QuestionKind = (typeof questionKinds)[number]

const colors = 'black|blue|brown|gr[ae]y|green|orange|pink|purple|red|white|yellow'
/** Where things are in a picture, and which of several things or pictures is meant. */
const places =
  /\b(?:left|right|above|below|under|over|behind|beside|beneath|between|near|next|top|bottom|middle|where|which|first|second|third|last|other)\b/i
/** What it is asked of, in the order in which it counts. */
const kinds: readonly (readonly [QuestionKind, RegExp])[] = [
  ['count', /\b(?:how many|number of|count)\b/i],
  ['color', new RegExp(`\\bcolou?rs?\\b|\\bbackgrounds?\\b.*\\b(?:${colors})\\b`, 'i')],
  ['presence', /\b(?:is|are) there\b|\bdoes (?:it|(?:the|this) \w+) (?:show|have|contain)\b/i],
]

/** What kind of question it is; undefined for any other, and for questions of where things are. */
export function kindOfQuestion(question: string): QuestionKind | undefined {
  if (places.test(question.replace(/\b(?:which|what) colou?r/i, 'colour'))) return undefined
  return kinds.find(([, words]) => words.test(question))?.[0]
}
