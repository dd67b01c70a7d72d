import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Request } from '../../agent/options.js'
import type { RunResult } from '../../agent/run.js'
import type { JobOptions } from '../../batch/answer-jobs.js'
import type { BatchAgent } from '../../batch/run-batch.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { Media } from '../../media/media.js'
import { ApiError } from '../http/api-error.js'
import { withPlace } from '../runs/with-place.js'
import { budgetOf, type Services } from '../services.js'
import { createJobIngest, toJobError } from './job-media.js'

/**
 * Answers Switchyard's own jobs of a key as runs of this server: with the key's files, out of its budget, each in a place among
 * the requests. A job waits where a client would be told to come again.
 *
 * @param inTurn waits for a place among the lines of all batches
 */
export function createJobsAgent(
  services: Services,
  {
    owner,
    inTurn,
  }: { owner: string; inTurn: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T> },
): BatchAgent {
  const { agent } = services
  const ingest = createJobIngest(services, owner)

  async function answer(
    request: Request,
    { budget, guess }: JobOptions,
    signal: AbortSignal,
  ): Promise<RunResult> {
    const own = budgetOf(services, owner)
    if (own && budget && budget.spentUsd >= budget.limitUsd)
      throw new SwitchyardError('BUDGET_EXCEEDED', 'The budget of a batch is used up.', {
        details: { scope: budget.scope },
      })
    const media: Media[] = []
    for (const source of request.media ?? []) {
      const taken = await ingest.ingest(source, { signal })
      if (!taken.ok) throw taken.error
      media.push(taken.value)
    }
    const result = await agent.run({ ...request, media }, { budget: own ?? budget, guess, signal }).result
    if (own) budget?.hold(0).settle(result.usage.costUsd)
    return result
  }

  return {
    parts: agent.parts,
    run(request, options) {
      const controller = new AbortController()
      const { signal } = controller
      const result = inTurn(
        () =>
          untilPlaced(
            () =>
              withPlace(services, { owner, signals: [signal] }, async ({ signal: placed, leave }) => {
                const answered = await answer(request, options, placed)
                leave()
                return answered
              }),
            signal,
          ),
        signal,
      ).catch((thrown) => {
        throw signal.aborted ? cancelledError(signal) : toJobError(thrown)
      })
      return { id: randomUUID(), result, cancel: () => controller.abort(cancelledError()) }
    },
  }
}

/** Tries again as long as there is only too much to do. */
async function untilPlaced<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (thrown) {
      const pauseSeconds =
        thrown instanceof ApiError && thrown.options.retry ? thrown.options.retryAfterSeconds : undefined
      if (pauseSeconds === undefined) throw thrown
      await delay(pauseSeconds * 1000, undefined, { signal })
    }
  }
}
