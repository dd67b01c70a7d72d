import type { Step } from '../../plan/plan.js'
import { stepReferences } from '../../plan/step-references.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import { mostCharacters } from './mend/mend-plan.js'
import type { MendScope } from './mend/mend-scope.js'
import { mendShape } from './mend/mend-shape.js'

/**
 * Reads a plan while it is written, for what can be done before its end: takes the reply so far, again and again, and
 * tells of the steps that are complete, pass the check among themselves, and need none that does not. A reply that does
 * not begin with a plan (thoughts, prose) tells of none.
 */
export function readSteps(
  scope: MendScope,
  onSteps: (steps: readonly Step[]) => void,
): (text: string) => void {
  let reader = new StepReader()
  let reported = 0
  return (text) => {
    if (text.length > mostCharacters || !/^\s*(?:```(?:json)?\s*)?(?:\{|$)/.test(text.slice(0, 40))) return
    if (text.length < reader.length) {
      reader = new StepReader()
      reported = 0
    }
    if (!reader.read(text)) return
    const sound = soundSteps(reader.steps, scope)
    if (sound.length <= reported) return
    reported = sound.length
    onSteps(sound)
  }
}

/** The steps that pass the check as they stand, with all that they need. */
function soundSteps(written: readonly unknown[], scope: MendScope): Step[] {
  const { tools, media, earlier, spent = [] } = scope
  const taken = new Set([...Object.keys(media), ...earlier.map(({ id }) => id), ...spent])
  const steps = mendShape({ steps: written }, { tools, taken })?.steps ?? []
  const checked = validatePlan({ steps }, scope)
  const wrong = new Set(checked.ok ? [] : checked.error.map(({ step }) => step))
  const sound = new Map<string, Step>()
  for (const step of steps) {
    const needs = stepReferences(step).map(({ root }) => root)
    const isLate = (root: string) => steps.some(({ id }) => id === root) && !sound.has(root)
    if (!wrong.has(step.id) && !needs.some(isLate)) sound.set(step.id, step)
  }
  return [...sound.values()]
}

/** Finds the complete objects in the list `steps` of an object that is still being written, each character once. */
class StepReader {
  readonly steps: unknown[] = []
  /** Characters that were read. */
  length = 0
  readonly #open: string[] = []
  #inString = false
  #stringAt = 0
  #lastString = ''
  #inSteps = false
  #stepAt = 0

  /** Reads on; whether there are more steps than before. */
  read(text: string): boolean {
    const before = this.steps.length
    for (; this.length < text.length; this.length++) this.#take(text, this.length)
    return this.steps.length > before
  }

  #take(text: string, at: number): void {
    const character = text[at]
    if (this.#inString) {
      if (character === '"' && !isEscaped(text, at)) {
        this.#inString = false
        if (this.#open.length === 1) this.#lastString = text.slice(this.#stringAt + 1, at)
      }
      return
    }
    switch (character) {
      case '"':
        this.#inString = this.#open.length > 0
        this.#stringAt = at
        break
      case '{':
        if (this.#inSteps && this.#open.length === 2) this.#stepAt = at
        this.#open.push('}')
        break
      case '[':
        if (this.#open.length === 1 && this.#lastString === 'steps') this.#inSteps = true
        // Outside of any object it is prose.
        if (this.#open.length > 0) this.#open.push(']')
        break
      case '}':
      case ']':
        this.#open.pop()
        if (this.#inSteps && this.#open.length === 2) this.#add(text.slice(this.#stepAt, at + 1))
        if (this.#open.length < 2) this.#inSteps = false
        break
    }
  }

  #add(json: string): void {
    try {
      this.steps.push(JSON.parse(json))
    } catch {
      // The whole reply is read at its end, and says what is wrong with it.
    }
  }
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text[at - 1 - slashes] === '\\') slashes += 1
  return slashes % 2 === 1
}
