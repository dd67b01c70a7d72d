import { z } from 'zod'
import { isMediaModality, type Media, type Modality, mediaSchema } from '../../media/media.js'
import { parseReference, parseTemplate } from '../reference.js'
import {
  describeModality,
  describeType,
  type ReferenceType,
  typeOfSchema,
  type ValueType,
} from '../reference-type.js'
import type { StepValue } from '../step-value.js'
import type { ToolField } from '../tool-schema.js'

/** Why a value doesn't fit its field. */
export interface ValueMisfit {
  code: 'wrong-type' | 'wrong-modality'
  reason: string
}

/** What a reference gives; undefined when that is unknown because the reference itself is a problem. */
export type Lookup = (reference: string) => ReferenceType | undefined

/**
 * Whether a value, as written in a plan, can be brought into the form its field takes:
 *
 * - media fields take only references to media of their modality
 * - nowhere is media written out: who knows a digest must not get at what is behind it
 * - a single value for a list field is wrapped; a list for a single media field needs `[*]`
 * - for text fields, numbers, lists, tables and text files are rendered as text; other media can't be
 */
export function misfitOf(value: StepValue, field: ToolField, lookup: Lookup): ValueMisfit | undefined {
  if (isMediaModality(field.meta?.modality)) return mediaMisfit(value, field, field.meta.modality, lookup)
  if (writesMedia(value))
    return wrongType(`files are named by reference such as "$table1", not written out as ${quote(value)}`)
  return isLiteral(value) ? literalMisfit(value, field) : filledMisfit(value, field, lookup)
}

function mediaMisfit(
  value: StepValue,
  field: ToolField,
  modality: Modality,
  lookup: Lookup,
): ValueMisfit | undefined {
  const expectedKind = field.meta?.list ? `a list of ${modality} references` : `one ${modality} reference`
  if (Array.isArray(value) && !field.meta?.list)
    return wrongType(`it wants ${expectedKind}, not a list; write a step for each or use "[*]"`)
  let items = 0
  for (const part of Array.isArray(value) ? value : [value]) {
    const reference = typeof part === 'string' ? parseReference(part) : undefined
    if (!reference) return wrongType(`it wants ${expectedKind} such as "$${modality}1", not ${quote(part)}`)
    const found = lookup(reference.text)
    if (!found || found.type.kind === 'unknown') {
      items = Number.POSITIVE_INFINITY
      continue
    }
    const isList = found.type.kind === 'list'
    const item = found.type.kind === 'list' ? found.type.item() : found.type
    if (item.kind === 'list')
      return wrongType(`${reference.text} is ${describeType(found.type)}; add "[*]" to it`)
    if (item.kind !== 'unknown' && !(item.kind === 'media' && mayStandFor(item, modality)))
      return {
        code: 'wrong-modality',
        reason: `it wants ${describeModality(modality)}, ${reference.text} is ${describeType(found.type)}${modality === 'audio' && item.kind === 'media' && item.modality === 'video' ? ' without sound' : ''}`,
      }
    if (isList && !field.meta?.list)
      return wrongType(`it wants one ${modality}, ${reference.text} is a list; write ${reference.text}[*]`)
    items += isList ? Number.POSITIVE_INFINITY : 1
  }
  if (!field.meta?.list || items === Number.POSITIVE_INFINITY) return undefined
  return schemaMisfit(
    field,
    Array.from({ length: items }, () => standIn(modality)),
  )
}

const mayStandFor = (item: ValueType & { kind: 'media' }, modality: Modality): boolean =>
  (item.modality ?? modality) === modality || item.standsFor?.includes(modality) === true

/** Media to count with: of the right modality, and nothing else about it is looked at. */
const standIn = (modality: Modality): Media => ({
  digest: '0'.repeat(64),
  modality,
  mimeType: `${modality}/any`,
  bytes: 0,
  facts: {},
})

const mediaParts = Object.entries(mediaSchema.shape).flatMap(([name, part]) =>
  part.safeParse(undefined).success ? [] : [name],
)

/** Whether there is a record of media anywhere in it, also one with references for its parts. */
function writesMedia(value: StepValue): boolean {
  if (value === null || typeof value !== 'object') return false
  if (mediaParts.every((name) => Object.hasOwn(value, name))) return true
  return Object.values(value).some(writesMedia)
}

/** Neither a reference nor a template anywhere in it. */
function isLiteral(value: StepValue): boolean {
  if (typeof value === 'string') return !parseReference(value) && parseTemplate(value).length === 0
  if (value === null || typeof value !== 'object') return true
  return Object.values(value).every(isLiteral)
}

function literalMisfit(value: StepValue, field: ToolField): ValueMisfit | undefined {
  const forms: unknown[] = [value]
  if (field.meta?.list) forms.push((Array.isArray(value) ? value : [value]).map(plainText))
  else if (field.meta?.modality === 'text') forms.push(plainText(value))
  if (forms.some((form) => field.schema.safeParse(form).success)) return undefined
  return schemaMisfit(field, value)
}

/** As a step would render it, where that makes sense of a literal. */
function plainText(value: StepValue): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object')
  return isList ? value.join('\n') : value
}

function schemaMisfit(field: ToolField, value: unknown): ValueMisfit | undefined {
  const issue = field.schema.safeParse(value).error?.issues[0]
  if (!issue) return undefined
  const at = issue.path.length > 0 ? ` (at ${z.core.toDotPath(issue.path)})` : ''
  return wrongType(`${issue.message}${at}`)
}

function filledMisfit(value: StepValue, field: ToolField, lookup: Lookup): ValueMisfit | undefined {
  const found = typeOfWritten(value, lookup)
  if (!field.meta) return settingMisfit(found, field)
  const target = typeOfSchema(field.schema)
  if (field.meta.modality === 'table') {
    const takesCsv = target.kind === 'text'
    const fits =
      assignable(found, target) ||
      (target.kind === 'list' && assignable(found, target.item())) ||
      (takesCsv && isTable(found))
    if (fits) return undefined
    const code = found.kind === 'media' || found.kind === 'text' ? 'wrong-modality' : 'wrong-type'
    const expectedKind = takesCsv ? 'a table' : describeType(target)
    return { code, reason: `it wants ${expectedKind}, the reference gives ${describeType(found)}` }
  }
  const rendered = field.meta.list || (target.kind === 'text' && target.primitive === 'string')
  if (!rendered && !assignable(found, target))
    return wrongType(`it wants ${describeType(target)}, the reference gives ${describeType(found)}`)
  const media = mediaInside(found)
  if (!media || target.kind === 'media') return undefined
  return {
    code: 'wrong-modality',
    reason: `it wants text, the reference gives ${media.inside ? `${describeType(found)} with ` : ''}${describeModality(media.modality)}`,
  }
}

/** Of a field of no modality nothing is rendered: what a reference gives must be there as it is wanted. */
function settingMisfit(found: ValueType, field: ToolField): ValueMisfit | undefined {
  const target = typeOfSchema(field.schema, 'taken')
  const choices = target.kind === 'text' && target.values
  const isChosen = (value: unknown) => !choices || choices.includes(value)
  const isFree = found.kind === 'text' && !(found.values?.every(isChosen) ?? !choices)
  if (assignable(found, target) && !isFree) return undefined
  const wanted = choices ? `one of ${choices.map(quote).join(', ')}` : describeType(target)
  const move = choices ? 'write the one that is meant' : 'write it out, or refer to a step that gives it'
  return wrongType(`it wants ${wanted}, the reference gives ${describeType(found)}; ${move}`)
}

/** A table or text file, or rows that a tool gives. */
function isTable(type: ValueType): boolean {
  if (type.kind === 'media') return type.modality === 'table' || type.modality === 'text'
  return type.kind === 'list' && ['record', 'unknown'].includes(type.item().kind)
}

/** The type of a value with references in it. Lists in a list are joined, as when it is run. */
export function typeOfWritten(value: StepValue, lookup: Lookup): ValueType {
  if (typeof value === 'string') {
    const whole = parseReference(value)
    if (whole) return lookup(whole.text)?.type ?? { kind: 'unknown' }
    for (const { reference } of parseTemplate(value)) {
      const part = reference && lookup(reference.text)?.type
      if (part && mediaInside(part)) return part
    }
    return { kind: 'text', primitive: 'string' }
  }
  if (typeof value === 'number') return { kind: 'text', primitive: 'number' }
  if (typeof value === 'boolean') return { kind: 'text', primitive: 'boolean' }
  if (value === null) return { kind: 'unknown' }
  if (Array.isArray(value)) {
    const items = value.map((item) => {
      const type = typeOfWritten(item, lookup)
      return typeof item === 'string' && type.kind === 'list' ? type.item() : type
    })
    const telling = items.find(mediaInside) ?? items[0] ?? { kind: 'unknown' }
    return { kind: 'list', item: () => telling }
  }
  const parts = new Map(Object.entries(value).map(([name, part]) => [name, typeOfWritten(part, lookup)]))
  return {
    kind: 'record',
    fields: [...parts.keys()],
    field: (name) => {
      const type = parts.get(name)
      return type && { type, optional: false }
    },
  }
}

/** Types that contain themselves are looked into this deep. */
const maxDepth = 6

/** Media other than text files and tables in a value, which can't be rendered as text. */
function mediaInside(
  type: ValueType,
  depth = 0,
): { modality: Modality | undefined; inside: boolean } | undefined {
  if (depth > maxDepth) return undefined
  switch (type.kind) {
    case 'media':
      return type.modality === 'text' || type.modality === 'table'
        ? undefined
        : { modality: type.modality, inside: depth > 0 }
    case 'list':
      return mediaInside(type.item(), depth + 1)
    case 'record':
      for (const name of type.fields) {
        const field = type.field(name)
        const found = field && mediaInside(field.type, depth + 1)
        if (found) return found
      }
      return undefined
    default:
      return undefined
  }
}

/** Whether a value of one type can stand where another is wanted, as it is. */
function assignable(from: ValueType, to: ValueType, depth = 0): boolean {
  if (depth > maxDepth || from.kind === 'unknown' || to.kind === 'unknown') return true
  if (from.kind === 'text' && to.kind === 'text') return from.primitive === to.primitive
  if (from.kind === 'media' && to.kind === 'media')
    return !from.modality || !to.modality || from.modality === to.modality
  if (from.kind === 'list' && to.kind === 'list') return assignable(from.item(), to.item(), depth + 1)
  if (from.kind !== 'record' || to.kind !== 'record') return false
  return to.fields.every((name) => {
    const expectedKind = to.field(name)
    const actual = from.field(name)
    if (!expectedKind) return true
    return actual ? assignable(actual.type, expectedKind.type, depth + 1) : expectedKind.optional
  })
}

const wrongType = (reason: string): ValueMisfit => ({ code: 'wrong-type', reason })

/** A value as people should see it in a message: short. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
