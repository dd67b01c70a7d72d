import type { Media } from '../../media/media.js'
import type { AnyTool } from '../../tools/tool.js'
import { operatorType } from '../operator-type.js'
import { isListOperator } from '../operators.js'
import type { Step } from '../plan.js'
import type { EarlierStep } from '../planned.js'
import { parseReference, parseTemplate, type Reference, referencesIn } from '../reference.js'
import {
  isWrongPath,
  listTypeOf,
  type ReferenceType,
  typeOfValue,
  unknownType,
  type ValueType,
  walkType,
} from '../reference-type.js'
import { toolSchema } from '../tool-schema.js'
import { type NearestNames, suggest } from './validate-names.js'
import { quote } from './validate-value.js'

/** What references may start from. */
export interface Roots {
  /** Steps of this plan by id, with undefined for those that are too broken to say anything about. */
  steps: ReadonlyMap<string, Step | undefined>
  tools: ReadonlyMap<string, AnyTool>
  media: Readonly<Record<string, Media>>
  earlier: ReadonlyMap<string, EarlierStep>
}

export interface WrongReference {
  reason: string
  nearest: readonly string[]
}

const maxOperators = 64

interface Root {
  type: ValueType
  isStep: boolean
}

/** Follows references of a plan whose steps' ids are all known. Roots are looked at once, however often they are used. */
export class References {
  readonly #from: Roots
  readonly #nearest: NearestNames
  readonly #roots = new Map<string, Root>()

  constructor(from: Roots, nearest: NearestNames) {
    this.#from = from
    this.#nearest = nearest
  }

  /** Why a reference in step `from` leads nowhere; undefined when it leads somewhere. */
  wrongReference(reference: Reference, from: string): WrongReference | undefined {
    const root = this.#root(reference.root)
    if (!root) {
      const isOther = (name: string) => name !== `$${from}`
      const names = this.#rootNames().filter(isOther)
      const nearest = this.#nearest.of(`$${reference.root}`, this.#rootNames()).filter(isOther)
      return {
        nearest,
        reason: `${reference.text} refers to nothing. ${suggest(nearest, names, 'There are')}`,
      }
    }
    const found = walkType(reference, root.type, root.isStep)
    if (!isWrongPath(found)) return undefined
    const last = reference.path.find((part) => typeof part === 'string' && !found.available.includes(part))
    const nearest = this.#nearest.of(String(last ?? ''), found.available)
    const help = found.available.length > 0 ? ` ${suggest(nearest, found.available, 'It has')}` : ''
    return {
      nearest: nearest.map((name) => `${found.at}.${name}`),
      reason: `${reference.text} leads nowhere: ${found.reason}.${help}`,
    }
  }

  /** What a condition sees by a reference: of a step's name alone, all that the step found. */
  foundBy(reference: Reference, from: string): ValueType | 'media' | WrongReference {
    const root = this.#root(reference.root)
    if (root && !root.isStep && Object.hasOwn(this.#from.media, reference.root)) return 'media'
    if (root && reference.path.every((part) => part === '*')) return root.type
    return this.wrongReference(reference, from) ?? this.typeOf(reference.text)?.type ?? unknownType
  }

  /** A template that is no reference, or text that begins like a reference to something that is there. */
  badlyWritten(text: string): WrongReference | undefined {
    if (text.startsWith('$')) {
      const root = /^\$([A-Za-z]\w*)/.exec(text)?.[1]
      if (root === undefined || !this.#root(root)) return undefined
    }
    const shape = text.startsWith('$') ? '$s1.text, $s1.rows[0].label or $s1.rows[*]' : '{{s1.text}}'
    return { nearest: [], reason: `${quote(text)} is no well-formed reference; write it like ${shape}.` }
  }

  /** What a reference gives; undefined when it leads nowhere. */
  typeOf(text: string): ReferenceType | undefined {
    const reference = parseReference(text)
    const root = reference && this.#root(reference.root)
    if (!root) return undefined
    const found = walkType(reference, root.type, root.isStep)
    return isWrongPath(found) ? undefined : found
  }

  /** What a name stands for: a step of this plan, else media, else an earlier step. */
  #root(name: string): Root | undefined {
    const known = this.#roots.get(name)
    if (known) return known
    const root = this.#findRoot(name)
    if (root) this.#roots.set(name, root)
    return root
  }

  #depth = 0
  /** Of operators over operators; those that wait for each other in a circle, or in a chain this long, are not looked into. */
  #operatorRoot(tool: AnyTool, step: Step): Root {
    if (this.#depth === maxOperators) return { type: unknownType, isStep: true }
    this.#depth += 1
    const type = operatorType(tool, step, (text) => this.typeOf(text))
    this.#depth -= 1
    return { type, isStep: true }
  }

  #findRoot(name: string): Root | undefined {
    if (this.#from.steps.has(name)) {
      const step = this.#from.steps.get(name)
      const tool = step && this.#from.tools.get(step.tool)
      if (!step || !tool) return { type: unknownType, isStep: false }
      if (isListOperator(tool)) return this.#operatorRoot(tool, step)
      const { outputType } = toolSchema(tool)
      return { type: isMapped(step) ? listTypeOf(outputType) : outputType, isStep: true }
    }
    const { media } = this.#from
    if (Object.hasOwn(media, name)) return { type: typeOfValue(media[name]), isStep: false }
    const earlier = this.#from.earlier.get(name)
    return earlier && { type: typeOfValue(earlier.output), isStep: true }
  }

  #knownRoots: readonly string[] | undefined
  /** Asked for only once every step's id is known. */
  #rootNames(): readonly string[] {
    this.#knownRoots ??= [
      ...Object.keys(this.#from.media),
      ...this.#from.steps.keys(),
      ...this.#from.earlier.keys(),
    ].map((name) => `$${name}`)
    return this.#knownRoots
  }
}

/** Whether a step runs once for each item of a list. */
function isMapped(step: Step): boolean {
  return referencesIn(Object.values(step.input)).some(({ path }) => path.includes('*'))
}

/** Everything in a value that is a reference or is meant to be one. */
export function writtenReferences(
  value: Step['input'][string],
): { text: string; reference?: Reference | undefined }[] {
  if (typeof value === 'string') {
    const whole = parseReference(value)
    if (whole) return [{ text: value, reference: whole }]
    if (/^\$\S+$/.test(value)) return [{ text: value }]
    return parseTemplate(value).map(({ match, reference }) => ({
      text: match,
      reference,
    }))
  }
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(writtenReferences)
}
