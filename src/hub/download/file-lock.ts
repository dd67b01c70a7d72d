import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errnoOf } from '../../core/errno.js'
import { cancelledError } from '../../core/errors.js'
import { hasEnded } from '../../core/process/has-ended.js'

export interface FileLockOptions {
  signal: AbortSignal
  /** A lock not refreshed for this long was left by a process that died. Default: 30000. */
  staleMs?: number | undefined
  /** Default: 200. */
  pollMs?: number | undefined
}

/**
 * Runs work while no other process runs work under the same lock file. The file is refreshed while the work lasts, so
 * that a lock left behind is noticed, at once on the same machine; it works on network disks, too.
 */
export async function withFileLock<T>(
  path: string,
  { signal, staleMs = 30_000, pollMs = 200 }: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid, id: randomUUID() })
  await mkdir(dirname(path), { recursive: true })
  while (!(await take(path, owner))) {
    if (signal.aborted) throw cancelledError(signal)
    if (!(await removeStale(path, staleMs))) await sleep(pollMs)
  }
  const refresh = setInterval(() => {
    const now = new Date()
    // Should this fail, the lock goes stale: the worst that follows is a file downloaded twice.
    utimes(path, now, now).catch(() => undefined)
  }, staleMs / 4)
  refresh.unref()
  try {
    return await work()
  } finally {
    clearInterval(refresh)
    if ((await readFile(path, 'utf8').catch(() => '')) === owner) await rm(path, { force: true })
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(owner)
    await file.close()
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Whether a lock that is no longer held was removed. It is renamed first, so that of two processes only one succeeds. */
async function removeStale(path: string, staleMs: number): Promise<boolean> {
  const owner = await readFile(path, 'utf8').catch(() => undefined)
  const found = await stat(path).catch(() => undefined)
  if (owner === undefined || !found) return true
  if (!isDead(owner) && Date.now() - found.mtimeMs < staleMs) return false
  const aside = `${path}.${randomUUID()}`
  const renamed = await rename(path, aside).then(
    () => true,
    () => false,
  )
  // Another process may have removed the old lock and taken a new one in between: that one goes back.
  if (renamed && (await readFile(aside, 'utf8')) !== owner) {
    await rename(aside, path)
    return false
  }
  await rm(aside, { force: true })
  return true
}

/** Whether the owner is known to be gone: a process of this machine that no longer exists. */
function isDead(owner: string): boolean {
  const match = /^\{"host":"([^"]*)","pid":(\d+),/.exec(owner)
  return match?.[1] === hostname() && hasEnded(Number(match[2]))
}
