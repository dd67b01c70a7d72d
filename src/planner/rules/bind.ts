import { err, ok, type Result } from '../../core/result.js'
import type { Step } from '../../plan/plan.js'
import type { StepValue } from '../../plan/step-value.js'
import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { type Languages, languageForms, languagesIn } from './languages.js'

/** What the words give besides what the step is about. */
export interface Words {
  /** The whole sentence: a question, an instruction. */
  sentence: string
  /** Only the part of it that asks for this. */
  clause: string
  labels: readonly string[]
  /** What is asked for, by the name of its rule. */
  wish?: string
}

type Role = 'question' | 'labels' | 'target' | 'source' | 'spoken' | 'prompt' | 'text'

/** What a text field is for, told from its name. */
const roles: readonly { role: Role; name: RegExp; list?: boolean }[] = [
  {
    role: 'labels',
    name: /label|candidate|categor|class|choice|option|quer|target|object|thing/i,
    list: true,
  },
  { role: 'question', name: /^(?:question|query)$/i, list: false },
  { role: 'source', name: /^(?:source|src|from)_?lang/i },
  { role: 'target', name: /^(?:(?:target|tgt|to)_?lang\w*|to)$/i },
  { role: 'spoken', name: /^lang\w*$/i },
  { role: 'prompt', name: /prompt|instruction|command|request/i, list: false },
]

function roleOf({ name, meta }: ToolField): Role {
  const isList = meta?.list ?? false
  if (!isList && /\binstruction\b/i.test(meta?.description ?? '')) return 'prompt'
  return roles.find((role) => role.name.test(name) && (role.list ?? isList) === isList)?.role ?? 'text'
}

/**
 * Adds steps that call a tool for each of the subjects, or once for all where it takes a list of them. The error, with
 * nothing added, is the input that nothing at hand is fit for.
 */
export function bindTool(
  builder: PlanBuilder,
  tool: AnyTool,
  subjects: readonly Source[],
  words: Words,
): Result<Step[], ToolField> {
  const fields = [...toolSchema(tool).input.values()]
  const takesAll = fields.some(
    (field) =>
      !field.optional &&
      field.meta?.list &&
      roleOf(field) === 'text' &&
      field.meta.modality === subjects[0]?.modality,
  )
  const groups = takesAll || subjects.length === 0 ? [subjects] : subjects.map((subject) => [subject])
  const inputs: Record<string, StepValue>[] = []
  for (const group of groups) {
    const input = inputFor(builder, fields, group, words)
    if (!input.ok) return input
    inputs.push(input.value)
  }
  return ok(inputs.map((input) => builder.add(tool, input)))
}

function inputFor(
  builder: PlanBuilder,
  fields: readonly ToolField[],
  subjects: readonly Source[],
  words: Words,
): Result<Record<string, StepValue>, ToolField> {
  const input: Record<string, StepValue> = {}
  const left = [...subjects]
  // Single texts first: of several, a list takes what they leave.
  const ordered = [...fields].sort((a, b) => Number(a.meta?.list ?? false) - Number(b.meta?.list ?? false))
  for (const field of ordered) {
    const value = valueFor(builder, field, left, words)
    if (value !== undefined && builder.fits(field, value)) input[field.name] = value
    else if (!field.optional) return err(field)
  }
  return ok(input)
}

function valueFor(
  builder: PlanBuilder,
  field: ToolField,
  left: Source[],
  words: Words,
): StepValue | undefined {
  const { meta, optional } = field
  if (!meta) return undefined
  const role = meta.modality === 'text' ? roleOf(field) : 'text'
  if (role === 'target' || role === 'source' || role === 'spoken') return languageFor(field, role, words)
  if (optional) return undefined
  if (role === 'labels' && words.labels.length > 0)
    return words.labels.map((label) => literalSource(label).value)
  if (role === 'question') return literalSource(words.sentence).value
  if (role === 'prompt') {
    const at = left.findIndex(({ modality }) => modality === 'text')
    const subject = at < 0 ? undefined : left.splice(at, 1)[0]
    const asked = literalSource(words.clause || words.sentence).value
    return !subject || asked.includes(subject.inText) ? asked : `${asked}\n\n${subject.inText}`
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
  const said = literalSource(words.clause).value
  return meta.modality === 'text' && field.schema.safeParse(said).success ? said : undefined
}

function languageFor(field: ToolField, role: keyof Languages, words: Words): string | undefined {
  // Of a whole sentence only what can't be done without is read: the language may belong to another of its wishes.
  const around = field.optional ? undefined : languagesIn(words.sentence)
  const otherwise = role === 'spoken' ? around?.target : undefined
  const code = languagesIn(words.clause)[role] ?? around?.[role] ?? otherwise
  return code && languageForms(code).find((form) => field.schema.safeParse(form).success)
}
