import type { StepReport } from '../answer/responder.js'
import type { ErrorInfo } from '../core/errors.js'
import type { Media } from '../media/media.js'
import type { Planned } from '../planner/planner.js'

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
  | { type: 'step-started'; step: string; index?: number; tool: string }
  | { type: 'step-routed'; step: string; index?: number; candidate: string; reason: string }
  /** A model for a step, or with an empty `step` the local LLM, is being fetched. */
  | { type: 'model-download'; step: string; model: string; loadedBytes: number; totalBytes: number }
  | { type: 'model-load'; step: string; model: string }
  | { type: 'step-progress'; step: string; index?: number; fraction: number }
  | {
      type: 'step-retried'
      step: string
      index?: number
      candidate: string
      error: ErrorInfo
      nextMove: string
    }
  | { type: 'step-finished'; step: string; report: StepReport; durationMs: number; cacheHit: boolean }
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
