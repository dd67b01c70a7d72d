import { err, ok, type Result } from '../../core/result.js'
import { trimSentenceEnd } from '../../core/trim-end.js'
import type { Media } from '../../media/media.js'
import type { AnyTool } from '../../tools/tool.js'
import { listMisfit } from '../operator-type.js'
import { isListOperator, listOperators, withWholeLists } from '../operators.js'
import { type Plan, type Step, stepIdSchema } from '../plan.js'
import type { EarlierStep } from '../planned.js'
import type { PlanProblem } from '../problem.js'
import { stepReferences } from '../step-references.js'
import { toolSchema } from '../tool-schema.js'
import { conditionProblems } from './validate-condition.js'
import { findCycles } from './validate-cycles.js'
import { NearestNames, shownNames, suggest } from './validate-names.js'
import { References, writtenReferences } from './validate-references.js'
import { hasProtoInput, ownValue, parseStep, parseSteps } from './validate-shape.js'
import { misfitOf, quote } from './validate-value.js'

export { formatProblems, type PlanProblem } from '../problem.js'

/** What a plan may speak of. */
export interface PlanScope {
  tools: readonly AnyTool[]
  /** Attached media by reference name. */
  media: Readonly<Record<string, Media>>
  /** Steps of earlier requests. */
  earlier: readonly EarlierStep[]
  /** Ids of steps that ran and left nothing behind: nothing may refer to them, no step may be called so. Default: none. */
  spent?: readonly string[] | undefined
  /** Most steps in a plan. */
  maxSteps: number
  /** Models that steps may name. Absent: any. */
  models?: readonly string[] | undefined
}

/**
 * Checks a plan from outside, whole, before anything runs: all problems as values, in the order of the steps. Never
 * throws, and takes time in proportion to the plan. What references mean is said at `ValueType`.
 */
export function validatePlan(plan: unknown, scope: PlanScope): Result<Plan, PlanProblem[]> {
  const check = new PlanCheck(scope)
  const steps = check.run(plan)
  return check.problems.length > 0 ? err(check.problems) : ok({ steps })
}

class PlanCheck {
  readonly problems: PlanProblem[] = []
  readonly #scope: PlanScope
  readonly #tools: ReadonlyMap<string, AnyTool>
  readonly #toolIds: readonly string[]
  readonly #earlier: ReadonlyMap<string, EarlierStep>
  readonly #spent: ReadonlySet<string>
  /** Steps by id, with undefined for those that are too broken to say anything about. */
  readonly #steps = new Map<string, Step | undefined>()
  readonly #nearest = new NearestNames()
  readonly #references: References

  constructor(scope: PlanScope) {
    this.#scope = scope
    this.#tools = new Map([...listOperators, ...scope.tools].map((tool) => [tool.id, tool]))
    this.#toolIds = [...new Set([...scope.tools, ...listOperators].map(({ id }) => id))]
    this.#earlier = new Map(scope.earlier.map((step) => [step.id, step]))
    this.#spent = new Set(scope.spent)
    const roots = { steps: this.#steps, tools: this.#tools, media: scope.media, earlier: this.#earlier }
    this.#references = new References(roots, this.#nearest)
  }

  run(plan: unknown): Step[] {
    const written = this.#stepsOf(plan)
    const { maxSteps } = this.#scope
    if (written.length > maxSteps)
      this.problems.push({
        code: 'too-many-steps',
        steps: written.length,
        maxSteps,
        message: `The plan has ${written.length} steps; at most ${maxSteps} are allowed. Use "[*]" to run one step for each item of a list.`,
      })
    const steps = written.flatMap((step, at) => this.#parseStep(step, at) ?? [])
    for (const step of steps) this.#checkStep(step)
    this.#checkCycles()
    return steps
  }

  #stepsOf(plan: unknown): unknown[] {
    const steps = parseSteps(plan)
    if (steps.ok) return steps.value
    const { path, reason } = steps.error
    this.problems.push({ code: 'malformed', path: path.join('.'), message: `${reason}.` })
    return []
  }

  #parseStep(written: unknown, at: number): Step | undefined {
    const parsed = parseStep(written)
    const id = stepIdSchema.safeParse(ownValue(written, 'id')).data
    if (id !== undefined) this.#claim(id, parsed.ok)
    if (parsed.ok) {
      const tool = this.#tools.get(parsed.value.tool)
      const step = tool && isListOperator(tool) ? withWholeLists(parsed.value) : parsed.value
      if (this.#steps.get(step.id) === undefined) this.#steps.set(step.id, step)
      if (hasProtoInput(written)) this.#unknownInput(step, '__proto__')
      return step
    }
    const name = id ?? `steps[${at}]`
    for (const { path, reason } of parsed.error)
      this.problems.push({
        code: 'malformed',
        step: name,
        path: [`steps[${at}]`, ...path].join('.'),
        message: `Step ${quote(name)} is malformed: ${reason}.`,
      })
    return undefined
  }

  /** Takes an id for a step of this plan. */
  #claim(id: string, wellFormed: boolean): void {
    const again = this.#steps.has(id)
    if (!again) this.#steps.set(id, undefined)
    if (!again && !wellFormed) return
    const by = again ? 'another step of this plan' : this.#takenBefore(id)
    if (by)
      this.problems.push({
        code: 'duplicate-step-id',
        step: id,
        message: `The step id "${id}" is taken by ${by}; the next free one is "${this.#freeId()}".`,
      })
    if (Object.hasOwn(this.#scope.media, id))
      this.problems.push({
        code: 'shadowed-media',
        step: id,
        message: `The step id "${id}" is the name of an attached file; call the step "${this.#freeId()}".`,
      })
  }

  /** Which step before this plan has the id. */
  #takenBefore(id: string): string | undefined {
    if (this.#earlier.has(id)) return 'an earlier step of the chat'
    return this.#spent.has(id) ? 'a step of the plan that failed' : undefined
  }

  #nextId = 1
  /** Ids are only ever taken, so the search goes on where it stopped. */
  #freeId(): string {
    const taken = (id: string) =>
      this.#steps.has(id) || this.#takenBefore(id) !== undefined || Object.hasOwn(this.#scope.media, id)
    while (taken(`s${this.#nextId}`)) this.#nextId += 1
    return `s${this.#nextId}`
  }

  #checkStep(step: Step): void {
    this.#checkCondition(step)
    const tool = this.#tools.get(step.tool)
    if (!tool) {
      const names = this.#toolIds
      const nearest = this.#nearest.of(step.tool, names)
      this.problems.push({
        code: 'unknown-tool',
        step: step.id,
        nearest,
        message: `Step "${step.id}": there is no tool ${quote(step.tool)}. ${suggest(nearest, names, 'The tools are')}`,
      })
      for (const [name, value] of Object.entries(step.input)) this.#checkReferences(step, name, value)
      return
    }
    this.#checkModel(step, tool)
    const { input } = toolSchema(tool)
    for (const field of input.values()) {
      if (field.optional || Object.hasOwn(step.input, field.name)) continue
      const what = field.meta ? ` (${trimSentenceEnd(field.meta.description)})` : ''
      this.problems.push({
        code: 'missing-input',
        step: step.id,
        path: field.name,
        message: `Step "${step.id}": ${tool.id} needs the input "${field.name}"${what}.`,
      })
    }
    for (const [name, value] of Object.entries(step.input)) {
      const field = input.get(name)
      const sound = this.#checkReferences(step, name, value)
      if (!field) {
        this.#unknownInput(step, name)
        continue
      }
      const lookup = (text: string) => this.#references.typeOf(text)
      const misfit = sound
        ? ((isListOperator(tool) ? listMisfit(name, value, lookup) : undefined) ??
          misfitOf(value, field, lookup))
        : undefined
      if (misfit)
        this.problems.push({
          code: misfit.code,
          step: step.id,
          path: name,
          message: `Step "${step.id}": the input "${name}" of ${tool.id} doesn't fit: ${misfit.reason}.`,
        })
    }
  }

  #checkCondition({ id, when }: Step): void {
    if (!when) return
    for (const { reason, ...problem } of conditionProblems(when, id, this.#references))
      this.problems.push({
        ...problem,
        step: id,
        path: 'when',
        message: `Step "${id}", "when": ${reason.replace(/[.]$/, '')}.`,
      })
  }

  #checkModel({ id, model }: Step, tool: AnyTool): void {
    if (model === undefined) return
    const { models } = this.#scope
    const named = models?.length ? `, only ${models.join(' and ')}` : ''
    const wrong = tool.run
      ? `${tool.id} runs on no model`
      : models && !models.includes(model) && `the request does not name the model ${quote(model)}${named}`
    if (wrong)
      this.problems.push({
        code: 'wrong-model',
        step: id,
        path: 'model',
        message: `Step "${id}": ${wrong}. Leave "model" out.`,
      })
  }

  #unknownInput(step: Step, name: string): void {
    const tool = this.#tools.get(step.tool)
    const names = tool ? [...toolSchema(tool).input.keys()] : []
    const nearest = this.#nearest.of(name, names)
    this.problems.push({
      code: 'unknown-input',
      step: step.id,
      path: name,
      nearest,
      message: `Step "${step.id}": ${step.tool} has no input ${quote(name)}. ${suggest(nearest, names, 'Its inputs are')}`,
    })
  }

  /** Reports references in a value that lead nowhere; true when there are none. */
  #checkReferences(step: Step, field: string, value: Step['input'][string]): boolean {
    const before = this.problems.length
    for (const { text, reference } of writtenReferences(value)) {
      const wrong = reference
        ? this.#references.wrongReference(reference, step.id)
        : this.#references.badlyWritten(text)
      if (!wrong) continue
      this.problems.push({
        code: 'unknown-reference',
        step: step.id,
        path: field,
        nearest: wrong.nearest,
        message: `Step "${step.id}", input "${field}": ${wrong.reason}`,
      })
    }
    return this.problems.length === before
  }

  #checkCycles(): void {
    const waitsFor = new Map<string, string[]>()
    for (const [id, step] of this.#steps) {
      const roots = step ? stepReferences(step).map(({ root }) => root) : []
      waitsFor.set(id, [...new Set(roots)])
    }
    for (const cycle of findCycles(waitsFor)) {
      const shown = cycle.length > shownNames ? [...cycle.slice(0, shownNames), '...'] : cycle
      this.problems.push({
        code: 'cycle',
        step: cycle[0] ?? '',
        cycle,
        message:
          cycle.length === 1
            ? `Step "${cycle[0]}" waits for itself.`
            : `The steps ${[...shown, cycle[0]].join(' -> ')} wait for one another in a circle; each may use only what is finished before it.`,
      })
    }
  }
}
