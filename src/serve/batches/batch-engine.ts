import type { ResultLine } from '../../batch/result-line.js'
import type { BatchCounts, BatchRecord } from './batch-record.js'

/** Why what is left of a batch is not answered any more. */
export type BatchStop = 'cancelled' | 'expired' | 'spent'

/** A result, and from where to go on after it. */
export interface PlacedResult {
  line: ResultLine
  next: string
}

/** Which lines are answered again: those without an answer, or those that were answered in part too. */
export type BatchRetry = 'failed' | 'all'

/** What answers the lines of a batch: this process, or workers behind a queue. */
export interface BatchEngine {
  /**
   * Answers what is not answered yet, and resolves when all is. Called again after a restart, it goes on. When the signal
   * aborts it rejects; what was answered stays.
   *
   * @throws SwitchyardError
   */
  answer(
    batch: BatchRecord,
    options: { signal: AbortSignal; onCounts: (counts: BatchCounts) => void },
  ): Promise<BatchCounts>
  /** Ends what is left, for good. Resolves when nothing of it runs any more. */
  stop(batch: BatchRecord, why: BatchStop): Promise<BatchCounts>
  /**
   * A result for each line that has ended. Those that were stopped have an error. May be read again.
   *
   * @param after the `next` of the result to go on after. Default: from the first
   */
  results(batch: BatchRecord, after?: string): AsyncIterable<PlacedResult>
  /**
   * Makes a batch that has ended ready to be answered again, so that `answer` does what failed. Done again, it changes nothing.
   *
   * @param ended the results that it ended with
   * @throws ApiError where it is too late
   */
  retry(
    batch: BatchRecord,
    options: { which: BatchRetry; ended: () => AsyncIterable<PlacedResult> },
  ): Promise<Pick<BatchRecord, 'counts' | 'charged_usd'>>
  close(): Promise<void>
}
