import { copyFile, link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnswerCall } from '../../batch/endpoint-call.js'
import { type BatchProgress, doneOf } from '../../batch/progress.js'
import { readJobs } from '../../batch/read-jobs.js'
import { readResultLines, readResults } from '../../batch/read-results.js'
import { brokenResultLine, failureLine, type ResultLine } from '../../batch/result-line.js'
import { openResultsWriter } from '../../batch/results-writer.js'
import { runBatch } from '../../batch/run-batch.js'
import { errnoOf } from '../../core/errno.js'
import { cancelled, SwitchyardError } from '../../core/errors.js'
import { makePrivateFolder } from '../../core/files.js'
import type { Services } from '../services.js'
import type { BatchEngine, BatchStop } from './batch-engine.js'
import type { BatchCounts, BatchRecord } from './batch-record.js'

/**
 * Answers batches in this process, as `switchyard batch run` does: results are appended to a file, and what that holds is
 * not done again after a restart.
 */
export function createLocalEngine(
  { agent, files }: Pick<Services, 'agent' | 'files'>,
  { answerCall, concurrency }: { answerCall: AnswerCall; concurrency: number },
): BatchEngine {
  const folderOf = ({ id }: BatchRecord) => join(agent.parts.dirs.cache, 'serve', 'batch-work', id)
  const inputOf = (batch: BatchRecord) => join(folderOf(batch), 'input.jsonl')
  const outputOf = (batch: BatchRecord) => join(folderOf(batch), 'results.jsonl')

  return {
    async prepare(batch) {
      const { path } = await files.get(batch.owner, batch.input_file_id)
      await makePrivateFolder(folderOf(batch))
      await link(path, inputOf(batch)).catch(async (error) => {
        // Another disk, or one that knows no links.
        if (errnoOf(error) !== 'EEXIST') await copyFile(path, inputOf(batch))
      })
    },
    async answer(batch, { signal, onCounts }) {
      const { owner, origin, endpoint } = batch
      const summary = await runBatch({
        agent,
        jobs: inputOf(batch),
        out: outputOf(batch),
        endpoint,
        answerCall: (call, options) => answerCall({ ...call, owner, origin }, options),
        concurrency,
        signal,
        onProgress: (progress) => onCounts(countsOf(progress)),
      })
      if (summary.status === 'interrupted') throw cancelled(signal)
      if (summary.status === 'spent')
        throw new SwitchyardError(
          'BUDGET_EXCEEDED',
          `The budget of a batch is used up: ${doneOf(summary)} of ${summary.total} requests were answered.`,
        )
      return countsOf(summary)
    },
    async stop(batch, why) {
      const { signal } = new AbortController()
      const { past } = await readResults(outputOf(batch), { signal })
      const writer = await openResultsWriter(outputOf(batch))
      const counts: BatchCounts = { total: 0, completed: 0, failed: 0 }
      try {
        for await (const entry of readJobs(inputOf(batch), { endpoint: batch.endpoint })) {
          const outcome = past.outcomeOf(entry)
          counts.total += 1
          counts[outcome === undefined || outcome === 'failed' ? 'failed' : 'completed'] += 1
          if (outcome !== undefined) continue
          const line = entry.ok
            ? failureLine(entry.value.customId, `${batch.id}-${counts.total}`, stopInfo(why))
            : brokenResultLine(entry.error)
          await writer.append(line)
        }
      } finally {
        await writer.close()
      }
      return counts
    },
    results: (batch): AsyncIterable<ResultLine> => readResultLines(outputOf(batch)),
    async forget(batch) {
      await rm(folderOf(batch), { recursive: true, force: true })
    },
    close: async () => {},
  }
}

const countsOf = ({ total, answered, partly, failed }: BatchProgress): BatchCounts => ({
  total,
  completed: answered + partly,
  failed,
})

const stopInfo = (why: BatchStop) => stopErrors[why]().toInfo()

const stopErrors: Readonly<Record<BatchStop, () => SwitchyardError>> = {
  cancelled: () => new SwitchyardError('CANCELLED', 'The batch was cancelled.'),
  expired: () => new SwitchyardError('DEADLINE_EXCEEDED', 'The batch was not done in its time.'),
  spent: () => new SwitchyardError('BUDGET_EXCEEDED', 'The budget of a batch was used up before.'),
}
