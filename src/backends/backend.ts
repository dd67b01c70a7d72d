import type { Candidate } from '../config/candidate.js'
import type { SwitchyardError } from '../core/errors.js'
import type { Result } from '../core/result.js'
import type { AnyTool } from '../tools/tool.js'

/** One call of a tool on a candidate, with its input resolved and parsed (media are records, never bytes). */
export interface BackendCall {
  tool: AnyTool
  candidate: Candidate
  input: Record<string, unknown>
  /** The step's key, where the caller has worked it out. */
  key?: string | undefined
}

/** What a backend reports while it works. */
export type BackendProgress =
  /** The call waits for a host or a worker; that time does not count against the step's limit. */
  | { kind: 'queued' }
  /** A host or a worker has taken it. */
  | { kind: 'started' }
  | { kind: 'download'; model: string; loadedBytes: number; totalBytes: number }
  | { kind: 'load'; model: string }
  | { kind: 'loaded'; model: string }
  | { kind: 'inference'; fraction: number }
  /** What a call used, as far as the server says; at most once a call, before it returns. */
  | {
      kind: 'usage'
      inputTokens?: number | undefined
      outputTokens?: number | undefined
      seconds?: number | undefined
    }

/** How near a candidate is to running, for the router. */
export interface CandidateState {
  /** `loaded` in memory, `cached` on disk, `absent` (a download away), `remote` (nothing to load). */
  readiness: 'loaded' | 'cached' | 'absent' | 'remote'
  /** Why it can't run here at all, if so: "needs 6.0 GB, the budget is 2.0 GB". */
  unavailable?: string | undefined
}

export interface Backend {
  readonly id: Candidate['backend']
  /** Runs a call. Expected failures are values; `retryable` on the error says whether to try the same candidate again. */
  call(
    call: BackendCall,
    options: { signal: AbortSignal; onProgress: (progress: BackendProgress) => void },
  ): Promise<Result<Record<string, unknown>, SwitchyardError>>
  /** Whether the candidate can run the tool. Quick and synchronous: from memory and a cached look at the disk. */
  state(candidate: Candidate, tool: AnyTool): CandidateState
  /** Stops everything it started. Idempotent. */
  close(): Promise<void>
}
