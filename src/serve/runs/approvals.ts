import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type {
  ApprovalContext,
  ApprovalDecision,
  ApprovalRequest,
  Approve,
} from '../../agent/approval/approval.js'
import type { RunEvent } from '../../agent/events.js'
import { stepSchema } from '../../plan/plan.js'
import { ApiError } from '../http/api-error.js'

const proof = {
  hash: z.string().max(100).describe('The hash of the plan that was shown.'),
  signature: z.string().max(100).describe('The signature that came with it.'),
}

/** What a client sends to decide on a plan. */
export const approvalSchema = z.discriminatedUnion('decision', [
  z.strictObject({ ...proof, decision: z.literal('approve') }),
  z.strictObject({ ...proof, decision: z.literal('decline'), reason: z.string().max(1000).optional() }),
  z.strictObject({
    ...proof,
    decision: z.literal('edit'),
    plan: z.strictObject({ steps: z.array(stepSchema) }).describe('The plan to run in its place.'),
  }),
])
export type SentApproval = z.output<typeof approvalSchema>

/** Plans of this process's runs that wait for the word of a client. */
export interface Approvals {
  /** Decides on the plans of a run by what its client sends. */
  approve: Approve
  /** What a run waits for, with the signature that a decision has to bring; undefined when it waits for nothing. */
  find(runId: string): { request: ApprovalRequest; signature: string } | undefined
  /** Proves that a plan was shown by this server, for this run, until it expires. */
  sign(request: Pick<ApprovalRequest, 'runId' | 'hash' | 'expiresAt'>): string
  /** An event as clients get it: a request for approval with its signature. */
  signEvent(event: RunEvent): RunEvent
  /**
   * Takes a decision. A run that waits goes on waiting when it is refused.
   *
   * @throws ApiError 409 when the run waits for nothing, 403 for another plan or a wrong signature, 400 for a changed plan
   * that can't be run
   */
  decide(runId: string, sent: SentApproval): void
}

interface Waiting {
  request: ApprovalRequest
  findProblems: ApprovalContext['findProblems']
  settle: (decision: ApprovalDecision) => void
}

export function createApprovals(): Approvals {
  // Runs of this process end with it, and so do their signatures.
  const secret = randomBytes(32)
  const waiting = new Map<string, Waiting>()
  const sign: Approvals['sign'] = ({ runId, hash, expiresAt }) =>
    createHmac('sha256', secret).update(`${runId} ${hash} ${expiresAt}`).digest('base64url')

  return {
    sign,
    signEvent: (event) =>
      event.type === 'approval-requested' ? { ...event, signature: sign(event.request) } : event,
    approve: (request, { signal, findProblems }) =>
      new Promise((resolve) => {
        const settle = (decision: ApprovalDecision) => {
          waiting.delete(request.runId)
          resolve(decision)
        }
        waiting.set(request.runId, { request, findProblems, settle })
        signal.addEventListener('abort', () => waiting.delete(request.runId), { once: true })
      }),
    find(runId) {
      const found = waiting.get(runId)
      return found && { request: found.request, signature: sign(found.request) }
    },
    decide(runId, sent) {
      const found = waiting.get(runId)
      if (!found)
        throw new ApiError(
          'This run waits for no approval: it was decided, has expired, or needs none. Look at GET /v1/runs/{id}.',
          { status: 409, code: 'no_approval_pending' },
        )
      const { request, findProblems, settle } = found
      if (sent.hash !== request.hash || !isSame(sent.signature, sign(request)))
        throw new ApiError(
          'This is no decision on the plan that waits. Send the hash and the signature of its approval-requested event.',
          { status: 403, code: 'wrong_approval', param: sent.hash === request.hash ? 'signature' : 'hash' },
        )
      if (sent.decision === 'decline') return settle({ decision: 'decline', reason: sent.reason })
      if (sent.decision === 'approve') return settle({ decision: 'approve', hash: sent.hash })
      const problems = [...findModels(sent.plan, request), ...findProblems(sent.plan)]
      if (problems.length > 0)
        throw new ApiError(`The changed plan can't be run: ${problems.join(' ')} The run still waits.`, {
          status: 400,
          code: 'invalid_plan',
          param: 'plan',
        })
      settle({ decision: 'edit', plan: sent.plan })
    },
  }
}

/** Which models run here is for the operator to say: a changed plan names no others than the one that was shown. */
function findModels({ steps }: ApprovalRequest['plan'], { plan }: ApprovalRequest): string[] {
  const shown = new Map(plan.steps.map(({ id, model }) => [id, model]))
  return steps
    .filter(({ id, model }) => model !== undefined && model !== shown.get(id))
    .map(({ id }) => `Step ${id} names another model, which is not allowed over the network.`)
}

function isSame(signature: string, expected: string): boolean {
  const [sent, own] = [Buffer.from(signature), Buffer.from(expected)]
  return sent.length === own.length && timingSafeEqual(sent, own)
}
