import type { ErrorInfo } from '../core/errors.js'
import type { StepReport } from './step-report.js'

/** What the steps of a run emit; small JSON, never bytes. */
export type StepEvent =
  | { type: 'step-started'; step: string; index?: number | undefined; tool: string }
  | { type: 'step-routed'; step: string; index?: number | undefined; candidate: string; reason: string }
  /** A model for a step, or with an empty `step` the local LLM, is being fetched. */
  | { type: 'model-download'; step: string; model: string; loadedBytes: number; totalBytes: number }
  | { type: 'model-load'; step: string; model: string }
  | { type: 'step-progress'; step: string; index?: number | undefined; fraction: number }
  | {
      type: 'step-retried'
      step: string
      index?: number | undefined
      candidate: string
      error: ErrorInfo
      nextMove: string
    }
  | { type: 'step-finished'; step: string; report: StepReport; durationMs: number; cacheHit: boolean }
