import type { Plan } from '../../plan/plan.js'
import { formatProblems, type PlanProblem, validatePlan } from '../../plan/validate/validate-plan.js'
import { ownValue } from '../../plan/validate/validate-shape.js'
import { readReply } from './llm-planner-reply.js'
import { mendPlan } from './mend/mend-plan.js'
import type { MendScope } from './mend/mend-scope.js'

/** What one reply of an LLM came to. */
export interface Draft {
  /** As far as it could be mended; undefined where the reply had no plan. */
  plan: Plan | undefined
  /** What the LLM replied in place of a plan. */
  answer?: string | undefined
  /** What was mended. */
  notes: string[]
  /** What is still wrong, in words that the LLM can act on; undefined for a plan that can be run. */
  problems: string | undefined
  /** Steps that are wrong, by id. */
  broken: ReadonlySet<string>
  /** What the LLM is shown of its reply when it is asked again. */
  shown: string
}

/** Of a plan that reached the length limit nobody knows what is missing, so that it is never run. */
const cutOff = 'The plan was too long and was cut off. Plan fewer steps, with shorter texts.'
const empty = 'The plan has no steps, though the request asks for something. Plan a step for each part of it.'

/**
 * Mends and checks a reply. Of several plans in it the last that can be run counts, else the last. `needsSteps`: a plan
 * without any is none.
 */
export function readDraft(
  { text, cut }: { text: string; cut?: true | undefined },
  scope: MendScope,
  kind: { isRepair: boolean; needsSteps?: boolean },
): Draft {
  const nothing = { plan: undefined, notes: [], broken: new Set<string>(), shown: text }
  if (cut) return { ...nothing, problems: cutOff }
  const read = readReply(text)
  if (!read.ok) return { ...nothing, problems: read.error }
  const drafts = read.value.map((written) => draftOf(written, scope, { ...kind, shown: text }))
  return drafts.find(({ problems }) => problems === undefined) ?? drafts[0] ?? { ...nothing, problems: empty }
}

function draftOf(
  written: unknown,
  scope: MendScope,
  { isRepair, needsSteps = false, shown }: { isRepair: boolean; needsSteps?: boolean; shown: string },
): Draft {
  const { plan, notes } = mendPlan(written, scope) ?? { plan: undefined, notes: [] }
  const checked = validatePlan(plan ?? written, scope)
  const broken = new Set(checked.ok ? [] : checked.error.flatMap(({ step }) => step ?? []))
  const mended = plan ? JSON.stringify(plan) : shown
  if (!checked.ok) return { plan, notes, broken, problems: formatProblems(checked.error), shown: mended }
  const parts = ownValue(written, 'parts')
  const asks = Array.isArray(parts) && parts.length > 0
  const isNothing = checked.value.steps.length === 0
  const problems = isNothing && (isRepair || asks || needsSteps) ? empty : undefined
  const replied = ownValue(written, 'answer')
  const isAnswer = isNothing && problems === undefined && typeof replied === 'string' && replied.trim() !== ''
  return {
    plan: checked.value,
    answer: isAnswer ? replied : undefined,
    notes,
    broken,
    problems,
    shown: mended,
  }
}

/** What a planner settles on. */
export interface SettledPlan {
  plan: Plan
  notes: string[]
  /** Tools of steps that were left out. */
  left: string[]
}

/** The last draft where nothing is wrong with it; an LLM that plans nothing each time means it. */
export function wholePlan(drafts: readonly Draft[]): SettledPlan | undefined {
  const last = drafts.at(-1)
  if (!last?.plan) return undefined
  const isNothing = drafts.every(({ plan, broken }) => plan?.steps.length === 0 && broken.size === 0)
  if (last.problems !== undefined && !isNothing) return undefined
  return { plan: last.plan, notes: last.notes, left: [] }
}

/**
 * The best of some drafts without its broken steps: what used them takes the nearest that is left. Undefined where no
 * step is left.
 */
export function withoutBroken(drafts: readonly Draft[], scope: MendScope): SettledPlan | undefined {
  const best = drafts
    .map((draft) => ({ draft, sound: (draft.plan?.steps.length ?? 0) - draft.broken.size }))
    .filter(({ sound }) => sound > 0)
    .sort((a, b) => b.sound - a.sound)[0]?.draft
  if (!best?.plan) return undefined
  let { steps } = best.plan
  const left: string[] = []
  const notes = [...best.notes]
  while (steps.length > 0) {
    const mended = mendPlan({ steps }, scope)
    const checked = validatePlan(mended?.plan ?? { steps }, scope)
    if (checked.ok) return { plan: checked.value, notes: [...notes, ...(mended?.notes ?? [])], left }
    const wrong = wrongSteps(checked.error, steps.length > scope.maxSteps ? steps.slice(scope.maxSteps) : [])
    const kept = steps.filter(({ id }) => !wrong.has(id))
    if (kept.length === steps.length) return undefined
    left.push(...steps.filter(({ id }) => wrong.has(id)).map(({ tool }) => tool))
    steps = kept
  }
  return undefined
}

function wrongSteps(problems: readonly PlanProblem[], tooMany: readonly { id: string }[]): Set<string> {
  return new Set([...problems.flatMap(({ step }) => step ?? []), ...tooMany.map(({ id }) => id)])
}
