import { SwitchyardError } from '../core/errors.js'
import type { Media } from '../media/media.js'
import type { AnyTool } from '../tools/tool.js'
import { operatorMain } from './operators.js'
import type { Reference } from './reference.js'
import { mainField, typeOfValue } from './reference-type.js'
import { toolSchema } from './tool-schema.js'

/** What a finished step left behind. */
export interface KnownStep {
  /** A record; for a mapped step, a list of records with null for failed items. */
  output: unknown
  /** The field that the step's name alone stands for; undefined when it has to be said. */
  main: string | undefined
}

/** Everything that references can speak of. */
export interface Known {
  /** This plan's finished steps. */
  steps: ReadonlyMap<string, KnownStep>
  media: Readonly<Record<string, Media>>
  /** Steps of earlier requests of the chat. */
  earlier: ReadonlyMap<string, KnownStep>
}

/** A finished step; its main field is told from its tool or, as for earlier requests, from the output itself. */
export function knownStep(output: unknown, tool?: AnyTool): KnownStep {
  const sample: unknown = Array.isArray(output) ? output.find((item) => item !== null) : output
  const main = tool && operatorMain(tool)
  return { output, main: main ?? mainField(tool ? toolSchema(tool).outputType : typeOfValue(sample)) }
}

/** An item of a mapped step that failed, where a list needs something in its place. */
export const missing = Symbol('missing')

/** What a reference stands for: one value, or with `[*]` in it a list to go through, in which items may be missing. */
export type ReferenceValue = { kind: 'one'; value: unknown } | { kind: 'each'; values: unknown[] }

type Path = Reference['path']

/**
 * What a condition sees by a reference: of a step's name alone all that the step found, and for `[*]` a list. Items that
 * failed are left out.
 *
 * @throws SwitchyardError `INVALID_PLAN` that says what is there instead
 */
export function foundValue(reference: Reference, known: Known): unknown {
  const step = known.steps.get(reference.root) ?? known.earlier.get(reference.root)
  if (step && reference.path.every((part) => part === '*'))
    return Array.isArray(step.output) ? step.output.filter((item) => item !== null) : step.output
  const found = referenceValue(reference, known)
  return found.kind === 'one' ? found.value : found.values.filter((item) => item !== missing)
}

/**
 * Looks a reference up. What references mean is said at `ValueType`, by which plans are checked; only own properties
 * count.
 *
 * @throws SwitchyardError `INVALID_PLAN` that says what is there instead
 */
export function referenceValue(reference: Reference, known: Known): ReferenceValue {
  const { root, path, text } = reference
  const step = known.steps.get(root)
  if (step) return stepValue(step, path, text)
  if (Object.hasOwn(known.media, root)) return walk(known.media[root], path, text)
  const earlier = known.earlier.get(root)
  if (earlier) return stepValue(earlier, path, text)
  throw problem(`${text} refers to nothing that is known`)
}

function stepValue({ output, main }: KnownStep, path: Path, text: string): ReferenceValue {
  // An item that failed must stay in its place until the lists have been matched with each other.
  const held = Array.isArray(output) ? output.map((item) => item ?? missing) : output
  const found = walk(held, path, text)
  const isItem =
    path.length === 1 && Array.isArray(output) && (path[0] === '*' || typeof path[0] === 'number')
  const whole = path.length === 0 || isItem
  const narrow = (value: unknown): unknown => {
    if (value === missing || !whole) return value
    return Array.isArray(value) ? value.map(narrow) : mainOutput(value, main, text)
  }
  if (found.kind === 'each') return { kind: 'each', values: found.values.map(narrow) }
  const value = narrow(found.value)
  if (value === missing) throw problem(`${text} is an item that failed`)
  return { kind: 'one', value: Array.isArray(value) ? value.filter((item) => item !== missing) : value }
}

function walk(start: unknown, path: Path, text: string): ReferenceValue {
  let value = start
  for (const [at, part] of path.entries()) {
    if (part === '*') {
      const rest = path.slice(at + 1)
      return { kind: 'each', values: readList(value, text).flatMap((item) => through(item, rest, text)) }
    }
    value = typeof part === 'number' ? itemOf(value, part, text) : fieldOf(value, part, text)
  }
  return { kind: 'one', value }
}

function through(item: unknown, rest: Path, text: string): unknown[] {
  if (item === missing) return [missing]
  const found = walk(item, rest, text)
  return found.kind === 'each' ? found.values : [found.value]
}

function readList(value: unknown, text: string): unknown[] {
  if (Array.isArray(value)) return value
  throw problem(`${text} needs a list before "[*]", there is ${kindOf(value)}`)
}

function itemOf(value: unknown, index: number, text: string): unknown {
  const list = readList(value, text)
  if (index < list.length) return list[index]
  throw problem(`${text} asks for item ${index}, there are ${list.length} (counted from 0)`)
}

function fieldOf(value: unknown, name: string, text: string): unknown {
  if (Array.isArray(value))
    return value.map((item) => (item === missing ? missing : fieldOf(item, name, text)))
  if (value !== null && typeof value === 'object') {
    const field = Object.entries(value).find(([key]) => key === name)
    if (field?.[1] !== undefined) return field[1]
    throw problem(`${text} asks for "${name}", there is only ${Object.keys(value).join(', ') || 'nothing'}`)
  }
  throw problem(`${text} asks for "${name}" of ${kindOf(value)}`)
}

function mainOutput(output: unknown, main: string | undefined, text: string): unknown {
  if (main !== undefined) return fieldOf(output, main, text)
  const names = output !== null && typeof output === 'object' ? Object.keys(output) : []
  throw problem(
    `${text} has several outputs, say which: ${names.map((name) => `${text}.${name}`).join(', ')}`,
  )
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a record' : `a ${typeof value}`
}

const problem = (message: string) => new SwitchyardError('INVALID_PLAN', `${message}.`)
