import { describeCondition } from './describe-condition.js'
import type { Plan, Step } from './plan.js'
import { stepReferences } from './step-references.js'
import type { StepValue } from './step-value.js'

/** Parts of a rendered plan that a terminal may colour. */
export type PlanPart = 'id' | 'tool' | 'input' | 'line' | 'note'

export interface RenderPlanOptions {
  /** Colours a part. Default: as it is. */
  color?: ((text: string, part: PlanPart) => string) | undefined
  /** Characters after which a value is cut. Default: 60. */
  maxValue?: number | undefined
}

/**
 * A plan as a tree for people: every step once, below the last of the steps it waits for, so that all of them stand
 * above it; the others are named ("also after s1"). Inputs stand behind the tool.
 *
 * ```
 * s1 image-to-text  image: $image1
 * s2 automatic-speech-recognition  audio: $audio1
 * └─ s3 zero-shot-image-classification  image: $image1, labels: ["{{s2.text}}", "$s1.text"]  (also after s1)
 * ```
 */
export function renderPlan(
  plan: Plan,
  { color = (text) => text, maxValue = 60 }: RenderPlanOptions = {},
): string {
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  const order = dependencyOrder(steps)
  const place = new Map(order.map(({ id }, at) => [id, at]))
  const below = new Map<string | undefined, Step[]>()
  const others = new Map<string, string[]>()
  for (const step of order) {
    const parents = parentsOf(step, steps)
      .filter((id) => (place.get(id) ?? 0) < (place.get(step.id) ?? 0))
      .sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
    const parent = parents.pop()
    below.set(parent, [...(below.get(parent) ?? []), step])
    others.set(step.id, parents)
  }

  const lines: string[] = []
  const show = (step: Step, lead: string, indent: string) => {
    const also = others.get(step.id) ?? []
    lines.push(
      [
        `${color(lead, 'line')}${color(step.id, 'id')} ${color(step.tool, 'tool')}`,
        step.model === undefined ? '' : color(`(${step.model})`, 'note'),
        color(formatInputs(step, maxValue), 'input'),
        step.when ? color(`only if ${describeCondition(step.when)}`, 'note') : '',
        also.length > 0 ? color(`(also after ${also.join(', ')})`, 'note') : '',
      ]
        .filter(Boolean)
        .join('  '),
    )
    const children = below.get(step.id) ?? []
    for (const [at, child] of children.entries()) {
      const last = at === children.length - 1
      show(child, `${indent}${last ? '└─ ' : '├─ '}`, `${indent}${last ? '   ' : '│  '}`)
    }
  }
  for (const root of below.get(undefined) ?? []) show(root, '', '')
  return lines.join('\n')
}

function parentsOf(step: Step, steps: ReadonlyMap<string, Step>): string[] {
  const roots = stepReferences(step).map(({ root }) => root)
  return [...new Set(roots)].filter((id) => id !== step.id && steps.has(id))
}

/** Steps after those they wait for, else as written; those in a circle, which no checked plan has, come last. */
function dependencyOrder(steps: ReadonlyMap<string, Step>): Step[] {
  const order = new Set<Step>()
  const waiting = new Map<string, number>()
  const needed = new Map<string, Step[]>()
  for (const step of steps.values()) {
    const parents = parentsOf(step, steps)
    waiting.set(step.id, parents.length)
    for (const id of parents) needed.set(id, [...(needed.get(id) ?? []), step])
  }
  for (const step of steps.values()) if (waiting.get(step.id) === 0) order.add(step)
  // The loop also visits what it appends.
  for (const done of order) {
    for (const step of needed.get(done.id) ?? []) {
      const left = (waiting.get(step.id) ?? 1) - 1
      waiting.set(step.id, left)
      if (left === 0) order.add(step)
    }
  }
  return [...order, ...[...steps.values()].filter((step) => !order.has(step))]
}

function formatInputs(step: Step, maxValue: number): string {
  return Object.entries(step.input)
    .map(([name, value]) => `${name}: ${formatValue(value, maxValue)}`)
    .join(', ')
}

function formatValue(value: StepValue, maxValue: number): string {
  const isReference = typeof value === 'string' && value.startsWith('$')
  const text = isReference ? value : JSON.stringify(value).replaceAll('","', '", "')
  return text.length > maxValue ? `${text.slice(0, maxValue - 1)}…` : text
}
