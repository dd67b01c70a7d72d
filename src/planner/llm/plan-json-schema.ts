import { z } from 'zod'
import type { Media } from '../../media/media.js'
import { mediaOutputs, type ToolField, toolSchema } from '../../plan/tool-schema.js'
import type { FieldMeta } from '../../tools/fields.js'
import type { AnyTool } from '../../tools/tool.js'
import type { EarlierStep } from '../planner.js'
import { fieldJsonSchema } from './prompt-tools.js'

type JsonSchema = Record<string, unknown>

/** What a reply may refer to. */
export interface PlanBounds {
  maxSteps: number
  media: Readonly<Record<string, Media>>
  /** Ids of steps that are taken: of earlier requests, and of a plan that failed. Default: none. */
  earlier?: readonly Pick<EarlierStep, 'id' | 'tool'>[] | undefined
  spent?: readonly string[] | undefined
  /** Whether what obeys the schema obeys patterns and lengths too. Many servers refuse those. Default: false. */
  strict?: boolean | undefined
}

/** Steps that a schema has names for, beside one for each file: more than a plan needs, few enough for servers' limits. */
const mostNamed = 16
/** Servers take about 1,000 values of `enum` in a schema; past these the references to steps are left open. */
const mostChoices = 900

/**
 * The JSON Schema of a plan over these tools, for structured output: what the request asks for (`parts`), then one form of
 * step for each tool, its fields named. Keeps to strict mode: closed objects, every property required, what is optional
 * may be null. A step has one of the ids that are free, and where a picture, a recording or a video is wanted, the schema
 * names the files that are there and the outputs that steps can have. Other values may always be a string, for references.
 */
export function planJsonSchema(
  tools: readonly AnyTool[],
  {
    models = [],
    bounds,
  }: {
    /** Models that the request names. */
    models?: readonly string[]
    bounds: PlanBounds
  },
): JsonSchema {
  const items = {
    anyOf: tools.map((tool) => stepSchema(tool, { models, choices: choicesOf(tools, bounds) })),
  }
  const most = bounds.strict ? { maxItems: bounds.maxSteps } : {}
  return closed({
    parts: { type: 'array', items: { type: 'string' }, ...most },
    steps: { type: 'array', items, ...most },
  })
}

/** What a reply chooses from, the same for every tool. */
interface Choices {
  ids: readonly string[]
  /** Forms of a reference to media of a modality. */
  references: (modality: FieldMeta['modality']) => JsonSchema[]
}

function choicesOf(tools: readonly AnyTool[], bounds: PlanBounds): Choices {
  const { media, earlier = [], strict = false } = bounds
  const ids = freeIds(bounds)
  const taking = tools.flatMap((tool) => [...toolSchema(tool).input.values()]).filter(({ meta }) => meta)
  const outputs = new Map(
    (['image', 'audio', 'video'] as const).map((modality) => {
      const names = [...new Set(tools.flatMap((tool) => mediaOutputs(tool, modality)))]
      const known = earlier.flatMap(({ id, tool }) =>
        mediaOutputs(
          tools.find((offered) => offered.id === tool),
          modality,
        ).map((name) => `$${id}.${name}`),
      )
      const attached = Object.entries(media).flatMap(([name, item]) =>
        item.modality === modality ? [`$${name}`] : [],
      )
      const made = ids.flatMap((id) => names.map((name) => `$${id}.${name}`))
      return [modality, { at: [...attached, ...known], made, names }] as const
    }),
  )
  const total = taking.reduce((sum, { meta }) => {
    const found = meta && meta.modality !== 'text' && meta.modality !== 'table' && outputs.get(meta.modality)
    return sum + (found ? found.at.length + found.made.length : 0)
  }, 0)
  return {
    ids,
    references: (modality) => {
      if (modality === 'text' || modality === 'table') return [{ type: 'string' }]
      const { at = [], made = [], names = [] } = outputs.get(modality) ?? {}
      if (total <= mostChoices && at.length + made.length > 0)
        return [{ type: 'string', enum: [...at, ...made] }]
      if (!strict) return [{ type: 'string' }]
      const plain = names.map((name) => name.replace('[*]', '')).join('|')
      return [
        ...(at.length > 0 ? [{ type: 'string', enum: at }] : []),
        { type: 'string', pattern: `^\\$s[0-9]+\\.(${plain || 'image'})(\\[([*]|[0-9]+)\\])?$` },
      ]
    },
  }
}

/** The next ids that no step had. */
export function freeIds({ maxSteps, media, earlier = [], spent = [] }: PlanBounds): string[] {
  const attached = Object.keys(media).length
  const taken = new Set([...earlier.map(({ id }) => id), ...spent, ...Object.keys(media)])
  const ids: string[] = []
  for (let number = 1; ids.length < Math.min(maxSteps, mostNamed + attached); number++)
    if (!taken.has(`s${number}`)) ids.push(`s${number}`)
  return ids
}

function stepSchema(
  tool: AnyTool,
  { models, choices }: { models: readonly string[]; choices: Choices },
): JsonSchema {
  const input = [...toolSchema(tool).input.values()].map(
    (field) => [field.name, valueSchema(field, choices)] as const,
  )
  return closed({
    id: { type: 'string', enum: choices.ids },
    tool: { type: 'string', enum: [tool.id] },
    ...(models.length > 0 && { model: { anyOf: [{ type: 'string', enum: models }, { type: 'null' }] } }),
    input: closed(Object.fromEntries(input)),
  })
}

const typed = z.looseObject({ type: z.string(), items: z.unknown().optional() })

function valueSchema({ schema: field, meta, optional }: ToolField, { references }: Choices): JsonSchema {
  const strings = meta ? references(meta.modality) : [{ type: 'string' }]
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
