import { err, ok, type Result } from '../../core/result.js'
import type { Step } from '../../plan/plan.js'
import { parseReference } from '../../plan/reference.js'
import type { StepValue } from '../../plan/step-value.js'
import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { pagesSaid } from './documents/pages-said.js'
import { type Role, roleOf, rolesOf } from './reading/roles.js'
import { numberOf } from './reading/said-count.js'
import { voiceQuestionIn } from './voices/voice-question.js'
import { gloss } from './words/gloss.js'
import { type Languages, languageForms, languagesIn } from './words/languages.js'
import { timesIn } from './words/time-window.js'

/** What the words give besides what the step is about. */
export interface Words {
  /** The whole sentence: a question, an instruction. */
  sentence: string
  /** Only the part of it that asks for this. */
  clause: string
  labels: readonly string[]
  /** A question in quotation marks, or one that was made on the way. */
  question?: Source | undefined
  /** Texts of earlier steps that the question or instruction goes on from. */
  context?: readonly Source[] | undefined
  /** The language to put it into, an ISO 639-1 code. Default: as the words say. */
  target?: string | undefined
  /** The text's own language, where that could be told. */
  language?: string | undefined
}

/**
 * Adds steps that call a tool for each of the subjects, or once for all where it takes a list of them. The error, with
 * nothing added, is the input that nothing at hand is fit for.
 */
export function bindTool(
  builder: PlanBuilder,
  { tool }: { tool: AnyTool },
  subjects: readonly Source[],
  words: Words,
): Result<Step[], ToolField> {
  const fields = [...toolSchema(tool).input.values()]
  const roles = rolesOf(tool)
  const single = fields.filter(
    (field) =>
      !field.optional &&
      field.meta?.modality === subjects[0]?.modality &&
      (roles.get(field.name) ?? 'text') === 'text',
  )
  const takesAll = single.some(({ meta }) => meta?.list) || single.length > 1
  const groups = takesAll || subjects.length === 0 ? [subjects] : subjects.map((subject) => [subject])
  const inputs: Record<string, StepValue>[] = []
  for (const group of groups) {
    const input = inputFor(builder, { tool, fields, roles }, group, words)
    if (!input.ok) return input
    inputs.push(input.value)
  }
  const steps = inputs.map((input) => builder.add(tool, input))
  for (const { id } of steps) builder.onTheWay.delete(id)
  return ok(steps)
}

function inputFor(
  builder: PlanBuilder,
  { tool, fields, roles }: { tool: AnyTool; fields: readonly ToolField[]; roles: ReadonlyMap<string, Role> },
  subjects: readonly Source[],
  words: Words,
): Result<Record<string, StepValue>, ToolField> {
  const input: Record<string, StepValue> = {}
  const left = [...subjects]
  const madeIn = languageMade(builder, subjects)
  // Single texts first: of several, a list takes what they leave.
  const ordered = [...fields].sort((a, b) => Number(a.meta?.list ?? false) - Number(b.meta?.list ?? false))
  for (const field of ordered) {
    const role = field.meta?.modality === 'text' ? (roles.get(field.name) ?? roleOf(field)) : 'text'
    const said = field.optional ? settingSaid(field, words, { builder, subjects }) : undefined
    const value =
      said ??
      madeValue(builder, tool, field, subjects, words) ??
      valueFor(builder, field, role, left, { ...words, madeIn })
    if (value !== undefined && builder.fits(field, value)) input[field.name] = value
    else if (!field.optional) return err(field)
  }
  return ok(input)
}

function valueFor(
  builder: PlanBuilder,
  field: ToolField,
  role: Role,
  left: Source[],
  words: Words & { madeIn: string | undefined },
): StepValue | undefined {
  const { meta, optional } = field
  if (!meta) return undefined
  if (role === 'target' || role === 'source' || role === 'spoken') return languageFor(field, role, words)
  if (optional) return undefined
  if (role === 'labels')
    return words.labels.length > 0 ? words.labels.map((label) => literalSource(label).value) : undefined
  if (role === 'question') return withContext(words.question ?? literalSource(words.sentence), words.context)
  if (role === 'prompt') {
    const at = left.findIndex(({ modality }) => modality === 'text')
    const subject = at < 0 ? [] : left.splice(at, 1)
    return withContext(literalSource(words.clause || words.sentence), [...subject, ...(words.context ?? [])])
  }
  if (meta.list) {
    const taken = left.filter(({ modality }) => modality === meta.modality)
    left.splice(0, left.length, ...left.filter((source) => !taken.includes(source)))
    return taken.length > 0 ? taken.map(({ value }) => value) : undefined
  }
  const fits = ({ modality, isLiteral, value }: Source) =>
    modality === meta.modality && (!isLiteral || field.schema.safeParse(value).success)
  const at = left.findIndex(fits)
  if (at >= 0) return left.splice(at, 1)[0]?.value
  const name = builder.media[meta.modality]?.at(-1)
  if (name !== undefined) return mediaSource(name, meta.modality).value
  const literal = literalSource(words.clause).value
  return meta.modality === 'text' && field.schema.safeParse(literal).success ? literal : undefined
}

/** What another tool makes of the same file, where the tool says that this input is made so. */
function madeValue(
  builder: PlanBuilder,
  { madeFrom = {} }: AnyTool,
  { name, optional }: ToolField,
  subjects: readonly Source[],
  words: Words,
): StepValue | undefined {
  const [id = '', output] = madeFrom[name]?.split('.') ?? []
  const maker = builder.tool(id)
  if (!maker || (optional && !builder.mayRun(maker))) return undefined
  const asked = new Set(builder.steps.map(({ id }) => id).filter((step) => !builder.onTheWay.has(step)))
  const made = bindTool(builder, { tool: maker }, subjects, words)
  const [step] = made.ok ? made.value : []
  if (step && !asked.has(step.id)) builder.onTheWay.add(step.id)
  return step && `$${step.id}.${output}`
}

function settingSaid(
  field: ToolField,
  words: Words,
  { builder, subjects }: { builder: PlanBuilder; subjects: readonly Source[] },
): StepValue | undefined {
  if (field.name === 'speakers') return speakersSaid(builder.request.text)
  const [subject] = subjects
  if (subject?.modality === 'document' && field.name === 'pages')
    return pagesSaid(builder.request.text, builder.request.media[subject.value.slice(1)]?.facts.pages)
  return subject?.modality === 'video' ? frameSetting(field, words) : undefined
}

/** "There are three speakers in it." */
function speakersSaid(text: string): number | undefined {
  if (voiceQuestionIn(gloss(text))?.kind === 'count') return undefined
  const [, said = ''] = /\b(\w+) (?:different )?(?:speakers|people|persons|voices)\b/i.exec(text) ?? []
  return numberOf(said) || undefined
}

/** Which frames of a video are wanted: "three frames", "a frame at 0:30". */
function frameSetting({ name }: ToolField, { clause }: Words): StepValue | undefined {
  const times = timesIn(clause)
  if (name === 'times') return times.length > 0 ? times : undefined
  if (name !== 'count') return undefined
  const [, said = ''] =
    /\b(\w+) (?:frames|pictures|stills|images|screenshots|thumbnails)\b/i.exec(clause) ?? []
  return numberOf(said) || undefined
}

/** Words with what they go on from below them. */
function withContext(asked: Source, context: readonly Source[] = []): string {
  const more = context.filter(({ inText, value }) => value !== asked.value && !asked.inText.includes(inText))
  if (more.length === 0) return asked.value
  return [asked.inText, ...new Set(more.map(({ inText }) => inText))].join('\n\n')
}

function languageFor(
  field: ToolField,
  role: keyof Languages,
  words: Words & { madeIn: string | undefined },
): string | undefined {
  // Of a whole sentence only what can't be done without is read: the language may belong to another of its wishes.
  const around = field.optional ? undefined : languagesIn(words.sentence)
  const otherwise =
    role === 'spoken' ? (words.madeIn ?? around?.target) : role === 'source' ? words.language : undefined
  const code =
    (role === 'target' ? words.target : undefined) ??
    languagesIn(words.clause)[role] ??
    around?.[role] ??
    otherwise
  // What the tool takes by itself need not be said.
  if (code !== undefined && code === otherwise && field.schema.safeParse(undefined).data === code)
    return undefined
  return code && languageForms(code).find((form) => field.schema.safeParse(form).success)
}

/** The language that an earlier step put a text into: what is read aloud must be read in it. */
function languageMade(builder: PlanBuilder, [subject]: readonly Source[]): string | undefined {
  const root = subject?.modality === 'text' ? parseReference(subject.value)?.root : undefined
  const step = builder.steps.find(({ id }) => id === root)
  const tool = step && builder.tool(step.tool)
  const field = tool && [...toolSchema(tool).input.values()].find((one) => roleOf(one) === 'target')
  const code = field && step?.input[field.name]
  return typeof code === 'string' ? code : undefined
}
