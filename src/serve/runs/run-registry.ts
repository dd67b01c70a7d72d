import { LRUCache } from 'lru-cache'
import type { Run, RunResult } from '../../agent/run.js'
import { type ErrorInfo, toSwitchyardError } from '../../core/errors.js'

/** A run that clients may ask for by its id. */
export interface KeptRun {
  run: Run
  owner: string
  /** Seconds since 1970. */
  createdAt: number
  outcome: { result: RunResult } | { error: ErrorInfo } | undefined
}

/** The runs of this server that were started by `/v1/runs`, each seen by its owner only. */
export interface RunRegistry {
  add(owner: string, run: Run): KeptRun
  get(owner: string, id: string): KeptRun | undefined
  /** The newest first. */
  list(owner: string): KeptRun[]
  /** Forgets a run that has ended. */
  remove(owner: string, id: string): void
  cancelAll(): void
}

/** Ended runs that are kept at most; those that go on always are. */
const mostEnded = 1000

export function createRunRegistry({ keepMs }: { keepMs: number }): RunRegistry {
  const going = new Map<string, KeptRun>()
  const ended = new LRUCache<string, KeptRun>({ max: mostEnded, ttl: keepMs })
  const all = () => [...going.values(), ...ended.values()]

  return {
    add(owner, run) {
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
          going.delete(run.id)
          ended.set(run.id, kept)
        })
      return kept
    },
    get(owner, id) {
      const kept = going.get(id) ?? ended.get(id)
      return kept?.owner === owner ? kept : undefined
    },
    list: (owner) =>
      all()
        .filter((kept) => kept.owner === owner)
        .sort((a, b) => b.createdAt - a.createdAt),
    remove(owner, id) {
      if (ended.peek(id)?.owner === owner) ended.delete(id)
    },
    cancelAll() {
      for (const { run } of going.values()) run.cancel()
    },
  }
}
