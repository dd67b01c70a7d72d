import { z } from 'zod'
import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import { fieldMeta } from '../../tools/fields.js'
import type { AnyTool } from '../../tools/tool.js'

const mediaModalities = ['image', 'audio', 'video']

/** One tool for a planner: what it does, then its fields with their types, on a few short lines. */
export function describeTool(tool: AnyTool): string {
  const say = (fields: ReadonlyMap<string, ToolField>) =>
    [...fields.values()]
      .map(({ name, schema, meta, optional }) => {
        const about = meta?.description ? ` (${meta.description})` : ''
        return `${name}${optional ? '?' : ''}: ${fieldType(schema)}${about}`
      })
      .join('; ')
  const { input, output } = toolSchema(tool)
  return `- ${tool.id}: ${tool.description}\n  input: ${say(input)}\n  output: ${say(output)}`
}

/** `image`, `image[]`, `string`, `"a" | "b"`, `{label: string, score: number}[]`. */
export function fieldType(field: z.ZodType): string {
  const meta = fieldMeta(field)
  if (meta && mediaModalities.includes(meta.modality)) return meta.list ? `${meta.modality}[]` : meta.modality
  return jsonType(fieldJsonSchema(field), 4)
}

/** A field as JSON Schema, as it may be given (before defaults); types that JSON can't say become "anything". */
export function fieldJsonSchema(field: z.ZodType): unknown {
  return z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' })
}

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
  if (properties) {
    const inside = Object.entries(properties).map(([name, inner]) => `${name}: ${jsonType(inner, depth - 1)}`)
    return `{${inside.join(', ')}}`
  }
  return type ?? 'any'
}
