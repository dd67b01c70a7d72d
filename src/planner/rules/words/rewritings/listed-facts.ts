import { wordSet } from '../grammar/word-reader.js'

const words = wordSet(
  'the a an of and with for in per their its each every all both these those my as well column columns row rows file files name names filename filenames picture pictures photo photos image images recording recordings memo memos video videos width height dimensions size sizes resolution pixels length lengths duration durations seconds format formats type types sample rate rates',
)

/** Whether a text is nothing but a list of facts, and of what. */
const isList = (said: string): boolean =>
  /^[a-z ,:]+[.?!]*$/i.test(said) &&
  (said.toLowerCase().match(/[a-z]+/g) ?? []).every((word) => words.has(word))

const measures: readonly (readonly [RegExp, string])[] = [
  [/\b(?:width|height|dimensions|resolution|pixels|sizes?)\b/i, 'What are the dimensions of'],
  [/\b(?:lengths?|durations?|seconds)\b/i, 'How long are'],
  [/\bsample rates?\b/i, 'What is the sample rate of'],
  [/\b(?:formats?|types?)\b/i, 'What is the format of'],
]

/** "Filename, width and height of each picture", as a table has them: the questions for these facts. Other words stay. */
export function listedFacts(text: string): string {
  const said = text.trim()
  if (said.length > 200 || !isList(said)) return text
  const noun = /\b(?:recordings?|memos?)\b/i.test(said)
    ? 'the recordings'
    : /\b(?:pictures?|photos?|images?)\b/i.test(said)
      ? 'the pictures'
      : 'the files'
  const asked = measures
    .filter(([pattern]) => pattern.test(said))
    .map(([, question]) => `${question} ${noun}?`)
  return asked.length > 0 ? asked.join(' ') : text
}
