import type { Modality } from '../../media/media.js'
import type { AnyTool } from '../../tools/tool.js'
import { edgeOf } from '../reachability.js'
import type { PlanBuilder, Source } from './builder.js'
import { choosesLabel, comparesSeveral, joinsByTime } from './capabilities.js'
import type { KnownTool } from './reading/known-tool.js'
import { isDocument, isTable, type Mention } from './reading/mentions.js'
import type { Reading } from './reading/reading.js'
import { isRecipe } from './reading/recipes.js'
import { hasRole } from './reading/roles.js'
import type { Option, Wish } from './reading/wishes.js'
import { mentionsOf, type State, type Subjects, subjectsFor } from './subjects.js'
import { labelsFor, questionOf } from './wish-words.js'

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
  const about = joinsByTime(tool) ? 'video' : aboutOf(tool)
  const found = subjectsFor(builder, wish, option, mentions, about, reading, state)
  const labels = labelsFor(wish, option, reading)
  const score = joinsByTime(tool)
    ? // Only a video can be watched; the same words about a picture ask for something else.
      option.weight + (found?.sources.some(({ modality }) => modality === 'video') ? 3 : -6)
    : isRecipe(option.known)
      ? option.weight + (saysMore(wish, option) ? 0 : builder.asksByLooking() ? 2 : -3)
      : option.weight +
        fitOf(found) +
        aboutness(tool, wish, mentions, { reading, builder }) +
        labelScore(option.known, labels) +
        severalScore(tool, found) +
        (isOffered ? 0 : -1.2) +
        questionScore(builder, wish, option.known, reading)
  return { option, subjects: found?.sources ?? [], mentions, labels, score }
}

/** "Are there long pauses": words of a tool that go on from those of another option. */
const saysMore = ({ options }: Wish, option: Option): boolean =>
  options.some(({ start, end, isResult }) => !isResult && start <= option.start && end > option.end)

function fitOf(found: Subjects | undefined): number {
  if (!found) return -2
  return found.converts ? 0.2 + found.rank * 0.15 : 0.4 + found.rank * 0.5
}

/** Tools for pictures of documents or of tables are meant where the words speak of one, and not where they don't. */
function aboutness(
  { about }: AnyTool,
  { sentence }: Wish,
  mentions: readonly Mention[],
  { reading: { sentences }, builder }: { reading: Reading; builder: PlanBuilder },
): number {
  const near = { document: mentions.some(isDocument), table: mentions.some(isTable) }
  const anywhere = (pattern: RegExp) =>
    [sentence, ...sentences].some((some) => some.some(({ text }) => pattern.test(text)))
  const document =
    near.document || anywhere(/\b(?:document|invoice|receipt|contract|letter|form|bill|scan|page)s?\b/i)
  const table = near.table || anywhere(/\b(?:table|tabular|spreadsheet)s?\b/i)
  if (!about) return 0
  // How a page looks is no words to be read from it.
  if (builder.looksAtPages(sentence)) return -0.8
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
