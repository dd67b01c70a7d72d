import type { SwitchyardError } from '../../../core/errors.js'
import type { Result } from '../../../core/result.js'
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
