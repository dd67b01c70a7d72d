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
/** Past this many times the bound, files in use do not stay for `keepMs`, but for `briefMs`. */
const ceiling = 2
const briefMs = 60_000
/** A pass that could not free enough (all files in use) is not repeated sooner than this. */
const retryMs = 60_000
/** Other processes add files too: the folder is looked at again after this share of the bound was added here. */
const lookShare = 0.1

export function createEviction({ dir, maxBytes, keepMs, now }: EvictionOptions): Eviction {
  /** Bytes in the folder when it was last looked at, and those added here since. */
  let total = Number.POSITIVE_INFINITY
  let addedSince = 0
  let notBefore = 0
  let running: Promise<void> | undefined

  async function pass(): Promise<void> {
    addedSince = 0
    const files = await list(dir)
    files.sort((a, b) => a.usedMs - b.usedMs)
    let left = files.reduce((sum, file) => sum + file.bytes, 0)
    if (left > maxBytes) left = await free(files, left, { downTo: maxBytes * lowWater, keptMs: keepMs })
    if (left > maxBytes * ceiling)
      left = await free(files, left, { downTo: maxBytes * ceiling, keptMs: Math.min(briefMs, keepMs) })
    if (left > maxBytes) notBefore = now() + retryMs
    total = left
  }

  /** Removes the least recently used files that were not used in the last `keptMs`, and says how many bytes are left. */
  async function free(
    files: StoredFile[],
    bytes: number,
    { downTo, keptMs }: { downTo: number; keptMs: number },
  ): Promise<number> {
    let left = bytes
    for (const file of files) {
      if (left <= downTo) break
      if (file.isGone || !(await removeUnused(file.path, now() - keptMs))) continue
      file.isGone = true
      left -= file.bytes
    }
    return left
  }

  function isDue(): boolean {
    const isFull = total + addedSince > maxBytes * ceiling
    // What came since is more than the wait for the next pass allows.
    if (addedSince > maxBytes * lookShare && (isFull || now() >= notBefore)) return true
    return total + addedSince > maxBytes && now() >= notBefore
  }

  return {
    added(bytes) {
      addedSince += bytes
      if (running || !isDue()) return
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
  isGone?: boolean | undefined
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
