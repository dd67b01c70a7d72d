import { nearestNames } from '../../../core/nearest-names.js'
import { parseReference } from '../../../plan/reference.js'
import type { StepValue } from '../../../plan/step-value.js'
import { type ToolField, toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import type { MendContext } from './mend-scope.js'
import { shown } from './mend-shape.js'

/**
 * The inputs of a step by the names that its tool has: a field that the tool doesn't have is taken for the one that is
 * meant, by name or by what still lacks; words that fit nowhere else are put to the text that the tool reads.
 */
export function mendInputs(
  written: Readonly<Record<string, StepValue>>,
  tool: AnyTool,
  { step, note }: Pick<MendContext, 'step' | 'note'>,
): Record<string, StepValue> {
  const { input: fields } = toolSchema(tool)
  const input: Record<string, StepValue> = {}
  const unknown: [name: string, value: StepValue][] = []
  for (const [name, value] of Object.entries(written)) {
    if (fields.has(name)) input[name] = value
    else unknown.push([name, value])
  }
  for (const [name, value] of unknown) {
    const free = [...fields.values()].filter((field) => !Object.hasOwn(input, field.name))
    const target = meant(name, value, free)
    if (target) {
      input[target.name] = value
      note(`Step ${step.id}: the input "${shown(name)}" was read as "${target.name}".`)
      continue
    }
    const text = onlyText(fields)
    const words = text && asText(value)
    const known = text && asText(input[text.name] ?? '')
    if (text && words && (words.includes('{{') || words.split(/\s+/).length > 2)) {
      if (!known?.includes(words)) input[text.name] = known ? `${known}\n${words}` : words
      note(`Step ${step.id}: the input "${shown(name)}" was put to "${text.name}".`)
    } else
      note(`Step ${step.id}: the input "${shown(name)}" was left out, as ${tool.id} has none of that name.`)
  }
  return input
}

function meant(name: string, value: StepValue, free: readonly ToolField[]): ToolField | undefined {
  const near = nearestNames(
    name.slice(0, 64),
    free.map((field) => field.name),
  )[0]
  const byName = free.find((field) => field.name === near)
  if (byName) return byName
  const required = free.filter(({ optional }) => !optional)
  return required.find((field) => mayHold(field, value))
}

/** By form alone: files are references, settings are not. */
function mayHold({ schema, meta }: ToolField, value: StepValue): boolean {
  if (meta === undefined || meta.modality === 'text' || meta.modality === 'table')
    return isReference(value) || schema.safeParse(value).success
  return isReference(value)
}

const isReference = (value: StepValue): boolean => typeof value === 'string' && value.trim().startsWith('$')

/** The text that a tool reads, where it reads one. */
function onlyText(fields: ReadonlyMap<string, ToolField>): ToolField | undefined {
  const texts = [...fields.values()].filter(
    ({ meta, optional, schema }) =>
      meta?.modality === 'text' && !meta.list && !optional && schema.safeParse('some words').success,
  )
  return texts.length === 1 ? texts[0] : undefined
}

/** A value as a part of a longer text. */
function asText(value: StepValue): string | undefined {
  if (typeof value === 'string') return parseReference(value) ? `{{${value.slice(1)}}}` : value
  if (!Array.isArray(value)) return undefined
  const parts = value.map(asText)
  return parts.every((part) => part !== undefined) ? parts.join('\n') : undefined
}
