import type { Modality } from '../../../media/media.js'
import { mapStrings } from '../../../plan/map-strings.js'
import { operatorMain } from '../../../plan/operators.js'
import { parseReference, parseTemplate, type Reference } from '../../../plan/reference.js'
import type { ValueType } from '../../../plan/reference-type.js'
import type { StepValue } from '../../../plan/step-value.js'
import { type ToolField, toolSchema } from '../../../plan/tool-schema.js'
import { writtenReferences } from '../../../plan/validate/validate-references.js'
import { misfitOf } from '../../../plan/validate/validate-value.js'
import type { AnyTool } from '../../../tools/tool.js'
import { lookupIn } from './mend-lookup.js'
import { fileNamed, modalityNamed, readReference, wordsOf } from './mend-read.js'
import type { MendContext } from './mend-scope.js'
import { shown } from './mend-shape.js'
import { outputName } from './mend-sources.js'

/** The inputs of a step with references that lead somewhere and give what the field takes, as far as that can be told. */
export function mendValues(
  written: Readonly<Record<string, StepValue>>,
  tool: AnyTool,
  context: MendContext,
): Record<string, StepValue> {
  const input: Record<string, StepValue> = {}
  for (const field of toolSchema(tool).input.values()) {
    const value = Object.hasOwn(written, field.name) ? written[field.name] : undefined
    const mended = value === undefined ? missing(field, tool, context) : mendValue(value, field, context)
    if (mended !== undefined) input[field.name] = mended
  }
  return input
}

const modalityOf = ({ meta }: ToolField): Modality => meta?.modality ?? 'text'
const isMediaField = (field: ToolField) => !['text', 'table'].includes(modalityOf(field))

function mendValue(value: StepValue, field: ToolField, context: MendContext): StepValue | undefined {
  const { step, note } = context
  const unwrapped =
    Array.isArray(value) && value.length === 1 && !field.meta?.list ? (value[0] ?? value) : value
  let mended = mapStrings(unwrapped, (text) => mendText(text, field, context))
  const fits = (tried: StepValue) => {
    // Looked up anew: conversions may have been put in meanwhile.
    const lookup = lookupIn(context)
    const leads = writtenReferences(tried).every(({ reference }) => !reference || lookup(reference.text))
    return leads && misfitOf(tried, field, lookup) === undefined
  }
  if (fits(mended)) return mended
  const whole = typeof mended === 'string' ? parseReference(mended) : undefined
  if (whole) {
    if (fits(`${whole.text}[*]`)) {
      note(`Step ${step.id}: "${field.name}" was taken item by item.`)
      return `${whole.text}[*]`
    }
    const way = converted(whole, modalityOf(field), context)
    if (way !== undefined && fits(way)) return way
  } else if (!isMediaField(field)) mended = withTextsOnly(mended, context)
  if (fits(mended)) return mended
  if (field.optional) {
    note(`Step ${step.id}: the setting "${field.name}" was left out, as its value does not fit.`)
    return undefined
  }
  const other = isMediaField(field) ? nearest(field, context, { number: undefined }) : undefined
  if (other === undefined || !fits(other)) return mended
  note(`Step ${step.id}: "${field.name}" was taken from ${other}.`)
  return other
}

/** In a text, what stands for a file that is no text is replaced by what puts it into words. */
function withTextsOnly(value: StepValue, context: MendContext): StepValue {
  return mapStrings(value, (text) => {
    const whole = parseReference(text)
    if (whole) return inWords(whole, context)
    return parseTemplate(text).reduce(
      (kept, { match, reference }) =>
        reference ? kept.replace(match, () => `{{${inWords(reference, context).slice(1)}}}`) : kept,
      text,
    )
  })
}

function inWords(reference: Reference, context: MendContext): string {
  const from = modalityIn(lookupIn(context)(reference.text)?.type)
  if (!from || from === 'text' || from === 'table') return reference.text
  return converted(reference, 'text', context) ?? reference.text
}

/** What a reference gives in another modality, item by item where it is a list; with the steps for that put in. */
function converted(
  { text, root, path }: Reference,
  to: Modality,
  { sources, step, note, ...context }: MendContext,
): string | undefined {
  const type = lookupIn({ sources, ...context })(text)?.type
  const from = modalityIn(type)
  if (!from) return undefined
  const maker = sources.steps.find(({ id }) => id === root)
  const output = path.length === 0 ? outputName(sources.tool(maker?.tool ?? ''), from, true) : undefined
  const single = type?.kind === 'list' ? `${text}[*]` : text
  const way = sources.converted(output === undefined ? single : `$${root}.${output}`, from, to)
  if (!way) return undefined
  if (way.added.length > 0) note(`Step ${step.id}: ${way.added.join(' and ')} was put in before it.`)
  return way.reference
}

/** A text of a value: a reference, words, or words with references in them. */
function mendText(text: string, field: ToolField, context: MendContext): string {
  const bare = text.trim()
  const file = fileNamed(bare, context)
  if (file) {
    if (isMediaField(field)) context.note(`Step ${context.step.id}: "${shown(bare)}" was read as ${file}.`)
    return isMediaField(field) || bare.length > 0 ? file : text
  }
  const [template, ...more] = parseTemplate(bare)
  const isTemplate = template?.match === bare && more.length === 0 && template.reference !== undefined
  // As good as the reference itself in a text, where it leads somewhere.
  if (isTemplate && !isMediaField(field) && lookupIn(context)(template.reference?.text ?? '')) return text
  const whole = readReference(bare, context)
  if (whole) return mendReference(whole, field, context)
  return withTemplates(text, field, context)
}

/** References inside a longer text, written as templates and leading somewhere. */
function withTemplates(text: string, field: ToolField, context: MendContext): string {
  const { all, scope } = context
  const isRoot = (name: string) =>
    all.some(({ id }) => id === name) ||
    Object.hasOwn(scope.media, name) ||
    scope.earlier.some(({ id }) => id === name)
  const templated = text.replace(
    /(?<![{\w])\$([A-Za-z]\w*)((?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*)/g,
    (match, root: string, path: string) => (isRoot(root) ? `{{${root}${path}}}` : match),
  )
  return parseTemplate(templated).reduce((kept, { match, reference }) => {
    if (!reference) return kept.replace(match, () => match.replace(/[{}]/g, ''))
    return kept.replace(match, () => {
      const mended = mendReference(reference, field, context)
      return mended.startsWith('$') ? `{{${mended.slice(1)}}}` : mended
    })
  }, templated)
}

function mendReference(reference: Reference, field: ToolField, context: MendContext): string {
  const { sources, scope, step, note, all } = context
  const { root, path, text } = reference
  const before = sources.steps.find(({ id }) => id === root)
  const isMedia = Object.hasOwn(scope.media, root)
  const earlier = scope.earlier.find(({ id }) => id === root)
  const isSingle = !field.meta?.list
  const say = (mended: string, why: string) => {
    if (mended !== text) note(`Step ${step.id}: ${shown(text)} ${why}, ${shown(mended)} was taken.`)
    return mended
  }
  if (before || isMedia || earlier) {
    if (lookupIn(context)(text)) return text
    if (isMedia && !before) return say(`$${root}`, 'leads nowhere')
    const tool = sources.tool(before?.tool ?? earlier?.tool ?? '')
    const output = tool && outputName(tool, modalityOf(field), isSingle)
    const main = output ?? (tool && (operatorMain(tool) ?? anyOutput(tool)))
    if (!main) return text
    const plain = `$${root}.${main}`
    const each = path.includes('*') && !main.includes('*') ? `$${root}[*].${main}` : plain
    return say(lookupIn(context)(each) ? each : plain, 'leads nowhere')
  }
  const number = /\d{1,9}$/.exec(root.slice(-9))?.[0]
  const isStep = root === step.id || all.some(({ id }) => id === root)
  const found = nearest(field, context, {
    number: isStep || number === undefined ? undefined : Number(number),
    namedAfter: isStep ? undefined : modalityNamed(root),
  })
  return found === undefined
    ? text
    : say(found, root === step.id ? 'is the step itself' : 'refers to nothing')
}

/** What a field most likely takes where nothing that is there is named: by modality, the newest step before the files. */
function nearest(
  field: ToolField,
  { sources, text, step, note }: MendContext,
  { number, namedAfter }: { number: number | undefined; namedAfter?: Modality | undefined },
): string | undefined {
  const fieldModality = modalityOf(field)
  const isSingle = !field.meta?.list
  const file = sources.fromMedia(fieldModality, number)
  const made = sources.fromSteps(fieldModality, isSingle)
  const direct = namedAfter === fieldModality ? (file ?? made) : (made ?? file)
  if (direct) return direct
  const known = sources.fromChat(fieldModality, isSingle)
  if (known) return known
  // Of words no picture or recording is made that nobody spoke of.
  const kinds: Modality[] = isMediaField(field)
    ? ['image', 'audio', 'video']
    : ['audio', 'image', 'video', 'table']
  for (const kind of kinds) {
    const from = sources.fromSteps(kind, true) ?? sources.fromMedia(kind)
    const way = from && sources.converted(from, kind, fieldModality)
    if (!way) continue
    if (way.added.length > 0) note(`Step ${step.id}: ${way.added.join(' and ')} was put in before it.`)
    return way.reference
  }
  return fieldModality === 'text' ? wordsOf(text) : undefined
}

/** What stands in for a required input that was left out. */
function missing(field: ToolField, tool: AnyTool, context: MendContext): StepValue | undefined {
  if (field.optional) return undefined
  const isFree = modalityOf(field) !== 'text' || field.schema.safeParse('some words').success
  if (!isFree || (field.meta?.list && modalityOf(field) === 'text')) return undefined
  const found = nearest(field, context, { number: undefined })
  if (found === undefined || misfitOf(found, field, lookupIn(context))) return undefined
  context.note(`Step ${context.step.id}: ${tool.id} lacked "${field.name}", ${shown(found)} was taken.`)
  return found
}

function anyOutput(tool: AnyTool): string | undefined {
  const fields = [...toolSchema(tool).output.values()]
  return (fields.find(({ meta }) => meta && !['text', 'table'].includes(meta.modality)) ?? fields[0])?.name
}

function modalityIn(type: ValueType | undefined): Modality | undefined {
  if (type?.kind === 'media') return type.modality
  if (type?.kind === 'list') return type.item().kind === 'record' ? 'table' : modalityIn(type.item())
  return type?.kind === 'text' ? 'text' : undefined
}
