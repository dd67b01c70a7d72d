/** What a language has for the form of an answer; several words are parted by bars. */
export interface FormWords {
  /** Verbs that ask for an answer, with the person they are said to. */
  ask: string
  /** What stands between verb and noun: articles, prepositions, "only". */
  lead: string
  /** What follows the noun: "with", "of", "please". */
  follow: string
  table: string
  list: string
  numbered: string
  word: string
  yesNo: string
  /** With a word for "only" beside it; where there is no `only`, with it. */
  number: string
  plain: string
  /** Words for "only"; none where a language joins them to the noun. */
  only: string
  name: string
  lower: string
  trueFalse: string
  short: string
  semi: string
  description: string
  answer: string
  nothingElse: string
  sentence: string
  upper: string
  comma: string
  /** Whether its words for a word and a sentence need one for "one" before them. */
  ofOne: boolean
}
