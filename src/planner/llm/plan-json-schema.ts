import { z } from 'zod'
import type { Media } from '../../media/media.js'
import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import type { FieldMeta } from '../../tools/fields.js'
import type { AnyTool } from '../../tools/tool.js'
import { operatorInputSchemas, planConditionDefs, whenSchema } from './condition-json-schema.js'
import { fieldJsonSchema } from './prompt-tools.js'

type JsonSchema = Record<string, unknown>

/** What a reply may refer to, for models that can't but obey the schema. */
export interface PlanBounds {
  maxSteps: number
  media: Readonly<Record<string, Media>>
}

/** What a condition may test: a step's name alone counts too. */
const foundReference = '\\$s[0-9]+(\\.[a-zA-Z]+|\\[([*]|[0-9]+)\\])*'
const stepReference = '\\$s[0-9]+(\\.[a-zA-Z]+|\\[([*]|[0-9]+)\\])+'

/**
 * The JSON Schema of a plan over these tools, for structured output: one form of step for each tool, its fields named.
 * Keeps to strict mode: closed objects, every property required, what is optional may be null. A value may always be
 * a string as well, for references. With `bounds` it says more than servers take: step ids of one form, and where a
 * picture or a recording is wanted, the names of those that are there or the form of a reference to a step's output.
 */
export function planJsonSchema(
  tools: readonly AnyTool[],
  {
    models = [],
    bounds,
  }: {
    /** Models that the request names. */
    models?: readonly string[]
    bounds?: PlanBounds | undefined
  } = {},
): JsonSchema {
  const own = new Set(tools.map(({ id }) => id))
  const operators = Object.keys(operatorInputSchemas).filter((id) => !own.has(id))
  const items = {
    anyOf: [
      ...tools.map((tool) => stepSchema(tool, { models, bounds })),
      ...operators.map((id) => operatorSchema(id, bounds)),
    ],
  }
  return {
    ...closed({ steps: { type: 'array', items, ...(bounds && { maxItems: bounds.maxSteps }) } }),
    $defs: planConditionDefs(bounds && `^${foundReference}$`),
  }
}

const idSchema = (bounds: PlanBounds | undefined): JsonSchema => ({
  type: 'string',
  ...(bounds && { pattern: '^s[0-9]+$' }),
})

/** A step that works on a list. It runs on no model. */
function operatorSchema(id: string, bounds: PlanBounds | undefined): JsonSchema {
  return closed({
    id: idSchema(bounds),
    tool: { type: 'string', enum: [id] },
    when: whenSchema,
    input: operatorInputSchemas[id],
  })
}

function stepSchema(
  tool: AnyTool,
  { models, bounds }: { models: readonly string[]; bounds: PlanBounds | undefined },
): JsonSchema {
  const input = [...toolSchema(tool).input.values()].map(
    (field) => [field.name, valueSchema(field, bounds)] as const,
  )
  return closed({
    id: idSchema(bounds),
    tool: { type: 'string', enum: [tool.id] },
    when: whenSchema,
    ...(models.length > 0 && { model: { anyOf: [{ type: 'string', enum: models }, { type: 'null' }] } }),
    input: closed(Object.fromEntries(input)),
  })
}

const typed = z.looseObject({ type: z.string(), items: z.unknown().optional() })

function valueSchema(
  { schema: field, meta, optional }: ToolField,
  bounds: PlanBounds | undefined,
): JsonSchema {
  const strings = bounds && meta ? references(meta, bounds) : [{ type: 'string' }]
  const options = [...strings]
  if (meta?.list && (meta.modality !== 'text' || itemType(field) === 'string')) {
    options.push({ type: 'array', items: oneOf(strings) })
  } else {
    const schema = fieldJsonSchema(field)
    const type = typed.safeParse(schema).data?.type
    if (type === 'number' || type === 'integer' || type === 'boolean') options.push({ type })
    else if (type !== 'string' && (meta === undefined || meta.modality === 'text')) options.push(bare(schema))
  }
  if (optional) options.push({ type: 'null' })
  return oneOf(options)
}

const oneOf = (options: readonly JsonSchema[]): JsonSchema =>
  options.length === 1 && options[0] ? options[0] : { anyOf: [...options] }

/** What a field that wants media may be: one of the files, or what a step gave. Any string for other fields. */
function references({ modality }: FieldMeta, { media }: PlanBounds): JsonSchema[] {
  if (modality === 'text' || modality === 'table') return [{ type: 'string' }]
  const fitting = Object.entries(media).flatMap(([name, item]) =>
    item.modality === modality ? [`$${name}`] : [],
  )
  return [
    ...(fitting.length > 0 ? [{ type: 'string', enum: fitting }] : []),
    { type: 'string', pattern: `^${stepReference}$` },
  ]
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
