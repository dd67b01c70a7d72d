import type { AgentParts } from '../../agent/assemble.js'
import { SwitchyardError } from '../../core/errors.js'
import { validatePlan } from '../../plan/validate/validate-plan.js'
import type { ApprovalDesk } from '../../queue/runs/approval-desk.js'
import type { ApprovalPlace } from './approvals.js'

/** Plans of runs of the queue: any server may take the decision, whichever was asked for the run. */
export function createQueuedApprovals(
  desk: ApprovalDesk,
  { registry, profile }: Pick<AgentParts, 'registry' | 'profile'>,
): ApprovalPlace {
  return {
    // That there is somebody to ask goes with the job; the driver asks.
    approve: () => {
      throw new SwitchyardError('INTERNAL', 'Runs of the queue are not approved in this process.')
    },
    async find(runId) {
      const waiting = await desk.find(runId)
      if (!waiting) return undefined
      const { request, media, earlier } = waiting
      return {
        request,
        settle: (decision) => desk.decide(runId, request.hash, decision),
        findProblems(plan) {
          const scope = { tools: registry.list(), media, earlier, maxSteps: profile.steps.max }
          const checked = validatePlan(plan, scope)
          return checked.ok ? [] : checked.error.map(({ message }) => message)
        },
      }
    },
  }
}
