import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import type { Media } from '../../media/media.js'
import type { Plan } from '../../plan/plan.js'
import type { EarlierStep } from '../../plan/planned.js'
import type { Forecast } from '../../routing/forecast.js'

/** What a person is asked before a plan runs: the event `approval-requested` carries it. Small JSON. */
export interface ApprovalRequest {
  runId: string
  /** The plan that would run. */
  plan: Plan
  /** The SHA-256 of the plan as canonical JSON. An approval names it. */
  hash: string
  /** Why it is asked: one sentence each. */
  reasons: string[]
  /** What each step would send where, and about what it costs. */
  forecast: Forecast
  /** When the run ends as declined, as an ISO 8601 time. */
  expiresAt: string
}

/**
 * What was decided. `approve` holds for the plan with this hash only. `edit` runs another plan in its place: steps taken
 * out, inputs or models changed; it is validated like any other, and not asked about again.
 */
export type ApprovalDecision =
  | { decision: 'approve'; hash: string }
  | { decision: 'decline'; reason?: string | undefined }
  | { decision: 'edit'; plan: Plan }

/** What the one who decides is given besides the request. */
export interface ApprovalContext {
  /** Aborts when the run is cancelled or the request has expired. */
  signal: AbortSignal
  /** What an edited plan may speak of: files by reference, and steps of earlier requests. */
  media: Readonly<Record<string, Media>>
  earlier: readonly EarlierStep[]
  /** What is wrong with an edited plan, a sentence each; nothing when it can run. */
  findProblems(plan: unknown): string[]
}

/** Decides on a plan before it runs: `RunOptions.approve`. Undefined: nobody decided in time. */
export type Approve = (
  request: ApprovalRequest,
  context: ApprovalContext,
) => Promise<ApprovalDecision | undefined>

/** How it was decided, for events. */
export type ApprovalOutcome = 'approved' | 'edited' | 'declined' | 'expired'

/** The SHA-256 of a plan, the same for the same plan whatever the order of its keys. */
export const hashPlan = (plan: Plan): string =>
  createHash('sha256')
    .update(stringify(plan) ?? '')
    .digest('hex')
