import type { HostProcess } from './host-process.js'
import type { BusyView, HostView, LoadedModel } from './pool-core.js'
import type { PoolBatch } from './pool-job.js'

/** What a host is doing, for people and tests. */
export interface HostStatus {
  pid: number | undefined
  device: string
  /** Names of the models it holds. */
  models: string[]
  /** Resident memory after its last batch. */
  rssBytes: number
  busy: boolean
}

interface Held extends LoadedModel {
  name: string
  /** The host has said so. */
  isLoaded: boolean
}

/** A place for a host, and what it has in hand. */
export interface HostSlot {
  id: number
  process?: HostProcess | undefined
  batch?: PoolBatch | undefined
  /** What it got ahead: it runs it when it has answered `batch`. */
  next?: PoolBatch | undefined
  /** It was told to end, and takes no more calls. */
  ending?: Promise<void> | undefined
  models: Map<string, Held>
  rssBytes: number
}

export const viewOf = ({ id, process, batch, ending, models }: HostSlot): HostView => ({
  id,
  busy: batch !== undefined || ending !== undefined,
  started: process !== undefined,
  models: [...models.values()],
})

/** Undefined for a host that may get nothing ahead. */
export function busyViewOf({ id, batch, next, ending, models }: HostSlot): BusyView | undefined {
  if (!batch || batch.abandoned || next || ending) return undefined
  const loaded = [...models.values()].filter(({ isLoaded }) => isLoaded)
  return { id, running: batch.jobs.length, loaded: loaded.map(({ key }) => key) }
}

/** Undefined while no process runs. */
export function statusOf(
  { process, batch, models, rssBytes }: HostSlot,
  device: string,
): HostStatus | undefined {
  if (!process) return undefined
  const names = [...models.values()].map(({ name }) => name)
  return { pid: process.pid, device, models: names, rssBytes, busy: batch !== undefined }
}
