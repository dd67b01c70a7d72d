import { orAborted, withTimeout } from '../../core/abort.js'
import { SwitchyardError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import type { Plan } from '../../plan/plan.js'
import type { EarlierStep, Planned } from '../../plan/planned.js'
import { formatProblems } from '../../plan/problem.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import { forecast } from '../../routing/forecast.js'
import type { AgentParts } from '../assemble.js'
import type { RunEventBody } from '../events.js'
import {
  type ApprovalContext,
  type ApprovalDecision,
  type ApprovalRequest,
  type Approve,
  hashPlan,
} from './approval.js'
import { findApprovalReasons } from './find-approval-reasons.js'

export interface ApprovalOptions {
  parts: Pick<AgentParts, 'profile' | 'registry' | 'routing' | 'llm'>
  runId: string
  planned: Planned
  media: Readonly<Record<string, Media>>
  earlier: readonly EarlierStep[]
  signal: AbortSignal
  emit: (event: RunEventBody) => void
  /** Who decides. Default: nobody, so that a plan that must be approved does not run. */
  approve?: Approve | undefined
  /** Whether to ask even where the settings would let it run. Default: false. */
  mustAsk?: boolean | undefined
  /** Hashes of plans that were asked about before, by a process that is gone: they are again. Default: none. */
  askedBefore?: ReadonlySet<string> | undefined
}

/**
 * The plan that may run: the same one where nothing needs a person's word, or where that was given, or the one that the
 * person made of it.
 *
 * @throws SwitchyardError `APPROVAL_NEEDED` when there is nobody to ask, `DECLINED` when it was declined or not decided in
 * time, `INVALID_PLAN` when an edited plan can't be run
 */
export async function requestApproval(options: ApprovalOptions): Promise<Planned> {
  const {
    parts,
    runId,
    planned,
    media,
    earlier,
    signal,
    emit,
    approve,
    mustAsk = false,
    askedBefore,
  } = options
  const { profile, registry: tools, routing, llm } = parts
  // An LLM that answered without a plan has nothing more to do.
  if (profile.approval === 'never' || planned.answer !== undefined) return planned
  // A copy: the one who decides can't change what runs.
  const plan = structuredClone(planned.plan)
  const hash = hashPlan(plan)
  const foreseen = await forecast({ plan, media, tools, routing, llm, signal })
  const found = findApprovalReasons(foreseen, profile)
  const wasAsked = askedBefore?.has(hash) ?? false
  if (found.length === 0 && !mustAsk && !wasAsked) return planned
  const reasons =
    found.length > 0
      ? found
      : [mustAsk ? 'It comes after a plan that you changed.' : 'It was asked about before.']
  if (!approve) throw approvalNeeded(reasons)

  const expiresAt = new Date(Date.now() + profile.approvalTimeoutMs).toISOString()
  const request: ApprovalRequest = {
    runId,
    plan: structuredClone(plan),
    hash,
    reasons,
    forecast: foreseen,
    expiresAt,
  }
  emit({ type: 'approval-requested', request: structuredClone(request) })
  const scope = { tools: tools.list(), media, earlier, maxSteps: profile.steps.max }
  const findProblems = (edited: unknown): string[] => {
    const checked = validatePlan(edited, scope)
    return checked.ok ? [] : checked.error.map(({ message }) => message)
  }
  const decision = await decide(approve, request, {
    signal,
    timeoutMs: profile.approvalTimeoutMs,
    context: { media, earlier, findProblems },
  })
  switch (decision?.decision) {
    case 'approve':
      if (decision.hash !== hash) {
        emit({ type: 'approval-decided', outcome: 'declined', hash })
        throw declined('The approval was for another plan, so that nothing of this one was run. Ask again.')
      }
      emit({ type: 'approval-decided', outcome: 'approved', hash })
      return { ...planned, plan }
    case 'edit': {
      const checked = validatePlan(decision.plan, scope)
      if (!checked.ok) {
        const problems = checked.error.map(({ message }) => message)
        throw new SwitchyardError(
          'INVALID_PLAN',
          `The changed plan can't be run:\n${formatProblems(checked.error)}`,
          { details: { problems } },
        )
      }
      const edited = withPlan(planned, structuredClone(checked.value))
      emit({ type: 'approval-decided', outcome: 'edited', hash: hashPlan(edited.plan) })
      emit({ type: 'plan-created', planned: edited })
      return edited
    }
    case 'decline': {
      emit({ type: 'approval-decided', outcome: 'declined', hash })
      const because = decision.reason ? ` Reason: ${decision.reason}` : ''
      throw declined(`The plan was declined, so that nothing of it was run.${because}`)
    }
    case undefined:
      emit({ type: 'approval-decided', outcome: 'expired', hash })
      throw declined(
        `Nobody approved the plan until ${expiresAt}, so that nothing of it was run. Ask again; \`approvalTimeoutMs\` sets how long it waits.`,
      )
  }
}

/** The decision, or undefined where there was none in time. */
async function decide(
  approve: Approve,
  request: ApprovalRequest,
  {
    signal: outer,
    timeoutMs,
    context,
  }: { signal: AbortSignal; timeoutMs: number; context: Omit<ApprovalContext, 'signal'> },
): Promise<ApprovalDecision | undefined> {
  let isOver = false
  try {
    return await withTimeout(outer, timeoutMs, async (signal) => {
      signal.addEventListener('abort', () => {
        isOver = true
      })
      return orAborted(approve(request, { ...context, signal }), signal)
    })
  } catch (thrown) {
    if (isOver && !outer.aborted) return undefined
    throw thrown
  }
}

/** The same plan as it was changed. What the answer would check by steps that are gone is not checked. */
function withPlan(planned: Planned, plan: Plan): Planned {
  const kept = new Set(plan.steps.map(({ id }) => id))
  const gone = planned.plan.steps.filter(({ id }) => !kept.has(id))
  const rests = (step: string | undefined) => step === undefined || kept.has(step)
  const named = (thing: string) => gone.some(({ id }) => thing.includes(`{{${id}.`))
  return {
    ...planned,
    plan,
    notes: [...planned.notes, 'The plan was changed by the person who approved it.'],
    checks: planned.checks?.filter(
      ({ told, compared, things }) => rests(told) && rests(compared) && !things.some(named),
    ),
  }
}

function approvalNeeded(reasons: readonly string[]): SwitchyardError {
  return new SwitchyardError(
    'APPROVAL_NEEDED',
    `The plan must be approved before it runs, and here nobody can be asked. ${reasons.join(' ')} Ask where somebody can be (\`switchyard ask\` on a terminal, the page, \`/v1/runs\`), approve it beforehand with --approve, pass \`approve\` to the run, or set \`approval: never\`.`,
    { details: { reasons: [...reasons] } },
  )
}

const declined = (message: string): SwitchyardError => new SwitchyardError('DECLINED', message)
