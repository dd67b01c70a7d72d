import { referencesIn } from '../../src/plan/reference.js'
import type { StepView } from '../state/run-view.js'

/** Where a step stands: its column is one more than that of the last step it waits for. */
export interface PlacedStep {
  step: StepView
  column: number
  row: number
}

export interface PlanLayout {
  steps: readonly PlacedStep[]
  /** Which step's result goes into which. */
  edges: readonly { from: PlacedStep; to: PlacedStep }[]
  columns: number
  rows: number
}

/** Places the steps of a plan in columns, so that every step stands to the right of those it waits for. */
export function layoutPlan(steps: readonly StepView[]): PlanLayout {
  const ids = new Set(steps.map(({ id }) => id))
  const parents = new Map(
    steps.map((step) => [
      step.id,
      [...new Set(referencesOf(step).map(({ root }) => root))].filter(
        (root) => ids.has(root) && root !== step.id,
      ),
    ]),
  )
  if ([...parents.values()].every((before) => before.length === 0)) return layoutApart(steps)
  const columns = columnsOf(steps, parents)
  const used: number[] = []
  const placed = new Map<string, PlacedStep>()
  for (const step of steps) {
    const column = columns.get(step.id) ?? 0
    const row = used[column] ?? 0
    used[column] = row + 1
    placed.set(step.id, { step, column, row })
  }
  const edges = [...placed.values()].flatMap((to) =>
    (parents.get(to.step.id) ?? []).flatMap((id) => {
      const from = placed.get(id)
      return from ? [{ from, to }] : []
    }),
  )
  return { steps: [...placed.values()], edges, columns: used.length, rows: Math.max(0, ...used) }
}

/** Steps side by side, where none waits for another. */
const mostAcross = 3

function layoutApart(steps: readonly StepView[]): PlanLayout {
  const placed = steps.map((step, at) => ({
    step,
    column: at % mostAcross,
    row: Math.floor(at / mostAcross),
  }))
  const columns = Math.min(mostAcross, steps.length)
  return { steps: placed, edges: [], columns, rows: Math.ceil(steps.length / mostAcross) }
}

const referencesOf = ({ input, when }: StepView) => referencesIn([input, when ?? null])

/** Steps whose parents are placed come next. Each step is looked at once for each of its parents. */
function columnsOf(
  steps: readonly StepView[],
  parents: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const children = new Map<string, string[]>()
  const missing = new Map<string, number>()
  for (const [id, before] of parents) {
    missing.set(id, before.length)
    for (const parent of before) children.set(parent, [...(children.get(parent) ?? []), id])
  }
  const columns = new Map<string, number>()
  const ready = steps.filter(({ id }) => missing.get(id) === 0).map(({ id }) => id)
  for (let at = 0; at < ready.length; at += 1) {
    const id = ready[at] ?? ''
    const before = (parents.get(id) ?? []).map((parent) => columns.get(parent) ?? 0)
    columns.set(id, before.length === 0 ? 0 : Math.max(...before) + 1)
    for (const child of children.get(id) ?? []) {
      const left = (missing.get(child) ?? 0) - 1
      missing.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return columns
}
