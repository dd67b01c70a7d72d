import { z } from 'zod'
import { isMedia, type Modality, modalitiesOf } from '../media/media.js'
import { fieldMeta } from '../tools/fields.js'
import type { Reference } from './reference.js'

/**
 * What is known of a value before it exists. Fields and items are looked at only when asked for, so that schemas that
 * contain themselves are no trouble.
 *
 * What references mean, here and when a plan is run:
 *
 * - `$image1`: attached media. `$s1.text`: a field of a step's output. `$s1.objects[0].label`: a part of it.
 * - `$s1` alone: the step's main output, which is its `text`, else its only media field, else its only field.
 * - `[*]` runs the step that has it once for each item; its outputs are then a list. `$s2.text`, of such a step, is the
 *   list of every item's `text`; so is `$s1.labels.label`, of a table. `$s2[*].text` and `$s2.text[*]` map again.
 * - Several `[*]` in one step are gone through side by side and must turn out equally long.
 * - A step's id wins over a media name, media over steps of earlier requests.
 */
export type ValueType =
  /** `values`: the only ones that it can have. Default: any. */
  | { kind: 'text'; primitive: 'string' | 'number' | 'boolean'; values?: readonly unknown[] | undefined }
  /**
   * `modality` is undefined where a schema doesn't say which. `standsFor` is all that a file that is there
   * can stand for: a video with sound stands for a recording, a text that was read from a PDF for its pages. `record` is for paths into the media record.
   */
  | {
      kind: 'media'
      modality: Modality | undefined
      standsFor?: readonly Modality[] | undefined
      record: () => ValueType
    }
  | {
      kind: 'record'
      fields: readonly string[]
      field: (name: string) => RecordField | undefined
      /** The main output, where it is not told from the fields. */
      main?: string | undefined
    }
  | { kind: 'list'; item: () => ValueType }
  /** Anything: checked when it is there. */
  | { kind: 'unknown' }

export interface RecordField {
  type: ValueType
  optional: boolean
}

export const unknownType: ValueType = { kind: 'unknown' }
const text = (primitive: 'string' | 'number' | 'boolean', values?: readonly unknown[]): ValueType => ({
  kind: 'text',
  primitive,
  values,
})
export const listTypeOf = (item: ValueType): ValueType => ({ kind: 'list', item: () => item })

/** The type that a schema describes: of what parsing leaves, or of what it takes. */
export function typeOfSchema(schema: z.core.$ZodType, side: 'left' | 'taken' = 'left'): ValueType {
  const meta = fieldMeta(schema)
  if (meta && meta.modality !== 'text' && meta.modality !== 'table') {
    const { modality } = meta
    const media: ValueType = { kind: 'media', modality, record: () => recordOf(schema, side) }
    return meta.list ? listTypeOf(media) : media
  }
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (side === 'taken' && 'coerce' in def && def.coerce) return unknownType
  switch (def.type) {
    case 'enum':
      return text('string', Object.values(def.entries))
    case 'string':
    case 'template_literal':
      return text('string')
    case 'number':
      return text('number')
    case 'boolean':
      return text('boolean')
    case 'literal': {
      const primitive = typeof def.values[0]
      return primitive === 'string' || primitive === 'number' || primitive === 'boolean'
        ? text(primitive, def.values)
        : unknownType
    }
    // A table, as its file or as text.
    case 'union':
      return meta?.modality === 'table' ? text('string') : unknownType
    case 'array':
      return { kind: 'list', item: () => typeOfSchema(def.element, side) }
    case 'object':
      return 'digest' in def.shape && 'mimeType' in def.shape
        ? { kind: 'media', modality: undefined, record: () => recordOf(schema, side) }
        : recordOf(schema, side)
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return typeOfSchema(def.innerType, side)
    case 'lazy':
      return typeOfSchema(def.getter(), side)
    case 'pipe':
      return typeOfSchema(side === 'taken' ? def.in : def.out, side)
    default:
      return unknownType
  }
}

function recordOf(schema: z.core.$ZodType, side: 'left' | 'taken'): ValueType {
  if (!(schema instanceof z.ZodObject)) return unknownType
  const shape: Record<string, z.core.$ZodType> = schema.shape
  return {
    kind: 'record',
    fields: Object.keys(shape),
    field: (name) => {
      const inner = Object.hasOwn(shape, name) ? shape[name] : undefined
      return inner && { type: typeOfSchema(inner, side), optional: z.safeParse(inner, undefined).success }
    },
  }
}

/** The type of a value that is there already: attached media, results of earlier requests. */
export function typeOfValue(value: unknown): ValueType {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return text(typeof value as 'string' | 'number' | 'boolean', [value])
    case 'object': {
      if (value === null) return unknownType
      if (Array.isArray(value)) {
        const sample: unknown = value.find((item) => item !== null && item !== undefined)
        return { kind: 'list', item: () => typeOfValue(sample) }
      }
      const record = recordOfValue(value)
      if (!isMedia(value)) return record
      return { kind: 'media', modality: value.modality, standsFor: modalitiesOf(value), record: () => record }
    }
    default:
      return unknownType
  }
}

function recordOfValue(value: object): ValueType {
  const entries = new Map<string, unknown>(Object.entries(value).filter(([, part]) => part !== undefined))
  return {
    kind: 'record',
    fields: [...entries.keys()],
    field: (name) =>
      entries.has(name) ? { type: typeOfValue(entries.get(name)), optional: false } : undefined,
  }
}

/** What a reference gives: with `[*]` in it, one of these for each call of the step. */
export interface ReferenceType {
  type: ValueType
  each: boolean
}

/** Why a path leads nowhere: in words, with the names that are there instead. */
export interface WrongPath {
  /** The path up to where it is still right, `$s1.labels`. */
  at: string
  reason: string
  available: readonly string[]
}

export const isWrongPath = (found: ReferenceType | WrongPath): found is WrongPath => 'reason' in found

/** Follows a reference's path from the type of its root. */
export function walkType(reference: Reference, root: ValueType, isStep: boolean): ReferenceType | WrongPath {
  const { path } = reference
  let type = root
  let each = false
  let at = `$${reference.root}`
  for (const part of path) {
    const next = part === '*' || typeof part === 'number' ? itemOf(type) : fieldOf(type, part)
    if (!next) return wrongPart(type, part, at)
    if (part === '*') each = true
    type = next
    at += typeof part === 'string' && part !== '*' ? `.${part}` : `[${part}]`
  }
  const isItem = path.length === 1 && (path[0] === '*' || typeof path[0] === 'number')
  const isWhole = path.length === 0 || (isItem && root.kind === 'list')
  if (!isStep || !isWhole) return { type, each }
  const main = mainOutput(type)
  return main ? { type: main, each } : severalOutputs(type, at)
}

function itemOf(type: ValueType): ValueType | undefined {
  if (type.kind === 'unknown') return unknownType
  return type.kind === 'list' ? type.item() : undefined
}

/** Of a list, the field of each, as a list. */
function fieldOf(type: ValueType, name: string): ValueType | undefined {
  switch (type.kind) {
    case 'unknown':
      return unknownType
    case 'record':
      return type.field(name)?.type
    case 'media':
      return fieldOf(type.record(), name)
    case 'list': {
      const field = fieldOf(type.item(), name)
      return field && listTypeOf(field)
    }
    default:
      return undefined
  }
}

/** What a step's name alone stands for; undefined when that can't be told. */
function mainOutput(type: ValueType): ValueType | undefined {
  if (type.kind === 'list') {
    const main = mainOutput(type.item())
    return main && listTypeOf(main)
  }
  if (type.kind !== 'record') return type
  const name = mainField(type)
  return name === undefined ? undefined : type.field(name)?.type
}

/** The name of a step's main output: `text`, else the only media field, else the only field. */
export function mainField(type: ValueType): string | undefined {
  if (type.kind !== 'record') return undefined
  if (type.main !== undefined) return type.main
  if (type.field('text')) return 'text'
  const media = type.fields.filter((name) => isMediaOrList(type.field(name)?.type))
  if (media.length === 1) return media[0]
  return type.fields.length === 1 ? type.fields[0] : undefined
}

function isMediaOrList(type: ValueType | undefined): boolean {
  return type?.kind === 'media' || (type?.kind === 'list' && type.item().kind === 'media')
}

function wrongPart(type: ValueType, part: string | number, at: string): WrongPath {
  if (part === '*' || typeof part === 'number') {
    const what = part === '*' ? '"[*]" goes through a list' : `"[${part}]" takes one of a list`
    return { at, reason: `${what}, but ${at} is ${describeType(type)}`, available: [] }
  }
  const available = fieldNames(type)
  const reason =
    available.length > 0 ? `${at} has no "${part}"` : `${at} is ${describeType(type)}, it has no "${part}"`
  return { at, reason, available }
}

function severalOutputs(type: ValueType, at: string): WrongPath {
  const available = fieldNames(type)
  return { at, reason: `${at} has several outputs, say which`, available }
}

function fieldNames(type: ValueType): readonly string[] {
  if (type.kind === 'list') return fieldNames(type.item())
  if (type.kind === 'media') return fieldNames(type.record())
  return type.kind === 'record' ? type.fields : []
}

/** For people: `text`, `a number`, `an image`, `a list of images`, `a table`. */
export function describeType(type: ValueType): string {
  switch (type.kind) {
    case 'text':
      return type.primitive === 'string' ? 'text' : type.primitive === 'number' ? 'a number' : 'true or false'
    case 'media':
      return describeModality(type.modality)
    case 'record':
      return 'a record'
    case 'list': {
      const item = type.item()
      if (item.kind === 'record') return 'a table'
      return item.kind === 'unknown' ? 'a list' : `a list (each item ${describeType(item)})`
    }
    default:
      return 'a value of unknown type'
  }
}

/** For people: `an image`, `a recording`. */
export function describeModality(modality: Modality | undefined): string {
  const words = {
    text: 'text',
    image: 'an image',
    audio: 'audio',
    video: 'a video',
    mesh: 'a 3D model',
    table: 'a table',
    document: 'a PDF',
  }
  return modality ? words[modality] : 'a media file'
}
