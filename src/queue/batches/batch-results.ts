import { z } from 'zod'
import { brokenResultLine, failureLine, type ResultLine } from '../../batch/result-line.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { QueueConnection } from '../redis/connection.js'
import { type JobAttempt, type JobOutcome, runIdOf } from './batch.js'
import { isAtRest } from './batch-status.js'
import { type BatchStore, createPageReader, type PageReader, type ResultEntry } from './batch-store.js'
import { isUnfit, unpackJson } from './page.js'
import { stopError } from './stop-batch.js'

/** The result of one job. */
export interface BatchResult {
  /** The job's number in its batch, from 0. */
  job: number
  /** Which attempt this is the end of, from 1. */
  attempt: number
  outcome: JobOutcome
  /** As `runBatch` writes it. */
  line: ResultLine
  /** Its place among the results: `after` in the options goes on from it. */
  place: string
}

/** Options of `batchResults`. */
export interface BatchResultsOptions {
  /** Begin after the result with this `place`. @default from the first */
  after?: string | undefined
  /** Wait for the results to come, until the batch has ended or its money is spent. @default those that are there */
  follow?: boolean | undefined
  /** When it aborts, the iteration ends with `CANCELLED`. The batch goes on. */
  signal?: AbortSignal | undefined
  /** How often to look in case a message was lost, ms. @default 2,000 */
  checkMs?: number | undefined
}

const atOnce = 50

const lineShape = z.looseObject({ id: z.string(), custom_id: z.string().nullable() })
const lineSchema = z.custom<ResultLine>((value) => lineShape.safeParse(value).success)

/**
 * Results in the order in which jobs ended: one for each, however often a job's run was taken over. Where a job that came
 * already is retried meanwhile, its new result comes too, with a higher `attempt`.
 */
export async function* batchResults(
  { connection, store }: { connection: QueueConnection; store: BatchStore },
  id: string,
  options: BatchResultsOptions = {},
): AsyncGenerator<BatchResult> {
  const { after = '-', follow = false, signal = new AbortController().signal, checkMs = 2_000 } = options
  const { hub, keys } = connection
  const jobOf = createPageReader(store)
  let wake = () => {}
  let news = false
  const tell = () => {
    news = true
    wake()
  }
  const unsubscribe = await hub.subscribe(keys.batchNews(id), tell)
  const stopWatching = hub.onReconnect(tell)
  const timer = setInterval(tell, checkMs)
  signal.addEventListener('abort', tell)
  try {
    let last = after
    for (;;) {
      if (signal.aborted) throw cancelledError(signal)
      news = false
      // In this order: when it has ended, all of its results are there.
      const status = await store.status(id)
      if (!status) throw noBatch(id)
      const entries = await store.results(id, last, { most: atOnce })
      for (const entry of entries) {
        last = entry.entry
        yield { ...outline(entry), line: await lineOf({ batchId: id, entry, jobOf }) }
        if (signal.aborted) throw cancelledError(signal)
      }
      if (entries.length > 0) continue
      if (!follow || isAtRest(status)) return
      if (!news)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    clearInterval(timer)
    stopWatching()
    signal.removeEventListener('abort', tell)
    await unsubscribe()
  }
}

const outline = ({ job, attempt, outcome, entry }: ResultEntry): Omit<BatchResult, 'line'> => ({
  job,
  attempt,
  outcome,
  place: entry,
})

async function lineOf({
  batchId,
  entry,
  jobOf,
}: {
  batchId: string
  entry: ResultEntry
  jobOf: PageReader
}): Promise<ResultLine> {
  const attempt: JobAttempt = { batchId, job: entry.job, attempt: entry.attempt }
  const runId = runIdOf(attempt)
  if (entry.line) {
    const parsed = lineSchema.safeParse(await unpackJson(entry.line))
    if (parsed.success) return parsed.data
  }
  const job = await jobOf(attempt)
  if (!isUnfit(job)) return failureLine(job.customId, runId, stopError(entry.why ?? 'cancelled').toInfo())
  const { customId, line, error } = job
  if (line !== undefined) return brokenResultLine({ line, error, customId }, runId)
  return failureLine(customId ?? '', runId, error)
}

export const noBatch = (id: string): SwitchyardError =>
  new SwitchyardError(
    'INVALID_REQUEST',
    `There is no batch ${id}: none was submitted, or it is forgotten. \`switchyard batch status\` lists those there are.`,
  )
