import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnswerCall } from '../../batch/endpoint-call.js'
import { type BatchProgress, doneOf } from '../../batch/progress.js'
import { readJobs } from '../../batch/read-jobs.js'
import { readResults, readResultsFrom } from '../../batch/read-results.js'
import { brokenResultLine, failureLine, outcomeOf } from '../../batch/result-line.js'
import { openResultsWriter } from '../../batch/results-writer.js'
import { type BatchAgent, runBatch } from '../../batch/run-batch.js'
import { errnoOf } from '../../core/errno.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { BatchEngine, BatchStop, PlacedResult } from './batch-engine.js'
import type { BatchInputs } from './batch-input.js'
import { type BatchCounts, type BatchRecord, endpointOf } from './batch-record.js'

/**
 * Answers batches in this process, as `switchyard batch run` does: results are appended to a file, and what that holds is
 * not done again after a restart.
 */
export function createLocalEngine({
  inputs,
  answerCall,
  agentFor,
  concurrency,
}: {
  inputs: BatchInputs
  answerCall: AnswerCall
  /** What answers Switchyard's own jobs of a key. */
  agentFor: (owner: string) => BatchAgent
  concurrency: number
}): BatchEngine {
  const outputOf = (batch: BatchRecord) => join(inputs.folder(batch), 'results.jsonl')

  return {
    async answer(batch, { signal, onCounts }) {
      const { owner, origin } = batch
      const summary = await runBatch({
        agent: agentFor(owner),
        jobs: await inputs.path(batch),
        out: outputOf(batch),
        endpoint: endpointOf(batch),
        answerCall: (call, options) => answerCall({ ...call, owner, origin }, options),
        concurrency,
        signal,
        onProgress: (progress) => onCounts(countsOf(progress)),
      })
      if (summary.status === 'interrupted') throw cancelledError(signal)
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
        for await (const entry of readJobs(await inputs.path(batch), { endpoint: endpointOf(batch) })) {
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
    async *results(batch, after = '0'): AsyncGenerator<PlacedResult> {
      try {
        for await (const { line, next } of readResultsFrom(outputOf(batch), startOf(after)))
          yield { line, next: String(next) }
      } catch (error) {
        // It has not begun, or just ended.
        if (errnoOf(error) !== 'ENOENT') throw error
      }
    },
    async retry(batch, { which, ended }) {
      await inputs.keep(batch)
      await rm(outputOf(batch), { force: true })
      const writer = await openResultsWriter(outputOf(batch))
      let completed = 0
      try {
        for await (const { line } of ended()) {
          const outcome = outcomeOf(line)
          if (outcome === 'failed' || (which === 'all' && outcome === 'partly')) continue
          await writer.append(line)
          completed += 1
        }
      } finally {
        await writer.close()
      }
      return { counts: { total: batch.counts.total, completed, failed: 0 } }
    },
    close: async () => {},
  }
}

/** The place of another engine, or of before a retry, is none here: begin anew. */
const startOf = (after: string): number => (/^\d+$/.test(after) ? Number(after) : 0)

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
