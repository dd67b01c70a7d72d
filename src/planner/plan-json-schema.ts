import { z } from 'zod'
import type { AnyTool } from '../tools/tool.js'
import { fieldJsonSchema } from './prompt-tools.js'
import { type ToolField, toolSchema } from './tool-schema.js'

type JsonSchema = Record<string, unknown>

/**
 * The JSON Schema of a plan over these tools, for structured output: one form of step for each tool, its fields named.
 * Keeps to strict mode: closed objects, every property required, what is optional may be null. A value may always be
 * a string as well, for references.
 */
export function planJsonSchema(
  tools: readonly AnyTool[],
  {
    models = [],
  }: {
    /** Models that the request names. */
    models?: readonly string[]
  } = {},
): JsonSchema {
  const steps = tools.map((tool) => stepSchema(tool, models))
  return closed({ steps: { type: 'array', items: { anyOf: steps } } })
}

function stepSchema(tool: AnyTool, models: readonly string[]): JsonSchema {
  const input = [...toolSchema(tool).input.values()].map((field) => [field.name, valueSchema(field)] as const)
  return closed({
    id: { type: 'string' },
    tool: { type: 'string', enum: [tool.id] },
    ...(models.length > 0 && { model: { anyOf: [{ type: 'string', enum: models }, { type: 'null' }] } }),
    input: closed(Object.fromEntries(input)),
  })
}

const typed = z.looseObject({ type: z.string(), items: z.unknown().optional() })

function valueSchema({ schema: field, meta, optional }: ToolField): JsonSchema {
  const options: JsonSchema[] = [{ type: 'string' }]
  if (meta?.list && (meta.modality !== 'text' || itemType(field) === 'string')) {
    options.push({ type: 'array', items: { type: 'string' } })
  } else {
    const schema = fieldJsonSchema(field)
    const type = typed.safeParse(schema).data?.type
    if (type === 'number' || type === 'integer' || type === 'boolean') options.push({ type })
    else if (type !== 'string' && (meta === undefined || meta.modality === 'text')) options.push(bare(schema))
  }
  if (optional) options.push({ type: 'null' })
  return options.length === 1 ? { type: 'string' } : { anyOf: options }
}

function itemType(field: z.ZodType): string | undefined {
  const list = typed.safeParse(fieldJsonSchema(field))
  return typed.safeParse(list.data?.items).data?.type
}

/** Without what stands only at the top of a schema document. */
function bare(schema: unknown): JsonSchema {
  const { $schema, default: _default, description, ...rest } = z.record(z.string(), z.unknown()).parse(schema)
  return rest
}

function closed(properties: JsonSchema): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}
