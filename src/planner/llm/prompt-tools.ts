import { z } from 'zod'
import { trimEndOf } from '../../core/trim-end.js'
import { isMediaModality } from '../../media/media.js'
import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import { fieldMeta } from '../../tools/fields.js'
import type { AnyTool } from '../../tools/tool.js'

/** The room for tools in a prompt, in characters. */
export interface ToolsRoom {
  /** What all tools take together, where their signatures leave that much. */
  all: number
  /** What is kept of a description in any case. */
  description: number
}

/** Some 1,100 tokens. */
const usualRoom: ToolsRoom = { all: 4300, description: 40 }

/** Tools for a planner, a line each: their fields, what comes out, what they do. The more tools, the less of each. */
export function describeTools(tools: readonly AnyTool[], room = usualRoom): string {
  const signatures = tools.reduce((sum, tool) => sum + describeTool(tool, 0).length, 0)
  const longest = capFor(
    tools.map(({ description }) => description.length),
    room.all - signatures,
  )
  return tools.map((tool) => describeTool(tool, Math.max(room.description, longest))).join('\n')
}

/** The length at which texts of these lengths are to be cut so that all of them have room. */
function capFor(lengths: readonly number[], room: number): number {
  let left = room
  for (const [at, length] of lengths.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (lengths.length - at))
    if (length > share) return share
    left -= length
  }
  return Number.POSITIVE_INFINITY
}

/** `- image-to-text(image) -> text: Says what a picture shows.` Optional fields have a `?`. */
export function describeTool(tool: AnyTool, maxCharacters = Number.POSITIVE_INFINITY): string {
  const { input, output } = toolSchema(tool)
  const fields = [...input.values()].filter(isTold).map(formatField).join(', ')
  const results = [...output.values()].map(formatOutput).join(', ')
  return `- ${tool.id}(${fields}) -> ${results}: ${shorten(tool.description, maxCharacters)}`
}

/** As many whole sentences as fit; of the first, as many whole words. */
export function shorten(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text
  let kept = ''
  for (const sentence of text.split(/(?<=[.!?]) /)) {
    if (kept.length + sentence.length + 1 > maxCharacters) break
    kept += kept ? ` ${sentence}` : sentence
  }
  if (kept) return kept
  if (maxCharacters < 2) return ''
  const cut = text.slice(0, maxCharacters)
  return `${trimEndOf(cut.slice(0, Math.max(1, cut.lastIndexOf(' '))), ' ,;:(\n\t')}…`
}

/** Settings that are numbers (`seed`, `topK`) are in the schema of the reply; a prompt has no room for them. */
const isTold = ({ schema, optional }: ToolField): boolean => !optional || fieldType(schema) !== 'number'

/** `text`, `image`, `depth: image`, `labels: string[]`, `topK?`. Of settings, names alone: their types are in the schema. */
function formatField({ name, schema, meta, optional }: ToolField): string {
  if (optional) return `${name}?`
  if (meta?.modality === name && !meta.list) return name
  const type = fieldType(schema)
  if (type === 'string') return name
  // Lists of records are taken from the output of the same name, which has the columns.
  return type.startsWith('{') ? `${name}[]` : `${name}: ${type}`
}

/** What a reference needs to know: the name, whether it is a list, which columns it has, and of which kind media are. */
function formatOutput({ name, schema, meta }: ToolField): string {
  const type = fieldType(schema)
  if (meta?.modality === name || !/[[{]|^(?:image|audio|video|mesh|document)$/.test(type)) return name
  return type.startsWith('{') ? `${name}${type}` : `${name}: ${type}`
}

/** `image`, `image[]`, `string`, `"a" | "b"`, `{label, score}[]`. */
export function fieldType(field: z.ZodType): string {
  const meta = fieldMeta(field)
  if (meta && isMediaModality(meta.modality)) return meta.list ? `${meta.modality}[]` : meta.modality
  return jsonType(fieldJsonSchema(field), 4)
}

const schemas = new WeakMap<z.ZodType, unknown>()

/**
 * A field as JSON Schema, as it may be given (before defaults); types that JSON can't say become "anything". Kept for as
 * long as the field is: made anew for each field of each tool, it was most of the time between a request and its prompt.
 */
export function fieldJsonSchema(field: z.ZodType): unknown {
  const known = schemas.get(field)
  if (known !== undefined) return known
  const schema = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' })
  schemas.set(field, schema)
  return schema
}

/** The columns told of. Of more, the rest is for the check of a plan: a reference to a column is rare. */
const mostColumns = 3

const columnsIn = (names: readonly string[]): string =>
  names.length > mostColumns ? `${names.slice(0, mostColumns - 1).join(', ')}, …` : names.join(', ')

const jsonSchemaShape = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})

function jsonType(schema: unknown, depth: number): string {
  const parsed = jsonSchemaShape.safeParse(schema)
  if (!parsed.success || depth === 0) return 'any'
  const { type, anyOf, items, properties, enum: choices, const: only } = parsed.data
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(' | ')
  if (only !== undefined) return JSON.stringify(only)
  if (anyOf) return anyOf.map((option) => jsonType(option, depth)).join(' | ')
  if (type === 'array') {
    const item = jsonType(items, depth - 1)
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`
  }
  if (properties?.digest && properties.mimeType) return 'media'
  if (properties) return `{${columnsIn(Object.keys(properties))}}`
  return type === 'integer' ? 'number' : (type ?? 'any')
}
