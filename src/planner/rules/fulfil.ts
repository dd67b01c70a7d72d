import { err, ok, type Result } from '../../core/result.js'
import { clip, formatList } from '../../core/text.js'
import { type Modality, modalities } from '../../media/media.js'
import type { Step } from '../../plan/plan.js'
import { describeModality } from '../../plan/reference-type.js'
import type { ToolField } from '../../plan/tool-schema.js'
import { isOtherName, thingsOfKind } from '../../tools/text/common-things.js'
import type { AnyTool } from '../../tools/tool.js'
import { bindTool, type Words } from './bind.js'
import { literalSource, type PlanBuilder, type Source } from './builder.js'
import { answersQuestions, choosesForPictures, comparesSeveral, tells } from './capabilities.js'
import { aboutOf, type Choice } from './choices.js'
import type { KnownTool } from './reading/known-tool.js'
import type { Reading } from './reading/reading.js'
import { hasRole, rolesOf } from './reading/roles.js'
import type { Option, Wish } from './reading/wishes.js'
import { attachedTo, type State, type WishOutcome } from './subjects.js'
import { questionOf, textOf } from './wish-words.js'
import { targetsIn } from './words/languages.js'
import { wordsFor } from './words-for.js'

/** Adds the steps for one thing asked for. Returns what came of it, or why it can't be done. */
export function fulfil(
  builder: PlanBuilder,
  wish: Wish,
  choices: readonly Choice[],
  reading: Reading,
  state: State,
): WishOutcome | string {
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
): Result<WishOutcome, string> {
  const { option, subjects } = choice
  const wishTokens =
    questionOf(wish, reading) ?? textOf(wish.sentence.slice(wish.clauseStart, wish.clauseEnd), reading.text)
  const tool = runnableFor(builder, option, { ...wish, asked: wishTokens }, subjects)
  if (!tool) return err(`there is no tool for it (${option.known.tool.id})`)
  const before = builder.steps.length
  const about = aboutOf(tool.tool)
  const several = comparesSeveral(tool.tool) ? withOther(wish, subjects, about, state, reading) : subjects
  const ready = several.flatMap((source) =>
    source.modality === about ? [source] : (builder.convert(source, about) ?? []),
  )
  if (subjects.length > 0 && ready.length === 0) return err(describeUnfit(about, subjects))
  if (ready.length === 0 && (about !== 'text' || !takesWords(tool)))
    return err(describeUnfit(about, attachedTo(builder, [], [...modalities])))
  const words = wordsFor(builder, wish, choice, reading, state, ready)
  const bound = bindEach(builder, tool.tool, ready, words)
  if (!bound.ok) {
    builder.rewind(before)
    return err(`${tool.tool.id} needs ${describeField(bound.error)}`)
  }
  if (choosesForPictures(tool.tool) && words.labels.some(isOfKinds)) describeChosen(builder, ready)
  return ok({
    known: option.known,
    media: attachedAmong(builder, subjects, state),
    results: bound.value.flatMap((step: Step) => builder.outputsOf(step)),
  })
}

/** A label that stands for a whole kind of things, is not the usual name of one, or stands for what is none of the others. */
const isOfKinds = (label: string): boolean => {
  const noun = label.split(/\s+/).at(-1) ?? ''
  return (
    thingsOfKind(noun) !== undefined ||
    isOtherName(noun) ||
    /^(?:others?|things?|objects?|items?)$/i.test(label.trim()) ||
    // A number of things, and a whole description, are told by a description.
    saysHowMany.test(label.trim()) ||
    label.trim().split(/\s+/).length > 3
  )
}

/** `two dogs`, `single`, `several`. */
const saysHowMany = /^(?:one|two|three|four|five|no|single|several|many|multiple|more than one)(?: \w+)?$/i

/** A classifier may never have learnt the names of kinds; what a description names is of a kind that is known. */
function describeChosen(builder: PlanBuilder, pictures: readonly Source[]): void {
  const caption = builder.find(tells('image'))
  const attached = pictures.filter(({ value }) => Object.hasOwn(builder.request.media, value.slice(1)))
  if (caption && builder.mayRun(caption))
    for (const { value: image } of attached) builder.add(caption, { image })
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
  wish: Wish & { asked: string },
  subjects: readonly Source[],
): KnownTool | undefined {
  const offered = builder.tool(known.tool.id)
  const question = answersQuestions(known.tool) ? wish.asked : undefined
  if (offered && builder.mayRun(offered, question)) return known
  const modality = subjects[0]?.modality
  const others = builder.request.tools.filter(
    (tool) =>
      tool.standsInFor?.includes(known.tool.id) &&
      builder.mayRun(tool) &&
      (modality === undefined || aboutOf(tool) === modality || aboutOf(tool) === 'text'),
  )
  const other = others[0]
  if (!other) return offered ? known : undefined
  const own = wish.sentence.slice(wish.start, wish.end)
  const wishTokens = clip((own.length > 0 ? own : wish.sentence).map(({ text }) => text).join(' '))
  const why =
    offered && builder.mayRun(offered)
      ? `the models of ${known.tool.id} that this profile allows are not dependable`
      : `this profile allows no model of ${known.tool.id}`
  if (offered) builder.fallsShort(`For "${wishTokens}", ${why}; ${other.id} stands in.`, true)
  return { ...known, tool: other, isOffered: true, builtIn: undefined }
}

function withOther(
  { sentence, clauseStart, clauseEnd }: Wish,
  subjects: readonly Source[],
  wanted: Modality,
  { outcomes }: State,
  { introduced }: Reading,
): readonly Source[] {
  if (subjects.length > 1 || wanted !== 'text') return subjects
  const made = outcomes.at(-1)?.results.filter(({ modality }) => modality === wanted) ?? []
  const texts = introduced.filter(({ isQuestion }) => !isQuestion).map(({ text }) => literalSource(text))
  // "How similar the two texts are": those that were made last.
  const speaksOfTwo = sentence
    .slice(clauseStart, clauseEnd)
    .some(({ text }) => /^(?:two|both|texts|them|these|those)$/i.test(text))
  const earlier = speaksOfTwo
    ? [...outcomes].reverse().flatMap(({ known, results }) => (known.givesText ? results : []))
    : []
  const all = [...made, ...subjects, ...texts, ...earlier.filter(({ modality }) => modality === wanted)]
  return [...new Map(all.map((source) => [source.value, source])).values()].slice(0, 2)
}

/** What an input is, for the middle of a sentence. */
function describeField({ name, meta }: ToolField): string {
  const description = meta?.description.replace(/[.\s]+$/, '') ?? `its input "${name}"`
  return description.charAt(0).toLowerCase() + description.slice(1)
}

function describeUnfit(wanted: Modality, subjects: readonly Source[]): string {
  const takes = describeModality(wanted)
  if (subjects.length === 0) return `it takes ${takes}, and there is none`
  const subjectKinds = formatList([...new Set(subjects.map(({ modality }) => describeModality(modality)))])
  const isMute = wanted === 'audio' && subjects.some(({ modality }) => modality === 'video')
  return `it takes ${takes}, and there is only ${subjectKinds}${isMute ? ' without sound' : ''}`
}
