import type { RunEvent, RunEventBody } from '../../agent/events.js'
import { type CallReply, costOfReply } from '../../batch/endpoint-call.js'
import { answerLine, failureLine, outcomeOf, replyLine } from '../../batch/result-line.js'
import { SwitchyardError } from '../../core/errors.js'
import { runIdOf } from '../batches/batch.js'
import type { BatchStore } from '../batches/batch-store.js'
import { stopError } from '../batches/stop-batch.js'
import type { QueueConnection } from '../redis/connection.js'
import type { RunJob } from '../redis/messages.js'
import type { RunEnd, RunStore } from './run-store.js'

/** Where a run's events and its end are put down. */
export interface RunBook {
  /** Why the run is not to be driven: it is `over`, or it ends with an error. Undefined when it is to be. */
  open(): Promise<'over' | SwitchyardError | undefined>
  addEvent(event: RunEvent): Promise<void>
  /** Puts the end down. False when the run had ended already. */
  close(end: RunEnd): Promise<boolean>
}

/** The same for a run of a batch, which may be a request of an endpoint. */
export interface BatchRunBook extends RunBook {
  /** Puts the endpoint's reply down as the end. */
  closeWith(reply: CallReply): Promise<boolean>
}

/** A run of its own: its events are told, and its end is kept under its id. */
export function createRunBook(
  runId: string,
  {
    connection: { redis, keys },
    store,
    at,
  }: {
    connection: Pick<QueueConnection, 'redis' | 'keys'>
    store: RunStore
    at: (event: RunEventBody) => RunEvent
  },
): RunBook {
  return {
    async open() {
      const [end, stopped] = await Promise.all([store.end(runId), redis.exists(keys.runCancelled(runId))])
      if (end) return 'over'
      return stopped ? runWasCancelled() : undefined
    },
    addEvent: (event) => store.addEvent(event),
    close: (end) =>
      store.finish(
        runId,
        end,
        at(
          end.ok
            ? { type: 'run-finished', status: end.result.status }
            : { type: 'run-failed', error: end.error },
        ),
      ),
  }
}

/** A run of a batch: its end is a line of the batch's results. Its events have no listener. */
export function createBatchRunBook(
  { id: batchId, job, attempt, customId }: RunJob['batch'] & {},
  {
    connection: { redis, keys },
    batches,
  }: { connection: Pick<QueueConnection, 'redis' | 'keys'>; batches: BatchStore },
): BatchRunBook {
  const place = { batchId, job, attempt }
  const runId = runIdOf(place)
  return {
    async open() {
      const [order, stopped] = await Promise.all([
        batches.begin(place),
        redis.exists(keys.runCancelled(runId)),
      ])
      if (order === 'over') return 'over'
      if (order !== 'go') return stopError(order)
      return stopped ? runWasCancelled() : undefined
    },
    addEvent: async () => {},
    closeWith(reply) {
      const line = replyLine(customId, runId, reply)
      return batches.end(place, { outcome: outcomeOf(line), line, cacheHits: 0, costUsd: costOfReply(reply) })
    },
    close(end) {
      if (!end.ok) {
        const outcome = end.error.code === 'CANCELLED' ? 'cancelled' : 'failed'
        return batches.end(place, { outcome, line: failureLine(customId, runId, end.error), cacheHits: 0 })
      }
      const line = answerLine(customId, end.result)
      const cacheHits = end.result.steps.filter(({ cacheHit }) => cacheHit).length
      const { costUsd } = end.result.usage
      return batches.end(place, { outcome: outcomeOf(line), line, cacheHits, costUsd })
    },
  }
}

export const runWasCancelled = (): SwitchyardError =>
  new SwitchyardError('CANCELLED', 'The run was cancelled.')
