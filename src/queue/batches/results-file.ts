import { realpath } from 'node:fs/promises'
import { resultsError } from '../../batch/disk-error.js'
import { mendResults, readResults } from '../../batch/read-results.js'
import { openResultsWriter } from '../../batch/results-writer.js'
import type { SaveMade } from '../../batch/save-made.js'
import { holdResultsFile } from '../../batch/single-writer.js'
import { attemptOf } from './batch.js'
import type { BatchResult } from './batch-results.js'

/**
 * Writes a batch's results to a file, one line a job, and goes on where an earlier call stopped. A line of a job that was
 * retried since goes when its new one has come; lines that are not of this batch stay. Returns how many were written.
 *
 * @throws SwitchyardError `STORE_FULL`; `INVALID_REQUEST` when the file can't be written or holds anything but results
 */
export async function writeBatchResults({
  batchId,
  results,
  out,
  saveMade = async (line) => line,
  signal,
}: {
  batchId: string
  results: AsyncIterable<BatchResult>
  out: string
  /** Saves what jobs made; also for lines that are there already. */
  saveMade?: SaveMade | undefined
  signal: AbortSignal
}): Promise<number> {
  const orRefuse = (cause: unknown): never => {
    throw resultsError(out, cause)
  }
  const release = await holdResultsFile(out)
  try {
    const attempts = new Map<number, number>()
    let outdated = false
    /** Whether it is news; what is older than what is known of its job is outdated. */
    const note = (job: number, attempt: number): boolean => {
      const known = attempts.get(job)
      if (known !== undefined && known !== attempt) outdated = true
      if (known !== undefined && known >= attempt) return false
      attempts.set(job, attempt)
      return true
    }
    const { tail } = await readResults(out, {
      signal,
      onResult({ id }) {
        const found = attemptOf(id)
        if (found?.batchId === batchId) note(found.job, found.attempt)
      },
    }).catch(orRefuse)
    // By its true name, so that a link to the file stays one.
    const path = await realpath(out).catch(() => out)
    await mendResults(path, { tail }).catch(orRefuse)
    const writer = await openResultsWriter(path).catch(orRefuse)
    let written = 0
    try {
      for await (const { job, attempt, line } of results) {
        const saved = await saveMade(line)
        if (!note(job, attempt)) continue
        await writer.append(saved)
        written += 1
      }
    } finally {
      await writer.close()
      if (outdated)
        await mendResults(path, {
          tail: { kind: 'whole' },
          keeps({ id }) {
            const found = attemptOf(id)
            return found?.batchId !== batchId || attempts.get(found.job) === found.attempt
          },
        }).catch(orRefuse)
    }
    return written
  } finally {
    await release()
  }
}
