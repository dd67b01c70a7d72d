import type { ErrorInfo } from '../core/errors.js'
import type { StepEvent } from '../executors/step-events.js'
import type { Media } from '../media/media.js'
import type { Planned } from '../plan/planned.js'
import type { ApprovalOutcome, ApprovalRequest } from './approval/approval.js'

/**
 * `answered`: every step succeeded. `partly`: some did, and the answer says what could not be done. `failed`: none did, or
 * without an LLM nothing was asked that a tool can do; the answer says why.
 */
export type RunStatus = 'answered' | 'partly' | 'failed'

/** What a run emits, in order; small JSON, never bytes. `atMs` is milliseconds since the run started. */
export type RunEvent = { runId: string; atMs: number } & (
  | { type: 'run-started'; text: string }
  | { type: 'media-ingested'; reference: string; media: Media }
  | { type: 'plan-created'; planned: Planned }
  /** `signature`: a server's, which a decision has to bring back. */
  | { type: 'approval-requested'; request: ApprovalRequest; signature?: string | undefined }
  /** `hash` is that of the plan that runs, or would have run. */
  | { type: 'approval-decided'; outcome: ApprovalOutcome; hash: string }
  | StepEvent
  | { type: 'answer-delta'; text: string }
  | { type: 'run-finished'; status: RunStatus }
  | { type: 'run-failed'; error: ErrorInfo }
)

/** An event without what the run adds to it. */
export type RunEventBody = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, 'runId' | 'atMs'>
    : never
  : never
