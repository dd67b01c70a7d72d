import type { Modality } from '../../../media/media.js'
import type { Condition } from '../../../plan/condition.js'
import { typeOfSchema } from '../../../plan/reference-type.js'
import { toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import { edgeOf } from '../../reachability.js'
import type { PlanBuilder } from '../builder.js'

/** A number that is measured, and the bound that words set it: "the tempo is at least 100". */
export interface SaidMeasure {
  /** What is measured, in lower case. */
  name: string
  isNot: boolean
  bound: string
  number: number
}

const said =
  /^\s*(?:the|its|their)\s(.{1,80}?)\s(?:is|was)\s(not )?(at least|at most|exactly|precisely|no more than|not more than|no less than|more than|less than|over|above|under|below|(?:high|low|great|small|fast|slow|loud|quiet|bright|dark)er than)\s(-?\d{1,9}(?:\.\d{1,9})?)\s?(?:%|[\p{L}/]{1,12}(?: per \p{L}{1,12})?)?\s*[.?!]?\s*$/iu
/** Things are counted, and not measured. */
const counted = /\b(?:numbers?|counts?|amount|quantity)\b/i

/** The measure that a condition speaks of, if it does. */
export function measureIn(text: string): SaidMeasure | undefined {
  const [, what = '', not, bound = '', number = ''] = said.exec(text) ?? []
  const [name = ''] = what.toLowerCase().split(/ (?:of|in|on|at) /)
  if (name === '' || counted.test(what)) return undefined
  return { name, isNot: not !== undefined, bound: bound.toLowerCase(), number: Number(number) }
}

/** A tool that measures it, in a file of one modality, and the field in which it says the number. */
export function measuringTool(
  builder: PlanBuilder,
  { name }: SaidMeasure,
): { tool: AnyTool; modality: Modality; field: string } | undefined {
  const able = builder.request.tools.flatMap((tool) => {
    if (!(tool.results ?? []).some((result) => result.split('|').includes(name))) return []
    const numbers = [...toolSchema(tool).output.values()].filter(({ schema }) => isNumber(schema))
    const field = numbers.find((one) => one.name.toLowerCase() === name) ?? numbers[0]
    const modality = edgeOf(tool).needs.find((need) => builder.atHand.has(need))
    return field && modality ? [{ tool, modality, field: field.name }] : []
  })
  return able.find(({ tool }) => builder.mayRun(tool)) ?? able[0]
}

function isNumber(schema: Parameters<typeof typeOfSchema>[0]): boolean {
  const type = typeOfSchema(schema)
  return type.kind === 'text' && type.primitive === 'number'
}

/** Whether a value keeps to the bound. */
export function withinBound(value: string, { bound, number, isNot }: SaidMeasure): Condition {
  const atLeast = { value, atLeast: number }
  const atMost = { value, atMost: number }
  const kept = (): Condition => {
    if (/^(?:at least|no less than)$/.test(bound)) return atLeast
    if (/^(?:at most|no more than|not more than)$/.test(bound)) return atMost
    if (/^(?:exactly|precisely)$/.test(bound)) return { value, is: number }
    const isBelow = /^(?:less|under|below|low|small|slow|quiet|dark)/.test(bound)
    return { not: isBelow ? atLeast : atMost }
  }
  return isNot ? { not: kept() } : kept()
}
