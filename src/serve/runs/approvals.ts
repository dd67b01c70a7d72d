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
import type { Catalog } from '../../routing/catalog.js'
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

/** Plans of runs that wait for the word of a client. */
export interface Approvals {
  /** Decides on the plans of a run by what its client sends. */
  approve: Approve
  /** What a run waits for, with the signature that a decision has to bring; undefined when it waits for nothing. */
  find(runId: string): Promise<SignedApproval | undefined>
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
  decide(runId: string, sent: SentApproval): Promise<void>
}

/** A plan that waits, with the signature that a decision has to bring. */
export interface SignedApproval {
  request: ApprovalRequest
  signature: string
}

/** A plan that waits, and how to decide on it. */
export interface OpenApproval {
  request: ApprovalRequest
  findProblems: ApprovalContext['findProblems']
  /** False when somebody else has decided. */
  settle(decision: ApprovalDecision): Promise<boolean>
}

/** Where plans wait. */
export interface ApprovalPlace {
  approve: Approve
  find(runId: string): Promise<OpenApproval | undefined>
}

/**
 * @param place where plans wait. Default: in this process
 * @param secret what signatures are made with: the same for all servers of the place. Default: this process's own
 */
export function createApprovals({
  catalog,
  place = createOwnPlace(),
  // Runs of this process end with it, and so do their signatures.
  secret = randomBytes(32),
}: {
  catalog: Pick<Catalog, 'candidates'>
  place?: ApprovalPlace
  secret?: Buffer
}): Approvals {
  const sign: Approvals['sign'] = ({ runId, hash, expiresAt }) =>
    createHmac('sha256', secret).update(`approval ${runId} ${hash} ${expiresAt}`).digest('base64url')

  return {
    sign,
    signEvent: (event) =>
      event.type === 'approval-requested' ? { ...event, signature: sign(event.request) } : event,
    approve: place.approve,
    async find(runId) {
      const found = await place.find(runId)
      return found && { request: found.request, signature: sign(found.request) }
    },
    async decide(runId, sent) {
      const found = await place.find(runId)
      if (!found) throw nothingWaits()
      const { request, findProblems, settle } = found
      if (sent.hash !== request.hash || !isSame(sent.signature, sign(request)))
        throw new ApiError(
          'This is no decision on the plan that waits. Send the hash and the signature of its approval-requested event.',
          { status: 403, code: 'wrong_approval', param: sent.hash === request.hash ? 'signature' : 'hash' },
        )
      if (sent.decision === 'edit') {
        const problems = [...findModels(sent.plan, request, catalog), ...findProblems(sent.plan)]
        if (problems.length > 0)
          throw new ApiError(`The changed plan can't be run: ${problems.join(' ')} The run still waits.`, {
            status: 400,
            code: 'invalid_plan',
            param: 'plan',
          })
      }
      if (!(await settle(decisionOf(sent)))) throw nothingWaits()
    },
  }
}

function decisionOf(sent: SentApproval): ApprovalDecision {
  switch (sent.decision) {
    case 'approve':
      return { decision: 'approve', hash: sent.hash }
    case 'decline':
      return { decision: 'decline', reason: sent.reason }
    case 'edit':
      return { decision: 'edit', plan: sent.plan }
  }
}

const nothingWaits = (): ApiError =>
  new ApiError(
    'This run waits for no approval: it was decided, has expired, or needs none. Look at GET /v1/runs/{id}.',
    { status: 409, code: 'no_approval_pending' },
  )

/** Plans of this process's runs. */
function createOwnPlace(): ApprovalPlace {
  const waiting = new Map<string, OpenApproval>()
  return {
    approve: (request, { signal, findProblems }) =>
      new Promise((resolve) => {
        const settle = async (decision: ApprovalDecision) => {
          resolve(decision)
          return waiting.delete(request.runId)
        }
        waiting.set(request.runId, { request, findProblems, settle })
        signal.addEventListener('abort', () => waiting.delete(request.runId), { once: true })
      }),
    find: async (runId) => waiting.get(runId),
  }
}

/** Which models run here is for the operator to say: a changed plan names no others than the catalogue and the plan shown. */
function findModels(
  { steps }: ApprovalRequest['plan'],
  { plan }: ApprovalRequest,
  catalog: Pick<Catalog, 'candidates'>,
): string[] {
  const shown = new Map(plan.steps.map(({ id, model }) => [id, model]))
  return steps.flatMap(({ id, tool, model }) => {
    if (model === undefined || model === shown.get(id)) return []
    if (catalog.candidates(tool).some((candidate) => candidate.model === model)) return []
    return [`Step ${id} names another model, and the catalogue has no ${model} for ${tool}.`]
  })
}

function isSame(signature: string, expected: string): boolean {
  const [sent, own] = [Buffer.from(signature), Buffer.from(expected)]
  return sent.length === own.length && timingSafeEqual(sent, own)
}
