import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import cacache from 'cacache'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Candidate } from '../config/candidate.js'
import { dayMs } from '../core/clock.js'
import { errnoOf } from '../core/errno.js'
import { makePrivateFolder, privateFile } from '../core/files.js'
import { parseJson } from '../core/json.js'
import { mediaIn } from '../media/media-in.js'
import { removeStale } from '../media/store/remove-stale.js'

/**
 * Finished steps by their key. Safe to share between processes; what it holds may be thrown away at any time, and
 * nothing about it ever makes a run fail.
 */
export interface StepCache {
  /**
   * The output stored under the key. Undefined when there is none, or when media it speaks of are gone; then `candidate`
   * is called next.
   */
  get(key: string, candidate?: Candidate): Promise<Record<string, unknown> | undefined>
  /** Remembers an output: in memory at once, on disk soon. */
  set(key: string, output: Record<string, unknown>): void
  /** Why results are kept in memory only, once the disk has failed; for a warning. */
  readonly degraded: string | undefined
  /** Waits until everything is on disk. */
  close(): Promise<void>
}

export interface StepCacheOptions {
  /** Folder of its own; made when missing. */
  dir: string
  /** Size bound of the folder, in bytes; when it is passed, the oldest results go until four fifths are left. */
  maxBytes: number
  /** Results older than this go when the folder is tidied. Default: 30 days. */
  maxAgeMs?: number | undefined
  /** Size bound in memory, in bytes of JSON. Default: 32 MB. */
  memoryBytes?: number | undefined
  /** Whether the media store still has a file. */
  hasMedia(digest: string): boolean | Promise<boolean>
}

const entrySchema = z.object({ output: z.record(z.string(), z.unknown()) })

/** Opens the cache. Never fails: when the folder can't be used, `degraded` says so. */
export async function openStepCache({
  dir,
  maxBytes,
  maxAgeMs = 30 * dayMs,
  memoryBytes = 32_000_000,
  hasMedia,
}: StepCacheOptions): Promise<StepCache> {
  const memory = new LRUCache<string, string>({
    maxSize: memoryBytes,
    sizeCalculation: (json) => json.length + 1,
  })
  let degraded: string | undefined
  let disk = Promise.resolve()
  /** Bytes that may be written before the folder is tidied: known only after the first look at it. */
  let allowance = 0

  const degrade = (thrown: unknown) => {
    degraded ??= `Results are kept in memory only, ${dir} can't be used: ${thrown instanceof Error ? thrown.message : thrown}`
  }

  // Inside, cacache makes files and folders as the system's mask says.
  await makePrivateFolder(dir).catch(degrade)

  const read = async (key: string): Promise<string | undefined> => {
    const known = memory.get(key)
    if (known !== undefined || degraded !== undefined) return known
    try {
      const { data } = await cacache.get(dir, key)
      return data.toString('utf8')
    } catch (thrown) {
      const code = errnoOf(thrown)
      if (code === 'EINTEGRITY' || code === 'EBADSIZE') await removeDamaged(dir, key).catch(degrade)
      else if (code !== 'ENOENT') degrade(thrown)
      return undefined
    }
  }

  const write = async (key: string, json: string): Promise<void> => {
    if (degraded !== undefined) return
    try {
      if (json.length > maxBytes) return
      allowance -= json.length
      if (allowance < 0)
        allowance = (await tidy({ dir, maxBytes: maxBytes - json.length, maxAgeMs })) - json.length
      await cacache.put(dir, key, json)
      const entry = await cacache.get.info(dir, key)
      if (entry) await chmod(entry.path, privateFile).catch(() => undefined)
    } catch (thrown) {
      degrade(thrown)
    }
  }

  return {
    async get(key) {
      const json = await read(key)
      const entry = json === undefined ? undefined : entrySchema.safeParse(parseJson(json)).data
      if (!entry) return undefined
      const kept = await Promise.all(mediaIn(entry.output).map((media) => hasMedia(media.digest)))
      if (!kept.every(Boolean)) return undefined
      memory.set(key, json ?? '')
      return entry.output
    },
    set(key, output) {
      const json = JSON.stringify({ output })
      memory.set(key, json)
      disk = disk.then(() => write(key, json))
    },
    get degraded() {
      return degraded
    },
    close: () => disk,
  }
}

/** Makes way for the same content to be written again: cacache never replaces a file that is there. */
async function removeDamaged(dir: string, key: string): Promise<void> {
  const entry = await cacache.get.info(dir, key)
  if (entry) await cacache.rm.content(dir, entry.integrity)
}

/** Removes what is too old, and the oldest of what is too much. Returns how many bytes may be added. */
async function tidy(bounds: { dir: string; maxBytes: number; maxAgeMs: number }): Promise<number> {
  const { dir, maxBytes, maxAgeMs } = bounds
  await removeStale(join(dir, 'tmp'), Date.now())
  const entries = Object.values(await cacache.ls(dir)).sort((a, b) => b.time - a.time)
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  const budget = total > maxBytes ? maxBytes * 0.8 : maxBytes
  const oldest = Date.now() - maxAgeMs
  let bytes = 0
  let full = false
  for (const { key, integrity, size, time } of entries) {
    full ||= time < oldest || bytes + size > budget
    if (!full) {
      bytes += size
      continue
    }
    // Equal results share their content: where that goes too early, the other entry becomes a miss.
    await cacache.rm.entry(dir, key, { removeFully: true })
    await cacache.rm.content(dir, integrity)
  }
  return maxBytes - bytes
}
