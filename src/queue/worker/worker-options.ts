import type { Backend } from '../../backends/backend.js'
import type { Candidate } from '../../config/candidate.js'
import type { AnyTool } from '../../tools/tool.js'
import type { ResultStoreOptions } from '../lanes/result-store.js'
import type { QueueConnection } from '../redis/connection.js'
import type { QueueObserver } from './queue-observer.js'

/** Options of `startWorker`. */
export interface WorkerOptions {
  /** The way to the queue. The caller closes it. */
  connection: QueueConnection
  /** Runs the calls: `agent.parts.local`. The caller closes it. */
  backend: Backend
  /** The tools: `agent.parts.registry`. */
  registry: { get(id: string): AnyTool | undefined; list(): readonly AnyTool[] }
  /** Their candidates: `agent.parts.catalog`. A lane is served for each that fits. */
  catalog: { candidates(tool: string): readonly Candidate[] }
  /** Which candidates to serve, of those that the backend can run. @default all */
  serves?: ((candidate: Candidate, tool: string) => boolean) | undefined
  /** What it runs on, for people: `cuda`. */
  device: string
  /** Its version, for people. */
  version: string
  /** Memory for models, bytes. */
  memoryBytes: number
  /** Micro-batches at once. @default 1 */
  concurrency?: number | undefined
  /** Most jobs in a micro-batch. @default 8 */
  maxBatch?: number | undefined
  /** How long a lane may wait for its micro-batch to fill while the device is free, ms. @default 0 */
  batchWaitMs?: number | undefined
  /**
   * How long a lane may be left waiting for lanes whose models are loaded, ms; held as long as one micro-batch of each lane
   * with its load, and the longest of them once more, take less than nine tenths of it.
   * @default 30,000
   */
  ageingMs?: number | undefined
  /** How long a worker may be silent before its jobs are given to others, milliseconds. @default 30,000 */
  lockMs?: number | undefined
  /** Processes that a step may end while it runs alone in them, before it is put aside. @default 3 */
  maxStrikes?: number | undefined
  /** How long `close` waits for jobs before it hands them back, ms. @default 20,000 */
  drainMs?: number | undefined
  /** How often the lanes are looked at in case a message was lost, ms. @default 2,000 */
  lookMs?: number | undefined
  /** How results of steps are kept. */
  results?: ResultStoreOptions | undefined
  /** Runs that this process drives, for its announcement. @default none */
  runs?: (() => number) | undefined
  /** The most runs that it drives at once, for its announcement. @default 0 */
  runsAtOnce?: number | undefined
  /** Is told of micro-batches and steps. @default nothing is told */
  observer?: QueueObserver | undefined
  /** Is called with what goes wrong between this process and Redis; all of it is tried again. @default nothing is called */
  onError?: ((error: Error) => void) | undefined
}
