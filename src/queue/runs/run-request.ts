import type { TraceHeaders } from '../../agent/tracing.js'
import { SwitchyardError } from '../../core/errors.js'
import type { HeldRun } from '../bullmq/run-worker.js'
import { type RunJob, runJobSchema } from '../redis/messages.js'

/** The submitter's trace, where it has one. */
export function traceOf(run: HeldRun): TraceHeaders | undefined {
  return runJobSchema.safeParse(run.data).data?.trace
}

/** What a run asks. @throws SwitchyardError `INTERNAL` for a job of another version */
export function requestOf(data: RunJob | undefined): {
  text: string
  media: RunJob['media']
  plan?: (RunJob['plan'] & {}) | undefined
} {
  if (!data)
    throw new SwitchyardError(
      'INTERNAL',
      'This run was submitted by another version of Switchyard. Use the same version everywhere.',
    )
  const { text, media, plan } = data
  return { text, media, plan }
}
