import { z } from 'zod'
import {
  isMediaModality,
  type Media,
  type Modality,
  mediaModalities,
  modalitiesOf,
} from '../../media/media.js'
import type { EarlierStep } from '../../plan/planned.js'
import { mediaOutputs, type ToolField, toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { type CalledFor, nothingMore, operatorsFor } from './called-for.js'
import { operatorInputSchema, planConditionDefs, whenSchema } from './condition-json-schema.js'
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
    called = nothingMore,
    talk = false,
  }: {
    /** Models that the request names. */
    models?: readonly string[]
    bounds: PlanBounds
    /** What the reply may use beside tools. Default: nothing. */
    called?: CalledFor | undefined
    /** Whether the reply may be an answer instead of a plan. Default: false. */
    talk?: boolean | undefined
  },
): JsonSchema {
  const own = new Set(tools.map(({ id }) => id))
  const operators = operatorsFor(called).filter((id) => !own.has(id))
  const { conditions } = called
  const choices = choicesOf(tools, bounds)
  const lists = bounds.strict ? listedReference(bounds) : undefined
  const items = {
    anyOf: [
      ...tools.map((tool) => stepSchema(tool, { models, choices, conditions })),
      ...operators.map((id) =>
        closed({ ...stepHead(id, { choices, conditions }), input: operatorInputSchema(id, lists) }),
      ),
    ],
  }
  const most = bounds.strict ? { maxItems: bounds.maxSteps } : {}
  const plan = closed({
    parts: { type: 'array', items: { type: 'string' }, ...most },
    steps: { type: 'array', items, ...most },
    ...(talk && { answer: { anyOf: [{ type: 'string' }, { type: 'null' }] } }),
  })
  const defs = planConditionDefs(called, bounds.strict ? foundReference : undefined)
  return Object.keys(defs).length > 0 ? { ...plan, $defs: defs } : plan
}

/** What a condition may test: a step's name alone counts too. */
const foundReference = '^\\$s[0-9]+(\\.[a-zA-Z]+|\\[([*]|[0-9]+)\\])*$'

/** What lists are made of: files, and what steps found. */
const listedReference = ({ media, earlier = [] }: PlanBounds): string =>
  `^\\$(${[...Object.keys(media), ...earlier.map(({ id }) => id), 's[0-9]+'].join('|')})(\\.[a-zA-Z]+|\\[([*]|[0-9]+)\\])*$`

/** What a reply chooses from, the same for every tool. */
interface Choices {
  ids: readonly string[]
  /** Forms of a reference to media of a modality. */
  references: (modality: Modality) => JsonSchema[]
}

function choicesOf(tools: readonly AnyTool[], bounds: PlanBounds): Choices {
  const ids = freeIds(bounds)
  const named = new Map(
    mediaModalities.map((modality) => [modality, referable(modality, tools, ids, bounds)]),
  )
  const fields = tools.flatMap((tool) => [...toolSchema(tool).input.values()])
  const choices = (modality: Modality) => (isMediaModality(modality) ? named.get(modality) : undefined)
  const total = fields.reduce((sum, { meta }) => {
    const found = meta && choices(meta.modality)
    return sum + (found ? found.known.length + found.made.length : 0)
  }, 0)
  return {
    ids,
    references: (modality) => {
      const { known, made, outputs } = choices(modality) ?? { known: [], made: [], outputs: [] }
      if (bounds.strict && outputs.length + known.length > 0)
        return [
          ...(known.length > 0 ? [{ type: 'string', enum: known }] : []),
          ...(outputs.length > 0
            ? [{ type: 'string', pattern: `^\\$s[0-9]+\\.(${outputs.join('|')})(\\[([*]|[0-9]+)\\])?$` }]
            : []),
        ]
      const all = [...known, ...made]
      return [all.length > 0 && total <= mostChoices ? { type: 'string', enum: all } : { type: 'string' }]
    },
  }
}

/** What can be referred to of a modality: what is there, and what steps can make. */
function referable(
  modality: Modality,
  tools: readonly AnyTool[],
  ids: readonly string[],
  { media, earlier = [] }: PlanBounds,
): { known: string[]; made: string[]; outputs: string[] } {
  const outputs = new Map(
    tools.flatMap((tool) => mediaOutputs(tool, modality).map((field) => [field.name, field])),
  )
  const ofStep = (id: string, found: Iterable<ToolField>) =>
    [...found].flatMap(({ name, meta }) =>
      meta?.list ? ['', '[*]', '[0]'].map((item) => `$${id}.${name}${item}`) : [`$${id}.${name}`],
    )
  const attached = Object.entries(media).flatMap(([name, item]) =>
    modalitiesOf(item).includes(modality) ? [`$${name}`] : [],
  )
  const finished = earlier.flatMap(({ id, tool }) => {
    const known = tools.find((offered) => offered.id === tool)
    return known ? ofStep(id, mediaOutputs(known, modality)) : []
  })
  return {
    known: [...attached, ...finished],
    made: ids.flatMap((id) => ofStep(id, outputs.values())),
    outputs: [...outputs.keys()],
  }
}

/** The next ids that no step had. */
function freeIds({ maxSteps, media, earlier = [], spent = [] }: PlanBounds): string[] {
  const attached = Object.keys(media).length
  const taken = new Set([...earlier.map(({ id }) => id), ...spent, ...Object.keys(media)])
  const ids: string[] = []
  for (let number = 1; ids.length < Math.min(maxSteps, mostNamed + attached); number++)
    if (!taken.has(`s${number}`)) ids.push(`s${number}`)
  return ids
}

function stepSchema(
  tool: AnyTool,
  { models, choices, conditions }: { models: readonly string[]; choices: Choices; conditions: boolean },
): JsonSchema {
  const input = [...toolSchema(tool).input.values()].map(
    (field) => [field.name, valueSchema(field, choices)] as const,
  )
  return closed({
    ...stepHead(tool.id, { choices, conditions }),
    ...(models.length > 0 && { model: { anyOf: [{ type: 'string', enum: models }, { type: 'null' }] } }),
    input: closed(Object.fromEntries(input)),
  })
}

const stepHead = (
  tool: string,
  { choices, conditions }: { choices: Choices; conditions: boolean },
): JsonSchema => ({
  id: { type: 'string', enum: choices.ids },
  tool: { type: 'string', enum: [tool] },
  ...(conditions && { when: whenSchema }),
})

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
