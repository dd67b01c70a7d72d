import type { AnyTool } from '../tools/tool.js'
import { operatorMain } from './operators.js'
import type { Step } from './plan.js'
import { parseReference } from './reference.js'
import { describeType, unknownType, type ValueType } from './reference-type.js'
import type { StepValue } from './step-value.js'
import { type Lookup, quote, typeOfWritten, type ValueMisfit } from './validate/validate-value.js'

/** What a list operator gives: its items are of the type of those that it is given. */
export function operatorType(tool: AnyTool, step: Step, lookup: Lookup): ValueType {
  const { items = null, by = items } = step.input
  const item = itemType(typeOfWritten(items, lookup))
  const number: ValueType = { kind: 'text', primitive: 'number' }
  const listOf = (type: ValueType): ValueType => ({ kind: 'list', item: () => type })
  const value = itemType(typeOfWritten(by, lookup))
  const types: Readonly<Record<string, ValueType>> = {
    items: listOf(item),
    item,
    values: listOf(value),
    value,
    places: listOf(number),
    place: number,
    count: number,
  }
  const fields = Object.keys(tool.output.shape)
  return {
    kind: 'record',
    fields,
    main: operatorMain(tool),
    field: (name) => {
      const type = fields.includes(name) ? types[name] : undefined
      return type && { type, optional: false }
    },
  }
}

/** Why a value is no list for an operator; undefined for other inputs. */
export function listMisfit(
  name: string,
  value: Step['input'][string],
  lookup: Lookup,
): ValueMisfit | undefined {
  if (name !== 'items' && name !== 'by') return undefined
  const wrongText = (Array.isArray(value) ? value : [value]).find((part) => hidesMedia(part, lookup))
  if (wrongText !== undefined)
    return {
      code: 'wrong-modality',
      reason: `${quote(wrongText)} is a text, and media can't be put into one`,
    }
  const isText = typeof value === 'string' && !parseReference(value)
  const type: ValueType = isText ? { kind: 'text', primitive: 'string' } : typeOfWritten(value, lookup)
  if (type.kind === 'list' || type.kind === 'unknown')
    return name === 'items' && Array.isArray(value) ? mixedMisfit(value, lookup) : undefined
  return {
    code: 'wrong-type',
    reason: `it wants a list, this is ${describeType(type)}; write one such as ["$image1", "$image2"] or refer to one`,
  }
}

/** A text with a reference to media in it. */
const hidesMedia = (value: StepValue, lookup: Lookup): boolean =>
  typeof value === 'string' && !parseReference(value) && typeOfWritten(value, lookup).kind !== 'text'

/** Later steps take the items for things of one kind. */
function mixedMisfit(items: readonly StepValue[], lookup: Lookup): ValueMisfit | undefined {
  const types = items.map((item) => itemType(typeOfWritten([item], lookup)))
  const known = types.filter((type) => type.kind !== 'unknown')
  const kinds = new Set(known.map((type) => (type.kind === 'media' ? type.modality : type.kind)))
  if (kinds.size <= 1) return undefined
  const typeNames = [...new Set(known.map(describeType))].slice(0, 4).join(' and ')
  return { code: 'wrong-type', reason: `its items must be of one kind, these are ${typeNames}` }
}

const itemType = (type: ValueType): ValueType => (type.kind === 'list' ? type.item() : unknownType)
