import type { Backend } from '../../backends/backend.js'
import type { Candidate } from '../../config/candidate.js'
import type { AnyTool } from '../../tools/tool.js'
import type { ResultStoreOptions } from '../lanes/result-store.js'
import type { QueueConnection } from '../redis/connection.js'
import type { QueueObserver } from './queue-observer.js'

export interface WorkerOptions {
  connection: QueueConnection
  /** Runs the calls. The caller's: `close` leaves it alone. */
  backend: Backend
  registry: { get(id: string): AnyTool | undefined; list(): readonly AnyTool[] }
  catalog: { candidates(tool: string): readonly Candidate[] }
  /** Which candidates to serve, of those that the backend can run. Default: all. */
  serves?: ((candidate: Candidate, tool: string) => boolean) | undefined
  /** For people: what it runs on, and which version. */
  device: string
  version: string
  /** Memory for models. */
  memoryBytes: number
  /** Micro-batches at once. Default: 1. */
  concurrency?: number | undefined
  /** Most jobs in a micro-batch. Default: 8. */
  maxBatch?: number | undefined
  /** How long a lane may wait for its micro-batch to fill while the device is free, ms. Default: 0. */
  batchWaitMs?: number | undefined
  /**
   * How long a lane may be left waiting for lanes whose models are loaded, ms; held as long as one micro-batch of each lane
   * with its load, and the longest of them once more, take less than nine tenths of it. Default: 30,000.
   */
  ageingMs?: number | undefined
  /** A job whose worker was silent for this long is given to another, ms. Default: 30,000. */
  lockMs?: number | undefined
  /** Processes that a step may end while it runs alone in them, before it is put aside. Default: 3. */
  maxStrikes?: number | undefined
  /** How long `close` waits for jobs before it hands them back, ms. Default: 20,000. */
  drainMs?: number | undefined
  /** How often the lanes are looked at in case a message was lost, ms. Default: 2,000. */
  lookMs?: number | undefined
  results?: ResultStoreOptions | undefined
  /** Runs that this process drives, for its announcement. Default: none. */
  runs?: (() => number) | undefined
  /** The most runs that it drives at once, for its announcement. Default: 0. */
  runsAtOnce?: number | undefined
  /** Told of batches and steps. Default: nothing is. */
  observer?: QueueObserver | undefined
  /** Told of what goes wrong between this process and Redis; all of it is tried again. */
  onError?: ((error: Error) => void) | undefined
}
