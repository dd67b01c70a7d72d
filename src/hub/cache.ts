import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { replaceFile } from '../core/files.js'
import type { RepoFile } from './client.js'
import { hashFile } from './download/blob-hash.js'
import { isRegularFile, notAFile } from './regular-file.js'
import type { Verified } from './verify-pack.js'

/**
 * The Hugging Face cache folder, shared with Python's huggingface_hub: `models--owner--name/` with `blobs/` (files by
 * hash), `snapshots/<commit>/` (links to them by name) and `refs/<revision>` (which commit a revision stands for).
 */

export function modelFolder(cacheDir: string, model: string): string {
  return join(cacheDir, `models--${model.replaceAll('/', '--')}`)
}

export function blobPath(folder: string, hash: string): string {
  return join(folder, 'blobs', hash)
}

/** The folder of a revision's files, and which are there; undefined when the revision is not in the cache. Quick. */
export function findSnapshot(
  folder: string,
  revision: string,
): { path: string; files: string[] } | undefined {
  const commit = readCommit(folder, revision)
  const path = join(folder, 'snapshots', commit ?? revision)
  // A link whose blob is gone is no file: `existsSync` follows it.
  const files = listFiles(path).filter((file) => existsSync(join(path, file)))
  return files.length > 0 ? { path, files } : undefined
}

/** Makes files of `blobs/` visible as the snapshot of a commit, then says that the revision is this commit. */
export async function linkSnapshot(
  folder: string,
  { revision, commit, files }: { revision: string; commit: string; files: readonly RepoFile[] },
): Promise<string> {
  const snapshot = join(folder, 'snapshots', commit)
  for (const file of files) {
    const path = join(snapshot, file.path)
    await mkdir(dirname(path), { recursive: true })
    await placeLink(blobPath(folder, file.hash), path)
  }
  if (revision !== commit) {
    const ref = join(folder, 'refs', revision)
    await mkdir(dirname(ref), { recursive: true })
    await replaceFile(ref, (temporary) => writeFile(temporary, commit))
  }
  return snapshot
}

/** Ids of the models in the cache folder. */
export async function listModels(cacheDir: string): Promise<string[]> {
  const names = await readdir(cacheDir).catch(() => [])
  return names
    .filter((name) => name.startsWith('models--'))
    .map((name) => name.slice('models--'.length).replaceAll('--', '/'))
    .sort()
}

/** Checks every file of a model against the hash that is its name among the blobs. */
export async function verifyModelFolder(
  folder: string,
  name: string,
  signal: AbortSignal,
): Promise<Verified> {
  const snapshots = join(folder, 'snapshots')
  const verified: Verified = { name, files: 0, bytes: 0, problems: [] }
  const names = listFiles(snapshots)
  if (names.length === 0) verified.problems.push('is not in the cache')
  for (const file of names) {
    signal.throwIfAborted()
    const path = join(snapshots, file)
    const inRepo = file.split(/[\\/]/).slice(1).join('/')
    const problem = await problemOf(path, folder).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? 'missing' : error.message,
    )
    if (problem) verified.problems.push(`${inRepo}: ${problem}`)
    verified.files += 1
    verified.bytes += (await stat(path).catch(() => undefined))?.size ?? 0
  }
  return verified
}

async function problemOf(path: string, folder: string): Promise<string | undefined> {
  if (!(await stat(path)).isFile()) return notAFile
  if ((await lstat(path)).isSymbolicLink()) {
    const expected = basename(await readlink(path))
    const algorithm = expected.length === 64 ? 'SHA-256' : 'git SHA-1'
    return (await hashFile(path, expected)) === expected ? undefined : `${algorithm} differs`
  }
  // A copy, where links are not possible: its hash must be the name of a blob.
  for (const length of [64, 40])
    if (existsSync(blobPath(folder, await hashFile(path, '0'.repeat(length))))) return undefined
  return 'matches none of the files that were downloaded'
}

function readCommit(folder: string, revision: string): string | undefined {
  try {
    const ref = join(folder, 'refs', revision)
    return isRegularFile(ref) ? readFileSync(ref, 'utf8').trim() || undefined : undefined
  } catch {
    // No such ref: the revision may itself be a commit.
    return undefined
  }
}

/** Paths below a folder with `/` between names, links included, folders not; empty when it is not there. */
export function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  } catch {
    return []
  }
}

/** Links relatively, so that the cache folder can be moved; copies where the system allows no links. */
async function placeLink(blob: string, path: string): Promise<void> {
  const target = relative(dirname(path), blob)
  if ((await readlink(path).catch(() => undefined)) === target) return
  await replaceFile(path, (temporary) => symlink(target, temporary).catch(() => copyFile(blob, temporary)))
}
