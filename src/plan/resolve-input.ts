import { z } from 'zod'
import { describeIssues } from '../core/describe-issues.js'
import { SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import type { Media } from '../media/media.js'
import { asMedia, mediaIn } from '../media/media-in.js'
import { fieldMeta } from '../tools/fields.js'
import { toCsv } from '../tools/table/table.js'
import type { AnyTool } from '../tools/tool.js'
import type { Step } from './plan.js'
import { parseReference, parseTemplate, referencesIn } from './reference.js'
import { type Known, missing, type ReferenceValue, referenceValue } from './reference-value.js'
import { renderText } from './render-text.js'
import type { StepValue } from './step-value.js'

type Input = Record<string, unknown>

/** A step's input with every reference replaced, parsed by the tool's schema. */
export type ResolvedInput =
  | { kind: 'one'; input: Input }
  /** A mapped step: one input an item. An item that can't be had (`STEP_SKIPPED`, `INVALID_PLAN`) leaves the others alone. */
  | { kind: 'each'; inputs: Result<Input, SwitchyardError>[] }

/**
 * Turns a step's input into concrete values. What references mean is said at `ValueType`. Besides:
 *
 * - Several `[*]` in one step are gone through side by side; lists of unequal length are an error.
 * - A single value for a list field is wrapped; lists within a list for it are joined.
 * - For a text field, numbers, lists and tables become text, and a text file gives its content. `{{...}}` likewise.
 * - For a table field that takes CSV, a table file gives its content, and rows become CSV.
 * - What comes from a reference is never read as a reference or template again.
 *
 * Errors are `INVALID_PLAN` and name the field.
 */
export async function resolveInput(options: {
  step: Step
  tool: AnyTool
  known: Known
  /** The content of a text or table file. */
  readText: (media: Media) => Promise<string>
}): Promise<Result<ResolvedInput, SwitchyardError>> {
  const { step, tool, known, readText } = options
  try {
    const values = new Map<string, ReferenceValue>()
    for (const reference of referencesIn(step.input)) {
      if (!values.has(reference.text)) values.set(reference.text, referenceValue(reference, known))
    }
    const contents = await readContents(values, readText)
    const contentOf = (media: Media) => contents.get(media.digest)
    const count = mappedCount(values)
    if (count === undefined) {
      const input = parseInput(tool, step.input, (text) => oneOf(values.get(text)), contentOf)
      return input.ok ? ok({ kind: 'one', input: input.value }) : input
    }
    const inputs = Array.from({ length: count }, (_, index) =>
      parseInput(tool, step.input, (text) => oneOf(values.get(text), index), contentOf),
    )
    return ok({ kind: 'each', inputs })
  } catch (thrown) {
    return err(toSwitchyardError(thrown))
  }
}

/** Reads the text files that are spoken of, each once, so that the rest needs no waiting. */
async function readContents(
  values: ReadonlyMap<string, ReferenceValue>,
  readText: (media: Media) => Promise<string>,
): Promise<Map<string, string>> {
  const files = [...values.values()]
    .flatMap((value) => mediaIn(value.kind === 'one' ? value.value : value.values))
    .filter(({ modality }) => modality === 'text' || modality === 'table')
  const distinct = new Map(files.map((media) => [media.digest, media]))
  return new Map(
    await Promise.all([...distinct].map(async ([digest, media]) => [digest, await readText(media)] as const)),
  )
}

/** How many items the step is mapped over; undefined when it is not. */
function mappedCount(values: ReadonlyMap<string, ReferenceValue>): number | undefined {
  const lists = [...values].flatMap(([text, value]) =>
    value.kind === 'each' ? [{ text, length: value.values.length }] : [],
  )
  const lengths = new Set(lists.map(({ length }) => length))
  if (lengths.size <= 1) return lists[0]?.length
  const found = lists.map(({ text, length }) => `${text} has ${length}`).join(', ')
  throw new SwitchyardError(
    'INVALID_PLAN',
    `Lists gone through side by side must be of equal length: ${found}.`,
  )
}

function oneOf(value: ReferenceValue | undefined, index = 0): unknown {
  const one = value?.kind === 'each' ? value.values[index] : value?.value
  if (one !== missing) return one
  throw new SwitchyardError('STEP_SKIPPED', `It needs item ${index} of a step, which failed.`)
}

type Lookup = (reference: string) => unknown
type ContentOf = (media: Media) => string | undefined

function parseInput(
  tool: AnyTool,
  written: Step['input'],
  lookup: Lookup,
  contentOf: ContentOf,
): Result<Input, SwitchyardError> {
  const shape: Record<string, z.ZodType> = tool.input.shape
  const input: Input = {}
  for (const [name, value] of Object.entries(written)) {
    try {
      const schema = Object.hasOwn(shape, name) ? shape[name] : undefined
      const filled = fill(value, lookup, contentOf)
      input[name] = schema ? coerce(filled, schema, contentOf) : filled
    } catch (thrown) {
      const error = toSwitchyardError(thrown)
      return err(
        new SwitchyardError(
          error.code,
          error.code === 'STEP_SKIPPED' ? error.message : `Input "${name}": ${error.message}`,
        ),
      )
    }
  }
  const parsed: z.ZodSafeParseResult<Input> = tool.input.safeParse(input)
  if (parsed.success) return ok(parsed.data)
  const fields = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? '')))].filter(Boolean)
  return err(
    new SwitchyardError(
      'INVALID_PLAN',
      `Input of ${tool.id} does not fit: ${describeIssues(parsed.error)}.`,
      {
        details: { fields },
      },
    ),
  )
}

/** The value as written, with its references replaced. */
function fill(value: StepValue, lookup: Lookup, contentOf: ContentOf): unknown {
  if (typeof value === 'string') {
    const whole = parseReference(value)
    return whole ? lookup(whole.text) : fillTemplate(value, lookup, contentOf)
  }
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const filled = fill(item, lookup, contentOf)
      return typeof item === 'string' ? filled : [filled]
    })
  }
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, lookup, contentOf)]))
}

function fillTemplate(text: string, lookup: Lookup, contentOf: ContentOf): string {
  let filled = ''
  let rest = text
  for (const { match, reference } of parseTemplate(text)) {
    const at = rest.indexOf(match)
    filled += rest.slice(0, at) + (reference ? renderText(lookup(reference.text), contentOf) : match)
    rest = rest.slice(at + match.length)
  }
  return filled + rest
}

/** Brings a value into the form its field takes; what can't be brought there stays, for the schema to complain about. */
function coerce(value: unknown, schema: z.ZodType, contentOf: ContentOf): unknown {
  const meta = fieldMeta(schema)
  if (!meta || schema.safeParse(value).success) return value
  if (meta.list) {
    const items = Array.isArray(value) ? value : [value]
    return meta.modality === 'text' ? items.map((item) => renderText(item, contentOf)) : items
  }
  if (meta.modality === 'table') return csvOf(value, contentOf)
  if (meta.modality !== 'text') return value
  const text = renderText(value, contentOf)
  return schema.safeParse(text).success ? text : value
}

/** What a table as text is made of: a file's content, or another tool's rows. */
function csvOf(value: unknown, contentOf: ContentOf): unknown {
  const media = asMedia(value)
  if (media) return contentOf(media) ?? value
  const rows = z.array(z.record(z.string(), z.unknown())).min(1).safeParse(value)
  return rows.success ? toCsv(rows.data) : value
}
