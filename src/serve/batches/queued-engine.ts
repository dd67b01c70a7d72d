import { setTimeout as delay } from 'node:timers/promises'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import { onOneLine } from '../../core/text.js'
import { createBatchClient } from '../../queue/batches/batch-client.js'
import type { BatchStatus } from '../../queue/batches/batch-status.js'
import type { QueueConnection } from '../../queue/redis/connection.js'
import { ApiError } from '../http/api-error.js'
import { leftOf } from '../runs/queued-agent.js'
import { budgetOf, type Services } from '../services.js'
import type { BatchEngine, PlacedResult } from './batch-engine.js'
import type { BatchInputs } from './batch-input.js'
import { type BatchCounts, type BatchRecord, endpointOf, windowMs } from './batch-record.js'
import { createJobIngest } from './job-media.js'
import { prepareCall } from './prepare-call.js'

/** How often it looks how far the workers are, milliseconds. */
const lookMs = 250
/** Results are in files by then. */
const keepMs = 7 * 86_400_000

/** Has batches answered by the workers of a queue. Which server carries a batch makes no difference. */
export function createQueuedEngine(
  services: Services,
  { connection, inputs }: { connection: QueueConnection; inputs: BatchInputs },
): BatchEngine {
  const { agent, media, keys } = services
  const client = createBatchClient({ connection })
  const { ingest, profile } = agent.parts
  const mostUsd = (owner: string) => {
    const budget = budgetOf({ keys }, owner)
    return lowest(profile.budget.perBatch, budget && leftOf(budget))
  }
  /** What was charged for earlier attempts is not charged again. */
  const settle = ({ owner, charged_usd = 0 }: BatchRecord, { costUsd }: BatchStatus) =>
    budgetOf({ keys }, owner)
      ?.hold(0)
      .settle(costUsd - charged_usd)

  async function untilEnded(
    id: string,
    {
      signal,
      onCounts,
      isStopped = false,
    }: { signal: AbortSignal; onCounts?: (counts: BatchCounts) => void; isStopped?: boolean },
  ): Promise<BatchStatus> {
    for (;;) {
      const status = await client.batchStatus(id)
      onCounts?.(countsOf(status))
      if (status.state === 'ended' || (status.state === 'spent' && !isStopped)) return status
      await delay(lookMs, undefined, { signal }).catch(() => {
        throw cancelledError(signal)
      })
    }
  }

  async function stateOf(id: string): Promise<BatchStatus['state'] | undefined> {
    try {
      return (await client.batchStatus(id)).state
    } catch (error) {
      if (error instanceof SwitchyardError && error.code === 'INVALID_REQUEST') return undefined
      throw error
    }
  }
  const isKnown = async (id: string) => (await stateOf(id)) !== undefined
  const isSubmitted = async (id: string) => !['uploading', undefined].includes(await stateOf(id))

  /** Goes on where another server has stopped, and does nothing when all is there. */
  async function submit(batch: BatchRecord, signal: AbortSignal): Promise<void> {
    const { id, owner, origin, expires_at } = batch
    if (await isSubmitted(id)) return
    await client.submitBatch({
      jobs: await inputs.path(batch),
      id,
      endpoint: endpointOf(batch),
      ingest: createJobIngest(services, owner),
      name: onOneLine(batch.metadata?.name ?? '').slice(0, 128) || id,
      submitter: owner,
      keepMs,
      maxCostUsd: mostUsd(owner),
      deadlineMs: Math.max(1, expires_at * 1000 - Date.now()),
      prepareCall: (call) => prepareCall({ ...call, origin }, { ingest, media, owner }),
      signal,
    })
  }

  return {
    async answer(batch, { signal, onCounts }) {
      await submit(batch, signal)
      const status = await untilEnded(batch.id, { signal, onCounts })
      settle(batch, status)
      if (status.state === 'spent')
        throw new SwitchyardError('BUDGET_EXCEEDED', 'The budget of a batch is used up.')
      return countsOf(status)
    },
    async stop(batch) {
      const { signal } = new AbortController()
      // Each line has its result, also where it was stopped before the queue had it.
      await submit(batch, signal)
      await client.cancelBatch(batch.id)
      const status = await untilEnded(batch.id, { signal, isStopped: true })
      settle(batch, status)
      return countsOf(status)
    },
    async *results({ id }, after): AsyncGenerator<PlacedResult> {
      if (!(await isKnown(id))) return
      // The place of files, after a retry, is none in the queue: begin anew.
      const from = /^\d+-\d+$/.test(after ?? '') ? after : undefined
      for await (const { line, place } of client.batchResults(id, { after: from }))
        yield { line, next: place }
    },
    async retry({ id, owner, completion_window }, { which }) {
      const deadlineMs = windowMs(completion_window)
      await client.retryBatch(id, { which, deadlineMs, maxCostUsd: mostUsd(owner) }).catch((error) => {
        if (!(error instanceof SwitchyardError) || error.retryable || error.code !== 'INVALID_REQUEST')
          throw error
        throw tooLate()
      })
      const status = await client.batchStatus(id)
      return { counts: countsOf(status), charged_usd: status.costUsd }
    },
    close: () => client.close(),
  }
}

const tooLate = (): ApiError =>
  new ApiError('The queue has forgotten this batch. Make a new one of what failed.', {
    status: 409,
    code: 'batch_forgotten',
  })

/** The lower of two limits; undefined where there is none. */
const lowest = (...limits: readonly (number | undefined)[]): number | undefined => {
  const known = limits.filter((limit) => limit !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

const countsOf = ({ total, answered, partly, failed, cancelled: stopped }: BatchStatus): BatchCounts => ({
  total,
  completed: answered + partly,
  failed: failed + stopped,
})
