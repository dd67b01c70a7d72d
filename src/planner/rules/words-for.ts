import type { Words } from './bind.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { choosesLabel } from './capabilities.js'
import { aboutOf, type Choice } from './choices.js'
import type { KnownTool } from './reading/known-tool.js'
import type { Mention } from './reading/mentions.js'
import type { Reading } from './reading/reading.js'
import { hasRole, rolesOf } from './reading/roles.js'
import type { Wish } from './reading/wishes.js'
import type { State, WishOutcome } from './subjects.js'
import { questionOf, textOf } from './wish-words.js'
import { languagesIn } from './words/languages.js'

/** What the words give to a tool besides what it works on. */
export function wordsFor(
  builder: PlanBuilder,
  wish: Wish,
  { option, mentions, labels, subjects }: Choice,
  reading: Reading,
  state: State,
  ready: readonly Source[],
): Words {
  const { sentence, clauseStart, clauseEnd } = wish
  const { text } = reading
  const questionText = questionOf(wish, reading)
  const made = contextFor(option.known, mentions, subjects, ready, state)
  const question =
    questionText !== undefined
      ? literalSource(questionText)
      : (made.question ?? spokenQuestion(builder, option.known, reading, subjects))
  const whole = textOf(sentence, text)
  const clause =
    option.made.length > 0 && aboutOf(option.known.tool) === 'text'
      ? whole
      : textOf(sentence.slice(clauseStart, clauseEnd), text)
  return {
    sentence: whole,
    clause: clause.trim(),
    labels: labels.length === 1 && choosesLabel(option.known.tool) ? [...labels, 'something else'] : labels,
    question,
    context: made.context,
    language: subjects.some(({ isLiteral }) => isLiteral)
      ? builder.languageOf(subjects.find(({ isLiteral }) => isLiteral)?.value ?? '')
      : languagesIn(whole).source,
  }
}

/** "The recording holds a question": what it says is asked. */
function spokenQuestion(
  builder: PlanBuilder,
  { tool }: KnownTool,
  { sentences }: Reading,
  subjects: readonly Source[],
): Source | undefined {
  const recording = builder.media.audio?.[0]
  if (
    recording === undefined ||
    !hasRole(tool, 'question') ||
    subjects.some(({ modality }) => modality === 'audio')
  )
    return undefined
  const isAsked = sentences.some(
    (some) =>
      some.some(({ stem }) => /^(?:question|quer[iy]|ask)$/.test(stem)) &&
      some.some(({ kind, text }) =>
        kind === 'file'
          ? /\.(?:wav|mp3|flac|ogg|m4a)$/i.test(text)
          : /^(?:audio|recording|spoken|voice|memo)$/i.test(text),
      ),
  )
  return isAsked ? builder.convert(mediaSource(recording, 'audio'), 'text') : undefined
}

/** Texts made before that a question about a picture, or an instruction, goes on from: "based on the transcript". */
function contextFor(
  known: KnownTool,
  mentions: readonly Mention[],
  subjects: readonly Source[],
  ready: readonly Source[],
  state: State,
): { question: Source | undefined; context: readonly Source[] } {
  const asks = [...rolesOf(known.tool).values()].some((role) => role === 'question' || role === 'prompt')
  if (!asks || aboutOf(known.tool) === 'text') return { question: undefined, context: [] }
  const texts = (outcomes: readonly WishOutcome[]) =>
    outcomes.flatMap(({ results }) => results.filter(({ modality }) => modality === 'text'))
  const used = new Set([...subjects, ...ready].map(({ value }) => value))
  const pointed = texts(state.pointed)
  const back =
    mentions.some((one) => one.kind === 'noun' && one.isMade) || subjects.every(({ isLiteral }) => !isLiteral)
  const last = back ? texts(state.outcomes.slice(-1)) : []
  const context = (pointed.length > 0 ? pointed : last).filter(({ value }) => !used.has(value)).slice(-1)
  return { question: context[0], context }
}
