import { availableParallelism, freemem } from 'node:os'
import type { Profile } from '../../config/profile.js'

/** `profile.local` with every `auto` worked out. */
export interface LocalSettings {
  hosts: number
  threads: number
  memoryBytes: number
  recycleBytes: number
}

export interface Machine {
  cores: number
  freeBytes: number
}

/** This machine as it is now. */
export function thisMachine(): Machine {
  return { cores: availableParallelism(), freeBytes: freemem() }
}

const spareBytes = 2_000_000_000

/** Divides the machine among hosts: cores and memory are shared out once, never taken whole by each. */
export function readLocalSettings(
  { hosts, threads, memory, recycleBytes }: Profile['local'],
  device: Profile['local']['device'],
  { cores, freeBytes }: Machine,
): LocalSettings {
  const onCpu = device === 'cpu' || device === 'auto'
  const hostCount = hosts === 'auto' ? (onCpu ? Math.min(4, Math.max(1, Math.floor(cores / 2))) : 1) : hosts
  const memoryBytes = memory === 'auto' ? Math.floor(freeBytes / 2) : memory
  return {
    hosts: hostCount,
    threads: threads === 'auto' ? Math.max(1, Math.floor(cores / hostCount)) : threads,
    memoryBytes,
    recycleBytes: recycleBytes === 'auto' ? Math.floor(memoryBytes / hostCount) + spareBytes : recycleBytes,
  }
}
