import type { AnyTool } from '../tools/tool.js'
import { operatorMain } from './operators.js'
import type { Step } from './plan.js'
import { sayType, unknownType, type ValueType } from './reference-type.js'
import { type Lookup, type Misfit, typeOfWritten } from './validate/validate-value.js'

/** What a list operator gives: its items are of the type of those that it is given. */
export function operatorType(tool: AnyTool, step: Step, lookup: Lookup): ValueType {
  const { items = null, by = items } = step.input
  const item = itemType(typeOfWritten(items, lookup))
  const list: ValueType = { kind: 'list', item: () => item }
  const number: ValueType = { kind: 'text', primitive: 'number' }
  const types: Readonly<Record<string, ValueType>> = {
    items: list,
    item,
    value: itemType(typeOfWritten(by, lookup)),
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
export function listMisfit(name: string, value: Step['input'][string], lookup: Lookup): Misfit | undefined {
  if (name !== 'items' && name !== 'by') return undefined
  const type = typeOfWritten(value, lookup)
  if (type.kind === 'list' || type.kind === 'unknown') return undefined
  return {
    code: 'wrong-type',
    reason: `it wants a list, this is ${sayType(type)}; write one such as ["$image1", "$image2"] or refer to one`,
  }
}

const itemType = (type: ValueType): ValueType => (type.kind === 'list' ? type.item() : unknownType)
