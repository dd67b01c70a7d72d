import { cancelledError, type SwitchyardError } from '../../../core/errors.js'
import { err, type Result } from '../../../core/result.js'
import type { BackendProgress } from '../../backend.js'
import type { ModelSpec } from '../protocol.js'

/** A call for the pool: which tool on which model, with what. */
export interface PoolCall {
  tool: string
  model: ModelSpec
  /** Memory of the model once loaded, bytes. */
  modelBytes: number
  /** Most calls in one batch; 1 where the tool takes no batches. */
  maxBatch: number
  /** Whether a host that runs another call may begin with what this one needs before it runs. */
  early: boolean
  options: Readonly<Record<string, unknown>>
  input: Record<string, unknown>
}

export type CallOutcome = Result<Record<string, unknown>, SwitchyardError>

/** A call in the pool, until it is settled. */
export interface PoolJob extends PoolCall {
  id: number
  lane: string
  passedOver: number
  onProgress: (progress: BackendProgress) => void
  /** Pieces of what the call writes, as they come. */
  onText: (text: string) => void
  /** Only the first outcome counts. */
  settle: (outcome: CallOutcome) => void
  settled: () => boolean
}

/** Calls that run together on a host. */
export interface PoolBatch {
  id: number
  jobs: readonly PoolJob[]
  model: ModelSpec
  /** Set from `loading` to `loaded`: whose fault a crash is. */
  loading: boolean
  /** Kills the host when the batch is no longer awaited and doesn't end. */
  abandoned?: NodeJS.Timeout | undefined
}

export interface PoolJobOptions extends Pick<PoolJob, 'id' | 'onProgress' | 'onText'> {
  signal: AbortSignal
  /** Called once the job is settled by its signal. */
  onAbort: (job: PoolJob) => void
  onSettled: (outcome: CallOutcome) => void
}

/** A call as the pool keeps it: once it is settled, it tells nothing more. */
export function createJob(
  call: PoolCall,
  { id, signal, onProgress, onText, onAbort, onSettled }: PoolJobOptions,
): PoolJob {
  let isSettled = false
  const abort = () => {
    job.settle(err(cancelledError(signal)))
    onAbort(job)
  }
  const job: PoolJob = {
    ...call,
    id,
    lane: JSON.stringify([call.model.key, call.tool, call.options]),
    passedOver: 0,
    onProgress: (progress) => {
      if (!isSettled) onProgress(progress)
    },
    onText: (text) => {
      if (!isSettled) onText(text)
    },
    settled: () => isSettled,
    settle(outcome) {
      if (isSettled) return
      isSettled = true
      signal.removeEventListener('abort', abort)
      onSettled(outcome)
    },
  }
  signal.addEventListener('abort', abort, { once: true })
  return job
}
