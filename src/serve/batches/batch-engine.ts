import type { ResultLine } from '../../batch/result-line.js'
import type { BatchCounts, BatchRecord } from './batch-record.js'

/** Why what is left of a batch is not answered any more. */
export type BatchStop = 'cancelled' | 'expired' | 'spent'

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
  /** A result for each line. Those that were stopped have an error. May be read again. */
  results(batch: BatchRecord): AsyncIterable<ResultLine>
  close(): Promise<void>
}
