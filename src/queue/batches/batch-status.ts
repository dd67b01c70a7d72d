import type { Priority } from '../runs/priority.js'

/** Where a batch stands. Counts are of jobs unless they say otherwise. */
export interface BatchStatus {
  id: string
  /** For people. */
  name: string
  submitter: string
  priority: Priority
  /**
   * `uploading`: more jobs may come; `spent`: no more jobs start until a retry gives it money; `cancelling` and `expiring`: nothing starts any more, what runs is being stopped;
   * `ended`: each job has its one result.
   */
  state: 'uploading' | 'running' | 'spent' | 'cancelling' | 'expiring' | 'ended'
  /** On Redis's clock, milliseconds since 1970. */
  createdAtMs: number
  endedAtMs?: number | undefined
  deadlineAtMs?: number | undefined
  /** Submitted so far, lines that are no jobs included. It is the sum of those below. */
  total: number
  /** In turn, nobody works on them yet. */
  waiting: number
  /** A driver has begun them. */
  active: number
  answered: number
  partly: number
  /** Without an answer; lines that are no jobs included. */
  failed: number
  cancelled: number
  /** Steps that were remembered instead of run. */
  cacheHits: number
  /** Estimated US dollars of all jobs that have ended, earlier attempts included; what has no known price counts nothing. */
  costUsd: number
  /** The cost at which no more jobs start; absent without a budget. */
  maxCostUsd?: number | undefined
  /** Jobs that ended a second, of late. */
  rate?: number | undefined
  /** Milliseconds until the rest has ended at this rate. */
  etaMs?: number | undefined
}

/** Whether no more results come by themselves. */
export const isAtRest = ({ state, active }: Pick<BatchStatus, 'state' | 'active'>): boolean =>
  state === 'ended' || (state === 'spent' && active === 0)

/** Jobs of a batch that have ended. */
export const endedOf = ({ answered, partly, failed, cancelled }: BatchStatus): number =>
  answered + partly + failed + cancelled
