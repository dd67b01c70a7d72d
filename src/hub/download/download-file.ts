import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from '../../core/errno.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import type { HubClient, RepoFile } from '../client.js'
import { hubUnreachable, wrongContent } from '../errors.js'
import type { HubSettings } from '../settings.js'
import { followHash } from './file-hash.js'
import { createFileWriter, writeDown } from './file-writer.js'

export interface DownloadFileOptions {
  client: HubClient
  hub: HubSettings
  model: string
  commit: string
  file: RepoFile
  /** Where it goes, once it is whole and right. Beside it, `.incomplete` holds what has come so far. */
  blob: string
  signal: AbortSignal
  /** Bytes of this file that are there, also those of an earlier try; goes down when a try starts over. */
  onBytes: (bytes: number) => void
}

/** Tries without a single new byte before giving up. */
const fruitlessTries = 3

/**
 * Downloads one file of a model: continues what an earlier try left, and after a cut; checks size and hash before the
 * file gets its name in the cache.
 * @throws SwitchyardError `MODEL_UNAVAILABLE`, `CANCELLED`; errors of the file system as they are
 */
export async function downloadFile(options: DownloadFileOptions): Promise<void> {
  const { hub, model, file, blob } = options
  const part = `${blob}.incomplete`
  await mkdir(dirname(blob), { recursive: true })
  let problem = ''
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const found = await fetchPart(options, part)
    if (found === file.hash) return rename(part, blob)
    problem = `its ${file.hash.length === 64 ? 'SHA-256' : 'git SHA-1'} is ${found.slice(0, 12)}..., should be ${file.hash.slice(0, 12)}...`
    await rm(part, { force: true })
  }
  throw wrongContent(model, file.path, hub, problem)
}

/** Brings `part` to the file's full size. Returns the hash of what is in it. */
async function fetchPart(options: DownloadFileOptions, part: string): Promise<string> {
  const { client, hub, model, commit, file, signal, onBytes } = options
  const { path, bytes: size } = file
  const before = await stat(part).catch(() => undefined)
  if (before && !before.isFile()) await rm(part, { force: true })
  let done = before?.isFile() ? before.size : 0
  if (done > size) done = 0
  const output = await open(part, done > 0 ? 'r+' : 'w')
  let hash = followHash(part, file)
  const tell = (bytes: number) => {
    done = bytes
    hash.written(bytes)
    onBytes(bytes)
  }
  try {
    tell(done)
    for (let fruitless = 0; done < size; ) {
      const doneBefore = done
      try {
        const reply = await client.openFile({ model, commit, path, offset: done }, signal)
        if (reply.offset !== done) {
          await hash.stop()
          await output.truncate(0)
          hash = followHash(part, file)
          tell(0)
        }
        const writer = createFileWriter({ output, at: done, end: size, onBytes: tell })
        await writeDown(reply.body, writer)
        if (done < size) throw new Error('the connection was cut')
      } catch (error) {
        if (signal.aborted) throw cancelledError(signal)
        if (done === size) break
        if (error instanceof SwitchyardError || isFileError(error)) throw error
        fruitless = done > doneBefore ? 0 : fruitless + 1
        if (fruitless >= fruitlessTries) throw hubUnreachable(model, hub, error)
      }
    }
    await output.truncate(size)
    // Not synced: that takes as long as a fast network. What a power failure damages, `models pull` finds and mends.
    return await hash.result()
  } finally {
    await hash.stop()
    await output.close()
  }
}

const fileErrors = [
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EIO',
  'EFBIG',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
]

const isFileError = (error: unknown): boolean => fileErrors.includes(errnoOf(error) ?? '')
