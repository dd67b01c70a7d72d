/** Jobs that wait for their turn and that are worked on. */
export interface QueueLoad {
  waiting: number
  active: number
  /** How long the oldest has waited, milliseconds; null where none waits, or nobody knows. */
  oldest_ms: number | null
}

/** What works at the moment, for operators. */
export interface QueueBody {
  object: 'queue'
  /** `process`: there is no Redis, and the server works by itself. */
  kind: 'redis' | 'process'
  at_ms: number
  runs: QueueLoad
  batch_runs: QueueLoad
  lanes: (QueueLoad & { id: string; done: number; failed: number; workers: number; loaded: number })[]
  workers: {
    id: string
    name: string
    version: string
    state: 'working' | 'leaving' | 'silent'
    device: string
    memory_bytes: number
    /** Micro-batches at once. */
    concurrency: number
    lanes: number
    /** Models in memory. */
    loaded: string[]
    active: number
    runs: number
  }[]
  /** Processes of this server that hold models; those of workers are theirs. */
  hosts: { pid: number | null; device: string; models: string[]; rss_bytes: number; busy: boolean }[]
  /** Those that have not ended, and the last that have. */
  batches: {
    id: string
    name: string
    owner: string
    state: string
    total: number
    done: number
    failed: number
  }[]
}
