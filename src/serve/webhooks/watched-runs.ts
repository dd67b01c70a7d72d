import { z } from 'zod'
import type { KeptRun, RunOutcome, RunRegistry } from '../runs/run-registry.js'
import type { RecordPlace } from '../shelf/owned-records.js'
import type { Webhooks } from './open-webhooks.js'

/** Tells by webhook how runs have ended, whichever server is there then. */
export interface WatchedRuns {
  /**
   * Has the end of a run told: `run.completed`, `run.failed` or `run.cancelled`, or the same of a response that it is.
   *
   * @param about what clients know it as. Default: the run itself
   */
  watch(kept: KeptRun, about?: { object: 'run' | 'response'; id: string }): Promise<void>
  close(): void
}

const watchSchema = z.object({ owner: z.string(), object: z.enum(['run', 'response']), id: z.string() })
const everybody = 'all'

export function createWatchedRuns({
  webhooks,
  runs,
  place,
  sweepMs = 2_000,
}: {
  webhooks: Webhooks
  runs: RunRegistry
  place: RecordPlace
  sweepMs?: number | undefined
}): WatchedRuns {
  const watched = place.open('watched-runs')
  let isClosed = false

  async function look(runId: string, record: unknown): Promise<void> {
    const about = watchSchema.safeParse(record).data
    if (!about || isClosed) return
    const kept = await runs.get(about.owner, runId)
    if (kept && !kept.outcome) return
    const { object, id, owner } = about
    await webhooks.announce({ type: `${object}.${endOf(kept?.outcome, object)}`, id, owner })
    await watched.remove(everybody, runId)
  }
  async function sweep(): Promise<void> {
    for (const { id, record } of await watched.list(everybody)) await look(id, record)
  }
  const timer = setInterval(() => void sweep().catch(() => undefined), sweepMs)
  timer.unref()

  return {
    async watch({ run, owner }, { object, id } = { object: 'run', id: run.id }) {
      if (!webhooks.isHeard(owner)) return
      const about = { owner, object, id }
      await watched.put(everybody, run.id, about)
      run.result
        .catch(() => undefined)
        .then(() => look(run.id, about))
        // The next sweep tells of it, here or at another server.
        .catch(() => undefined)
    },
    close() {
      isClosed = true
      clearInterval(timer)
    },
  }
}

/** A run that is known no more was lost with its server. */
function endOf(outcome: RunOutcome | undefined, object: 'run' | 'response'): string {
  if (outcome && 'result' in outcome)
    return object === 'run' && outcome.result.status === 'failed' ? 'failed' : 'completed'
  return outcome?.error.code === 'CANCELLED' ? 'cancelled' : 'failed'
}
