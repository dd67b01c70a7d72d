import pMap from 'p-map'
import { z } from 'zod'
import type { Run } from '../../agent/run.js'
import type { RunClient } from '../../queue/runs/run-client.js'
import type { RunEnd } from '../../queue/runs/run-store.js'
import type { OwnedRecords } from '../shelf/owned-records.js'
import { openQueuedRun, type QueuedRunOptions } from './queued-run.js'
import type { KeptRun, RunOutcome, RunRegistry } from './run-registry.js'

const recordSchema = z.object({ createdAt: z.number() })

/** Ends that are read at once for a list. */
const atOnce = 16

/** Runs of the queue: any server finds them by the record that says whose they are. */
export function createQueuedRuns({
  records,
  ...options
}: Pick<QueuedRunOptions, 'stopping' | 'onCommand'> & {
  client: RunClient
  /** Whose runs they are. */
  records: OwnedRecords
}): RunRegistry {
  const { client } = options

  async function find(owner: string, id: string, record: unknown): Promise<KeptRun | undefined> {
    const parsed = recordSchema.safeParse(record)
    if (!parsed.success) return undefined
    const found = await client.findRun(id)
    if (!found) return undefined
    const { createdAt } = parsed.data
    return { run: openQueuedRun({ ...options, id }), owner, createdAt, outcome: outcomeOf(found) }
  }

  return {
    async add(owner, run: Run & { accepted?: Promise<void> | undefined }) {
      const createdAt = Math.floor(Date.now() / 1000)
      // Before the run is accepted: one that this process does not live to tell of is found all the same.
      await records.put(owner, run.id, { createdAt })
      await run.accepted?.catch(async (error) => {
        await records.remove(owner, run.id)
        throw error
      })
      return { run, owner, createdAt, outcome: undefined }
    },
    get: async (owner, id) => find(owner, id, await records.get(owner, id)),
    async list(owner, most) {
      const known = (await records.list(owner)).flatMap(({ id, record }) => {
        const parsed = recordSchema.safeParse(record)
        return parsed.success ? [{ id, ...parsed.data }] : []
      })
      known.sort((a, b) => b.createdAt - a.createdAt)
      const found = await pMap(known.slice(0, most), ({ id, ...record }) => find(owner, id, record), {
        concurrency: atOnce,
      })
      return found.filter((kept) => kept !== undefined)
    },
    // The queue lets go of its end by itself; without the record nobody finds it.
    remove: (owner, id) => records.remove(owner, id),
  }
}

function outcomeOf(found: 'going' | RunEnd): RunOutcome | undefined {
  if (found === 'going') return undefined
  return found.ok ? { result: found.result } : { error: found.error }
}
