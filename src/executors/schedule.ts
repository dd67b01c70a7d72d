import TinyQueue from 'tinyqueue'
import { SwitchyardError } from '../core/errors.js'
import type { Step } from '../plan/plan.js'
import { stepReferences } from '../plan/step-references.js'

/** How a step that was running ended. */
export type StepOutcome = 'done' | 'failed' | 'cancelled' | 'not-needed'

/** A step that will never run, because something it needs did not succeed or was not needed. */
export interface SkippedStep {
  id: string
  /** Ends a sentence that begins with "It": `needs s2, which needs s1, which failed`. */
  reason: string
}

/**
 * The state of one plan being run: which steps wait, are ready, run, have ended. Pure bookkeeping; the caller runs the
 * steps, in any order and as many at once as it likes. Every step ends exactly once.
 */
export interface Schedule {
  /**
   * Takes the most urgent ready step and marks it as running; undefined when none is ready. Urgent is what the longest
   * path of unfinished steps hangs on; equals go in the order of the plan.
   */
  next(): string | undefined
  /** Records how a running step ended. Returns the steps that never run because of it, nearest first. */
  finish(id: string, outcome: StepOutcome): SkippedStep[]
  /** Gives up on every step that has not started, in the order of the plan. Steps that run still have to finish. */
  cancelWaiting(): string[]
  /** Steps that have not ended. */
  readonly remaining: number
}

/** The ids of the plan's steps that a step waits for, each once. */
function dependenciesOf(step: Step, isStep: (id: string) => boolean): string[] {
  return [...new Set(stepReferences(step).map((reference) => reference.root))].filter(isStep)
}

interface Node {
  id: string
  /** Place in the plan. */
  order: number
  state: 'waiting' | 'ready' | 'running' | 'ended'
  dependencies: Node[]
  dependents: Node[]
  /** Dependencies that have not succeeded yet. */
  missing: number
  /** Steps on the longest path that starts here. */
  length: number
}

/**
 * Builds the schedule of a validated plan in time linear in steps and references; each step then costs the logarithm of
 * how many are ready. No recursion, so a chain may be as long as it likes.
 *
 * @throws SwitchyardError `INTERNAL` for repeated ids, a cycle, and a `finish` of a step that is not running: bugs of the
 * caller, as `validatePlan` refuses such plans
 */
export function createSchedule(steps: readonly Step[]): Schedule {
  const nodes = buildGraph(steps)
  const ready = new TinyQueue<Node>(
    [...nodes.values()].filter((node) => node.state === 'ready'),
    (a, b) => b.length - a.length || a.order - b.order,
  )
  let remaining = nodes.size

  const end = (node: Node) => {
    node.state = 'ended'
    remaining -= 1
  }

  const skipDependents = (failed: Node, outcome: Exclude<StepOutcome, 'done'>): SkippedStep[] => {
    const why = { failed: 'failed', cancelled: 'was cancelled', 'not-needed': 'was not needed' }[outcome]
    const skipped: SkippedStep[] = []
    const frontier = [failed]
    // The loop also visits what it appends.
    for (const needed of frontier) {
      const chain = needed === failed ? '' : `${needed.id}, which needs `
      for (const dependent of needed.dependents) {
        if (dependent.state !== 'waiting') continue
        end(dependent)
        skipped.push({ id: dependent.id, reason: `needs ${chain}${failed.id}, which ${why}` })
        frontier.push(dependent)
      }
    }
    return skipped
  }

  return {
    next() {
      while (ready.length > 0) {
        const node = ready.pop()
        if (node?.state !== 'ready') continue
        node.state = 'running'
        return node.id
      }
      return undefined
    },
    finish(id, outcome) {
      const node = nodes.get(id)
      if (node?.state !== 'running')
        throw new SwitchyardError(
          'INTERNAL',
          `Step ${id} can't finish: it is ${node?.state ?? 'not in the plan'}.`,
        )
      end(node)
      if (outcome !== 'done') return skipDependents(node, outcome)
      for (const dependent of node.dependents) {
        dependent.missing -= 1
        if (dependent.missing > 0 || dependent.state !== 'waiting') continue
        dependent.state = 'ready'
        ready.push(dependent)
      }
      return []
    },
    cancelWaiting() {
      const waiting = [...nodes.values()].filter((node) => node.state === 'waiting' || node.state === 'ready')
      waiting.forEach(end)
      return waiting.map((node) => node.id)
    },
    get remaining() {
      return remaining
    },
  }
}

function buildGraph(steps: readonly Step[]): Map<string, Node> {
  const nodes = new Map<string, Node>()
  steps.forEach(({ id }, order) => {
    if (nodes.has(id)) throw new SwitchyardError('INTERNAL', `Two steps of the plan are called ${id}.`)
    nodes.set(id, { id, order, state: 'ready', dependencies: [], dependents: [], missing: 0, length: 1 })
  })

  for (const step of steps) {
    const node = nodes.get(step.id)
    for (const id of dependenciesOf(step, (root) => nodes.has(root))) {
      const dependency = nodes.get(id)
      if (!node || !dependency) continue
      node.state = 'waiting'
      node.missing += 1
      node.dependencies.push(dependency)
      dependency.dependents.push(node)
    }
  }

  measurePaths([...nodes.values()])
  return nodes
}

/** Fills in `length`, backwards from the steps that nothing depends on. */
function measurePaths(nodes: readonly Node[]): void {
  const unmeasured = nodes.map((node) => node.dependents.length)
  const measured = nodes.filter((node) => node.dependents.length === 0)
  // The loop also visits what it appends.
  for (const node of measured) {
    for (const dependency of node.dependencies) {
      dependency.length = Math.max(dependency.length, node.length + 1)
      const left = (unmeasured[dependency.order] ?? 0) - 1
      unmeasured[dependency.order] = left
      if (left === 0) measured.push(dependency)
    }
  }
  if (measured.length < nodes.length) throw new SwitchyardError('INTERNAL', 'The plan has a cycle.')
}
