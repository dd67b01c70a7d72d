import type { SwitchyardError } from '../../../core/errors.js'
import type { HostExit } from './host-process.js'
import { brokenByCrashes, hostCrashed } from './pool-errors.js'
import type { PoolBatch } from './pool-job.js'

/** What is remembered of hosts that died, by the model that they had in hand. */
export interface CrashRecord {
  /** Notes the end of a host while it loaded or ran this batch. Returns what its calls fail with. */
  blame(batch: PoolBatch, exit: HostExit): SwitchyardError
  /** The model was loaded. */
  loaded(model: string): void
  /** A batch of the model came to its end. */
  ran(model: string): void
  /** Whether the model's last batch crashed: its calls run apart until one is through, so that the guilty one takes no others along. */
  isSuspect(model: string): boolean
}

const loadCrashesUntilBroken = 3

export function createCrashRecord(): CrashRecord {
  /** In a row. */
  const whileLoading = new Map<string, number>()
  const whileRunning = new Set<string>()
  return {
    blame({ model, loading }, exit) {
      if (!loading) {
        whileRunning.add(model.key)
        return hostCrashed(model, exit, 'running')
      }
      const crashes = (whileLoading.get(model.key) ?? 0) + 1
      whileLoading.set(model.key, crashes)
      return crashes >= loadCrashesUntilBroken
        ? brokenByCrashes(model, exit, crashes)
        : hostCrashed(model, exit, 'loading')
    },
    loaded: (model) => void whileLoading.delete(model),
    ran: (model) => void whileRunning.delete(model),
    isSuspect: (model) => whileRunning.has(model),
  }
}
