import type { z } from 'zod'
import type { Modality } from '../media/media.js'
import { type FieldMeta, fieldMeta, isOptional } from '../tools/fields.js'
import type { AnyTool } from '../tools/tool.js'
import { typeOfSchema, type ValueType } from './reference-type.js'

/** A field of a tool's input or output, as planning sees it. */
export interface ToolField {
  name: string
  schema: z.ZodType
  /** Undefined for schemas that were not made with `fields.ts`. */
  meta: FieldMeta | undefined
  optional: boolean
}

/** A tool's fields by name. Only own names are in the maps: `toString` is none. */
export interface ToolSchema {
  input: ReadonlyMap<string, ToolField>
  output: ReadonlyMap<string, ToolField>
  outputType: ValueType
}

const schemas = new WeakMap<AnyTool, ToolSchema>()

/** Looks a tool's schemas through, once for each tool. */
export function toolSchema(tool: AnyTool): ToolSchema {
  const known = schemas.get(tool)
  if (known) return known
  const schema: ToolSchema = {
    input: fieldsOf(tool.input.shape),
    output: fieldsOf(tool.output.shape),
    outputType: typeOfSchema(tool.output),
  }
  schemas.set(tool, schema)
  return schema
}

function fieldsOf(shape: Readonly<Record<string, z.ZodType>>): Map<string, ToolField> {
  return new Map(
    Object.entries(shape).map(([name, schema]) => [
      name,
      { name, schema, meta: fieldMeta(schema), optional: isOptional(schema) },
    ]),
  )
}

/** The outputs of a tool that are media of a modality. */
export const mediaOutputs = (tool: AnyTool, modality: Modality): ToolField[] =>
  [...toolSchema(tool).output.values()].filter(({ meta }) => meta?.modality === modality)
