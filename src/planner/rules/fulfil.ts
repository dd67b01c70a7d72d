import { err, ok, type Result } from '../../core/result.js'
import { type Modality, modalities } from '../../media/media.js'
import type { Step } from '../../plan/plan.js'
import { sayModality } from '../../plan/reference-type.js'
import type { ToolField } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { listOf } from '../../tools/words.js'
import { edgeOf } from '../reachability.js'
import { bindTool, type Words } from './bind.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { choosesLabel, comparesSeveral } from './capabilities.js'
import { languagesIn, targetsIn } from './languages.js'
import { isDocument, isTable, type Mention } from './mentions.js'
import type { Reading } from './read-request.js'
import { isRecipe } from './recipes.js'
import { hasRole, rolesOf } from './roles.js'
import { attachedTo, mentionsOf, type Outcome, type State, type Subjects, subjectsFor } from './subjects.js'
import type { KnownTool } from './vocabulary.js'
import { labelsFor, questionOf, textOf } from './wish-words.js'
import type { Option, Wish } from './wishes.js'

/** A tool for a wish, with what it would work on. */
export interface Choice {
  option: Option
  subjects: readonly Source[]
  mentions: readonly Mention[]
  labels: readonly string[]
  score: number
}

/** What a tool is about: its first required media, else text. */
export const aboutOf = (tool: AnyTool): Modality =>
  edgeOf(tool).needs.find((modality) => modality !== 'text') ?? 'text'

/** The tools that a wish may mean, with what each would work on, the best first. */
export function choicesFor(builder: PlanBuilder, wish: Wish, reading: Reading, state: State): Choice[] {
  return wish.options
    .map((option) => choiceOf(builder, wish, option, reading, state))
    .sort((a, b) => b.score - a.score)
}

function choiceOf(builder: PlanBuilder, wish: Wish, option: Option, reading: Reading, state: State): Choice {
  const { tool, isOffered } = option.known
  const mentions = mentionsOf(builder, wish, option, reading, state)
  const found = subjectsFor(builder, wish, option, mentions, aboutOf(tool), reading, state)
  const labels = labelsFor(builder, wish, option)
  const score = isRecipe(option.known)
    ? option.weight + (builder.asksByLooking() ? 2 : -3)
    : option.weight +
      fitOf(found) +
      aboutness(tool, wish, mentions, reading) +
      labelScore(option.known, labels) +
      severalScore(tool, found) +
      (isOffered ? 0 : -1.2) +
      questionScore(builder, wish, option.known, reading)
  return { option, subjects: found?.sources ?? [], mentions, labels, score }
}

function fitOf(found: Subjects | undefined): number {
  if (!found) return -2
  return found.converts ? 0.2 + found.rank * 0.15 : 0.4 + found.rank * 0.5
}

/** Tools for pictures of documents or of tables are meant where the words speak of one, and not where they don't. */
function aboutness(
  { about }: AnyTool,
  { sentence }: Wish,
  mentions: readonly Mention[],
  { sentences }: Reading,
): number {
  const near = { document: mentions.some(isDocument), table: mentions.some(isTable) }
  const anywhere = (pattern: RegExp) =>
    [sentence, ...sentences].some((some) => some.some(({ text }) => pattern.test(text)))
  const document =
    near.document || anywhere(/\b(?:document|invoice|receipt|contract|letter|form|bill|scan|page)s?\b/i)
  const table = near.table || anywhere(/\b(?:table|tabular|spreadsheet)s?\b/i)
  if (!about) return 0
  return about.some((one) => (one === 'document' ? document : table)) ? 0.7 : -0.8
}

function labelScore({ tool }: KnownTool, labels: readonly string[]): number {
  const takesLabels = hasRole(tool, 'labels')
  if (!takesLabels) return 0
  if (!choosesLabel(tool)) return labels.length > 0 ? 0.3 : -3
  return labels.length > 1 ? 2 : -3
}

function severalScore(tool: AnyTool, found: Subjects | undefined): number {
  return comparesSeveral(tool) && (found?.sources.length ?? 0) < 2 ? -0.3 : 0
}

/** A question in quotation marks says by its own words what it is about. */
function questionScore(builder: PlanBuilder, wish: Wish, { tool }: KnownTool, reading: Reading): number {
  if (!hasRole(tool, 'question')) return 0
  const question = questionOf(wish, reading) ?? ''
  const speaksOf = (words: RegExp) => words.test(question)
  if (speaksOf(/\b(?:image|picture|photo)s?\b/i)) return aboutOf(tool) === 'image' ? 1.2 : 0
  if (speaksOf(/\b(?:document|invoice|letter|form|receipt)s?\b/i))
    return tool.about?.includes('document') && (builder.media.image?.length ?? 0) > 0 ? 1.2 : 0
  return speaksOf(/\b(?:text|article|passage|audio|recording)s?\b/i) && aboutOf(tool) === 'text' ? 0.6 : 0
}

/** Adds the steps for one thing asked for. Returns what came of it, or why it can't be done. */
export function fulfil(
  builder: PlanBuilder,
  wish: Wish,
  choices: readonly Choice[],
  reading: Reading,
  state: State,
): Outcome | string {
  const best = choices[0]
  if (!best) return 'the words name nothing that a tool does'
  const lacking = best.mentions.find((mention) => mention.kind === 'media' && mention.names.length === 0)
  if (lacking?.kind === 'media') return `the words speak of another ${lacking.modality} than there is`
  const near = choices.filter(({ score }) => score > 0)
  const reasons: string[] = []
  for (const choice of near.length > 0 ? near : [best]) {
    const made = carryOut(builder, wish, choice, reading, state)
    if (made.ok) return made.value
    reasons.push(made.error)
  }
  return reasons[0] ?? 'nothing at hand is fit for it'
}

function carryOut(
  builder: PlanBuilder,
  wish: Wish,
  choice: Choice,
  reading: Reading,
  state: State,
): Result<Outcome, string> {
  const { option, subjects } = choice
  const tool = runnableFor(builder, option, wish, subjects)
  if (!tool) return err(`there is no tool for it (${option.known.tool.id})`)
  const before = builder.steps.length
  const wanted = aboutOf(tool.tool)
  const several = comparesSeveral(tool.tool) ? withOther(subjects, wanted, state, reading) : subjects
  const ready = several.flatMap((source) =>
    source.modality === wanted ? [source] : (builder.convert(source, wanted) ?? []),
  )
  if (subjects.length > 0 && ready.length === 0) return err(sayUnfit(wanted, subjects))
  if (ready.length === 0 && (wanted !== 'text' || !takesWords(tool)))
    return err(sayUnfit(wanted, attachedTo(builder, [], [...modalities])))
  const words = wordsFor(builder, wish, choice, reading, state, ready)
  const bound = bindEach(builder, tool.tool, ready, words)
  if (!bound.ok) {
    builder.rewind(before)
    return err(`${tool.tool.id} needs ${sayField(bound.error)}`)
  }
  return ok({
    known: option.known,
    media: attachedAmong(builder, subjects, state),
    results: bound.value.flatMap((step: Step) => builder.outputsOf(step)),
  })
}

/** One call for each of several languages that are asked for. */
function bindEach(
  builder: PlanBuilder,
  tool: AnyTool,
  ready: readonly Source[],
  words: Words,
): Result<Step[], ToolField> {
  const languages = hasRole(tool, 'target') ? targetsIn(words.clause) : []
  if (languages.length < 2) return bindTool(builder, { tool }, ready, words)
  const steps: Step[] = []
  for (const language of languages) {
    const bound = bindTool(builder, { tool }, ready, { ...words, target: language })
    if (!bound.ok) return bound
    steps.push(...bound.value)
  }
  return ok(steps)
}

const attachedAmong = (
  builder: PlanBuilder,
  subjects: readonly Source[],
  state: State,
): readonly Source[] => {
  const attached = subjects.filter(({ value }) => Object.hasOwn(builder.request.media, value.slice(1)))
  return attached.length > 0 ? attached : (state.outcomes.at(-1)?.media ?? [])
}

/** Whether its text may simply be the words of the request. */
const takesWords = ({ tool }: KnownTool): boolean =>
  [...rolesOf(tool).values()].some((role) => role === 'text' || role === 'prompt')

/** The tool itself, where it is offered and may run; else one that stands in for it, which the answer says. */
function runnableFor(
  builder: PlanBuilder,
  { known }: Option,
  wish: Wish,
  subjects: readonly Source[],
): KnownTool | undefined {
  const offered = builder.tool(known.tool.id)
  if (offered && builder.mayRun(offered)) return known
  const modality = subjects[0]?.modality
  const others = builder.request.tools.filter(
    (tool) =>
      tool.standsInFor?.includes(known.tool.id) &&
      builder.mayRun(tool) &&
      (modality === undefined || aboutOf(tool) === modality || aboutOf(tool) === 'text'),
  )
  const other = others[0]
  if (!other) return offered ? known : undefined
  const asked = wish.sentence
    .slice(wish.start, wish.end)
    .map(({ text }) => text)
    .join(' ')
  if (offered)
    builder.fallsShort(
      `For "${asked}", this profile allows no model of ${known.tool.id}; ${other.id} stands in.`,
      true,
    )
  return { ...known, tool: other, isOffered: true, builtIn: undefined }
}

function withOther(
  subjects: readonly Source[],
  wanted: Modality,
  { outcomes }: State,
  { introduced }: Reading,
): readonly Source[] {
  if (subjects.length > 1 || wanted !== 'text') return subjects
  const made = outcomes.at(-1)?.results.filter(({ modality }) => modality === wanted) ?? []
  const texts = introduced.filter(({ isQuestion }) => !isQuestion).map(({ text }) => literalSource(text))
  const all = [...made, ...subjects, ...texts]
  return [...new Map(all.map((source) => [source.value, source])).values()].slice(0, 2)
}

function wordsFor(
  builder: PlanBuilder,
  wish: Wish,
  { option, mentions, labels, subjects }: Choice,
  reading: Reading,
  state: State,
  ready: readonly Source[],
): Words {
  const { sentence, clauseStart, clauseEnd } = wish
  const { text } = reading
  const asked = questionOf(wish, reading)
  const made = contextFor(option.known, mentions, subjects, ready, state)
  const question =
    asked !== undefined
      ? literalSource(asked)
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
  const texts = (outcomes: readonly Outcome[]) =>
    outcomes.flatMap(({ results }) => results.filter(({ modality }) => modality === 'text'))
  const used = new Set([...subjects, ...ready].map(({ value }) => value))
  const pointed = texts(state.pointed)
  const back =
    mentions.some((one) => one.kind === 'noun' && one.isMade) || subjects.every(({ isLiteral }) => !isLiteral)
  const last = back ? texts(state.outcomes.slice(-1)) : []
  const context = (pointed.length > 0 ? pointed : last).filter(({ value }) => !used.has(value)).slice(-1)
  return { question: context[0], context }
}

/** What an input is, for the middle of a sentence. */
function sayField({ name, meta }: ToolField): string {
  const said = meta?.description.replace(/[.\s]+$/, '') ?? `its input "${name}"`
  return said.charAt(0).toLowerCase() + said.slice(1)
}

function sayUnfit(wanted: Modality, subjects: readonly Source[]): string {
  const takes = sayModality(wanted)
  if (subjects.length === 0) return `it takes ${takes}, and there is nothing of the kind`
  return `it takes ${takes}, and there is only ${listOf([...new Set(subjects.map(({ modality }) => sayModality(modality)))])}`
}
