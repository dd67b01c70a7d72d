import { createHash, randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import stringify from 'safe-stable-stringify'
import type { AgentParts } from '../../agent/assemble.js'
import type { Request } from '../../agent/options.js'
import type { RunResult } from '../../agent/run.js'
import type { JobOptions } from '../../batch/answer-jobs.js'
import type { BatchAgent } from '../../batch/run-batch.js'
import { cancelled, SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { runQueues } from '../bullmq/run-queues.js'
import type { QueueConnection } from '../redis/connection.js'
import { createRunClient, type QueuedRequest } from '../runs/run-client.js'
import { createRunStore } from '../runs/run-store.js'

export interface QueueBatchAgentOptions {
  connection: QueueConnection
  /** Takes media into the store that the workers share. Its executor is not used. */
  parts: Pick<AgentParts, 'ingest'>
  /** Names the batch. Under the same name, a job that was submitted before is found again instead of being submitted. */
  batchId: string
  /** Submit again what failed or was answered in part. */
  retryFailed?: boolean | undefined
  /** Most jobs of this batch in the queue at once. Default: 64. */
  concurrency?: number | undefined
  /** See `createRunClient`. */
  checkMs?: number
}

/** An agent for `runBatch` whose answers come from the queue's workers. */
export interface QueueBatchAgent extends BatchAgent {
  close(): Promise<void>
}

/** Runs that a job may have had before it, each of them cancelled or failed. */
const maxAttempts = 1_000

/**
 * Answers the jobs of a batch through the queue. A run is named after its batch and what the job asks, so that a batch
 * that was interrupted finds what has been finished, or is under way, in the meantime.
 */
export function createQueueBatchAgent(options: QueueBatchAgentOptions): QueueBatchAgent {
  const { connection, parts, batchId, retryFailed = false, concurrency = 64, checkMs } = options
  const { redis, namespace } = connection
  const client = createRunClient({ connection, ...(checkMs !== undefined && { checkMs }) })
  const store = createRunStore(connection)

  /** The job's first run that may still give its result. Those before it were stopped, or are to be done again. */
  async function findRun(name: string, from: number): Promise<number> {
    for (let attempt = from; attempt < maxAttempts; attempt += 1) {
      const end = await store.end(`${name}-${attempt}`)
      if (!end) return attempt
      const status = end.ok ? end.result.status : end.error.code
      if (status !== 'CANCELLED' && (status === 'answered' || !retryFailed)) return attempt
    }
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `This job was tried ${maxAttempts} times. Give it another id.`,
    )
  }

  async function answer(
    job: { request: QueuedRequest; name: string },
    signal: AbortSignal,
    setId: (runId: string) => void,
  ): Promise<RunResult> {
    let attempt = 0
    for (;;) {
      attempt = await findRun(job.name, attempt)
      const runId = `${job.name}-${attempt}`
      setId(runId)
      if (signal.aborted) throw cancelled(signal)
      const wasThere = await redis.exists(`${namespace}:${runQueues.batch}:${runId}`)
      await client.submitRun(job.request, { runId, priority: 'batch' })
      try {
        return await client.waitForRun(runId, { signal })
      } catch (thrown) {
        if (signal.aborted) {
          await client.cancelRun(runId)
          throw thrown
        }
        // A batch that was stopped has cancelled it, and its driver was still about to hear of it.
        if (!wasThere || toSwitchyardError(thrown).code !== 'CANCELLED') throw thrown
        attempt += 1
      }
    }
  }

  return {
    parts: { executor: { concurrency } },
    run({ text, media: sources = [], plan }: Request, { customId }: JobOptions) {
      const controller = new AbortController()
      const { signal } = controller
      let id: string = randomUUID()
      const result = (async () => {
        const taken = await Promise.all(sources.map((source) => parts.ingest.ingest(source, { signal })))
        const media = taken.map((one) => {
          if (!one.ok) throw one.error
          return one.value
        })
        const asked = { batchId, customId, text, media: media.map(({ digest }) => digest), plan }
        const name = createHash('sha256').update(stringify(asked)).digest('hex').slice(0, 40)
        return answer({ request: { text, media, ...(plan && { plan }) }, name }, signal, (runId) => {
          id = runId
        })
      })()
      result.catch(() => {})
      return {
        get id() {
          return id
        },
        result,
        cancel: () => controller.abort(new SwitchyardError('CANCELLED', 'Cancelled.')),
      }
    },
    close: () => client.close(),
  }
}

/** The name of the batch whose results go to this file: the same for the same file on this machine. */
export async function batchIdOf(out: string): Promise<string> {
  const path = resolve(out)
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  const file = await realpath(path).catch(() => join(folder, basename(path)))
  return createHash('sha256')
    .update(stringify([hostname(), file]))
    .digest('hex')
    .slice(0, 32)
}
