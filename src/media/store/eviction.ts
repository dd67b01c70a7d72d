import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Keeps a folder of `ab/<digest>` files under a size bound; the modification time is the time of last use. */
export interface Eviction {
  /** Tells that a file of this size was added; looks at the folder, in the background, when the bound may be passed. */
  added(bytes: number): void
  settled(): Promise<void>
}

export interface EvictionOptions {
  dir: string
  maxBytes: number
  /** Files used less than this long ago stay. */
  keepMs: number
  now: () => number
}

/** After eviction this share of the bound is in use, so that the next file does not start another pass. */
const lowWater = 0.9
/** A pass that could not free enough (all files in use) is not repeated sooner than this. */
const retryMs = 60_000

export function createEviction({ dir, maxBytes, keepMs, now }: EvictionOptions): Eviction {
  /** Undefined until the folder was looked at: what other processes have put there is unknown. */
  let total: number | undefined
  let addedMeanwhile = 0
  let notBefore = 0
  let running: Promise<void> | undefined

  async function pass(): Promise<void> {
    addedMeanwhile = 0
    const files = await list(dir)
    let left = files.reduce((sum, file) => sum + file.bytes, 0)
    if (left > maxBytes) {
      files.sort((a, b) => a.usedMs - b.usedMs)
      for (const file of files) {
        if (left <= maxBytes * lowWater) break
        if (!(await removeUnused(file.path, now() - keepMs))) continue
        left -= file.bytes
      }
      if (left > maxBytes) notBefore = now() + retryMs
    }
    total = left + addedMeanwhile
  }

  return {
    added(bytes) {
      if (total !== undefined) total += bytes
      addedMeanwhile += bytes
      if (running || now() < notBefore || (total !== undefined && total <= maxBytes)) return
      running = pass()
        .catch(() => undefined)
        .finally(() => {
          running = undefined
        })
    },
    settled: async () => running,
  }
}

interface StoredFile {
  path: string
  bytes: number
  usedMs: number
}

async function list(dir: string): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  const shards = (await readdir(dir)).filter((name) => /^[0-9a-f]{2}$/.test(name))
  for (const shard of shards) {
    const names = await readdir(join(dir, shard)).catch(() => [])
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(dir, shard, name)
        const facts = await stat(path).catch(() => undefined)
        return facts && { path, bytes: facts.size, usedMs: facts.mtimeMs }
      }),
    )
    files.push(...found.filter((file) => file !== undefined))
  }
  return files
}

/** Looks again just before removing: another process may have used the file since it was listed. */
async function removeUnused(path: string, before: number): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined)
  if (!facts) return true
  if (facts.mtimeMs >= before) return false
  await rm(path, { force: true }).catch(() => undefined)
  return true
}
