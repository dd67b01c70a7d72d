import { LRUCache } from 'lru-cache'
import type { Run, RunResult } from '../../agent/run.js'
import { type ErrorInfo, toSwitchyardError } from '../../core/errors.js'

/** A run that clients may ask for by its id. */
export interface KeptRun {
  run: Run
  owner: string
  /** Seconds since 1970. */
  createdAt: number
  outcome: RunOutcome | undefined
}

/** How a run has ended. */
export type RunOutcome = { result: RunResult } | { error: ErrorInfo }

/** The runs that go on without the client that started them, each seen by its owner only. */
export interface RunRegistry {
  /**
   * Keeps a run that was just started. Resolves once the run can be asked for; behind a queue it then outlives this process.
   *
   * @throws SwitchyardError when the queue does not take the run
   */
  add(owner: string, run: Run): Promise<KeptRun>
  get(owner: string, id: string): Promise<KeptRun | undefined>
  /** The newest first, so many at most. */
  list(owner: string, most: number): Promise<KeptRun[]>
  /** Forgets a run that has ended. */
  remove(owner: string, id: string): Promise<void>
}

/** Ended runs that are kept at most; those that go on always are. */
const mostEnded = 1000

/** Runs of this process. They end with it: `stopping` cancels them. */
export function createRunRegistry({
  keepMs,
  stopping,
}: {
  keepMs: number
  stopping: AbortSignal
}): RunRegistry {
  const going = new Map<string, KeptRun>()
  const ended = new LRUCache<string, KeptRun>({ max: mostEnded, ttl: keepMs })
  const all = () => [...going.values(), ...ended.values()]

  return {
    async add(owner, run) {
      stopping.addEventListener('abort', run.cancel, { once: true })
      if (stopping.aborted) run.cancel()
      const kept: KeptRun = { run, owner, createdAt: Math.floor(Date.now() / 1000), outcome: undefined }
      going.set(run.id, kept)
      run.result
        .then(
          (result) => {
            kept.outcome = { result }
          },
          (thrown) => {
            kept.outcome = { error: toSwitchyardError(thrown).toInfo() }
          },
        )
        .finally(() => {
          stopping.removeEventListener('abort', run.cancel)
          going.delete(run.id)
          ended.set(run.id, kept)
        })
      return kept
    },
    async get(owner, id) {
      const kept = going.get(id) ?? ended.get(id)
      return kept?.owner === owner ? kept : undefined
    },
    list: async (owner, most) =>
      all()
        .filter((kept) => kept.owner === owner)
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, most),
    async remove(owner, id) {
      if (ended.peek(id)?.owner === owner) ended.delete(id)
    },
  }
}
