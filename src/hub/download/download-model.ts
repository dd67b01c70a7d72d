import { existsSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pMap from 'p-map'
import type { Candidate } from '../../config/candidate.js'
import { formatDtype } from '../../config/format-dtype.js'
import { withLinkedSignals } from '../../core/abort.js'
import { cancelledError, SwitchyardError } from '../../core/errors.js'
import { blobPath, linkSnapshot, modelFolder } from '../cache.js'
import type { HubClient, RepoFile } from '../client.js'
import { cacheError } from '../errors.js'
import { availableDtypes, describeParts, neededFiles } from '../model-files.js'
import type { HubSettings } from '../settings.js'
import { hashFile } from './blob-hash.js'
import { downloadFile } from './download-file.js'
import { withFileLock } from './file-lock.js'

/** Bytes of a model's download, all files together. */
export interface DownloadProgress {
  loadedBytes: number
  totalBytes: number
}

export interface DownloadModelOptions {
  client: HubClient
  hub: HubSettings
  candidate: Candidate
  task: string
  /** Whether files that are there are hashed again, and replaced when they are damaged. */
  recheck: boolean
  signal: AbortSignal
  onProgress: (progress: DownloadProgress) => void
}

const filesAtOnce = 3
const progressEveryMs = 100

/**
 * Brings the files that the task needs into the cache. One process at a time downloads a model; those that waited find
 * the files there. @throws SwitchyardError `MODEL_UNAVAILABLE`, `STORE_FULL`, `INVALID_CONFIG`, `CANCELLED`
 */
export async function downloadModel(options: DownloadModelOptions): Promise<{ path: string; bytes: number }> {
  try {
    return await download(options)
  } catch (error) {
    throw cacheError(error, options.candidate.model, options.hub)
  }
}

async function download(options: DownloadModelOptions): Promise<{ path: string; bytes: number }> {
  const { client, hub, candidate, signal, onProgress } = options
  const { model, revision } = candidate
  const { commit, files: all } = await client.repoInfo(model, revision, signal)
  const files = chooseFiles(all, options)
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const folder = modelFolder(hub.cacheDir, model)

  const loaded = new Map<RepoFile, number>()
  let reportedAt = 0
  const report = (last = false) => {
    const now = performance.now()
    if (!last && now - reportedAt < progressEveryMs) return
    reportedAt = now
    onProgress({ loadedBytes: [...loaded.values()].reduce((sum, bytes) => sum + bytes, 0), totalBytes })
  }

  const lock = join(hub.cacheDir, '.locks', `models--${model.replaceAll('/', '--')}`, 'switchyard.lock')
  return withFileLock(lock, { signal }, async () => {
    report()
    const controller = new AbortController()
    let failure: unknown
    const fetchOne = async (file: RepoFile, stop: AbortSignal) => {
      try {
        if (stop.aborted) throw cancelledError(stop)
        const blob = blobPath(folder, file.hash)
        const tell = (bytes: number) => {
          loaded.set(file, bytes)
          report()
        }
        if (!(await isWhole(blob, file, options.recheck)))
          await downloadFile({ client, hub, model, commit, file, blob, signal: stop, onBytes: tell })
        tell(file.bytes)
      } catch (error) {
        // The first to fail stops the others: theirs are only echoes.
        failure ??= error
        controller.abort()
        throw error
      }
    }
    // All have ended before the lock is given back, also where one has failed.
    const settings = { concurrency: filesAtOnce, stopOnError: false }
    await withLinkedSignals(
      [signal],
      (stop) => pMap(files, (file) => fetchOne(file, stop), settings),
      controller,
    ).catch((error: unknown) => {
      throw failure ?? error
    })
    const path = await linkSnapshot(folder, { revision, commit, files })
    report(true)
    return { path, bytes: totalBytes }
  })
}

function chooseFiles(
  all: readonly RepoFile[],
  { candidate: { model, dtype }, hub, task }: DownloadModelOptions,
): RepoFile[] {
  const paths = all.map(({ path }) => path)
  const needed = neededFiles(paths, { task, dtype })
  if (needed) return all.filter(({ path }) => needed.includes(path))
  const available = availableDtypes(paths)
  const there = typeof dtype === 'string' ? available.join(', ') : describeParts(paths).join(', ')
  const reason =
    available.length > 0
      ? `has no weights as ${formatDtype(dtype)}, only as ${there}. Change its dtype in the catalogue`
      : 'has no weights in the form of transformers.js (a config.json and onnx/*.onnx). Choose a model that has; many are named onnx-community/... or Xenova/...'
  throw new SwitchyardError('MODEL_UNAVAILABLE', `The model ${model} at ${hub.endpoint} ${reason}.`, {
    details: { model, dtype, available, endpoint: hub.endpoint },
  })
}

/** Whether a file need not be downloaded. One of the wrong size, or on a recheck the wrong hash, is removed. */
async function isWhole(blob: string, { bytes, hash }: RepoFile, recheck: boolean): Promise<boolean> {
  if (!existsSync(blob)) return false
  const { size } = await stat(blob)
  if (size === bytes && !(recheck && (await hashFile(blob, hash)) !== hash)) return true
  await rm(blob, { force: true })
  return false
}
