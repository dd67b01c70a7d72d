/** Kinds of question about pictures, told by their words in English: all that small models can be relied on for. */
export const questionKinds = ['color', 'count', 'presence'] as const
export type QuestionKind = (typeof questionKinds)[number]

const color = /\b(?:black|blue|brown|gr[ae]y|green|orange|pink|purple|red|white|yellow)\b/i
/** Where things are in a picture, and which of several things or pictures is meant. */
const places =
  /\b(?:left|right|above|below|under|over|behind|beside|beneath|between|near|next|top|bottom|middle|where|which|first|second|third|last|other)\b/i
/** What it is asked of, in the order in which it counts. */
const kinds: readonly (readonly [QuestionKind, (question: string) => boolean])[] = [
  ['count', (question) => /\b(?:how many|number of|count)\b/i.test(question)],
  [
    'color',
    (question) =>
      /\bcolou?rs?\b/i.test(question) || (/\bbackgrounds?\b/i.test(question) && color.test(question)),
  ],
  [
    'presence',
    (question) =>
      /\b(?:is|are) there\b|\bdoes (?:it|(?:the|this) \w+) (?:show|have|contain)\b/i.test(question),
  ],
]

/** What kind of question it is; undefined for any other, and for questions of where things are. */
export function kindOfQuestion(question: string): QuestionKind | undefined {
  if (places.test(question.replace(/\b(?:which|what) colou?r/i, 'colour'))) return undefined
  return kinds.find(([, asks]) => asks(question))?.[0]
}
