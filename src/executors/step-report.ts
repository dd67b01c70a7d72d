import type { ErrorInfo } from '../core/errors.js'

/** How a step ended, as the responder and the run record see it. */
export interface StepReport {
  id: string
  tool: string
  status: 'done' | 'failed' | 'skipped' | 'cancelled' | 'not-needed'
  /** What the step worked on, in words: `image1 (scene.png)`. */
  subject: string
  /** The result in plain words (the tool's `describe`); for lists, one line each. */
  summary?: string | undefined
  output?: unknown
  error?: ErrorInfo | undefined
  /** Why it was not needed: a clause such as `there is no "dog" in what s1 found`. */
  reason?: string | undefined
  /** Where it ran and why, when that was not the first choice. One sentence or more. */
  provenance?: string | undefined
}
