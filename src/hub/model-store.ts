import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Candidate, candidateId } from '../config/candidate.js'
import { formatDtype } from '../config/format-dtype.js'
import { packageRoot } from '../config/package-root.js'
import type { Env } from '../core/env.js'
import { cancelledError, SwitchyardError, toSwitchyardError } from '../core/errors.js'
import { createSharedFlight } from '../core/flow/single-flight.js'
import { err, ok, type Result } from '../core/result.js'
import { findSnapshot, listFiles, listModels, modelFolder, verifyModelFolder } from './cache.js'
import { createHubClient, type HubClientOptions } from './client.js'
import type { DownloadProgress } from './download/download-model.js'
import { downloadsOff } from './errors.js'
import { loneParts, neededFiles } from './model-files.js'
import { notAFile } from './regular-file.js'
import { readHubSettings } from './settings.js'
import type { Verified } from './verify-pack.js'

/** A model on disk. */
export interface ModelOnDisk {
  /** Folder with `config.json` and `onnx/`. */
  path: string
  /** Size of its files. */
  bytes: number
}

export interface ModelCallOptions {
  signal: AbortSignal
  onProgress: (progress: DownloadProgress) => void
}

type Found = Result<ModelOnDisk, SwitchyardError>

/** Model files on this machine: in the Hugging Face cache, in this package, or in a folder. */
export interface ModelStore {
  /**
   * The model's files, downloaded when they are not there and downloads are on. Callers that ask at the same time share
   * one download. Errors: `MODEL_UNAVAILABLE`, `STORE_FULL`, `INVALID_CONFIG`, `CANCELLED`.
   */
  ensure(candidate: Candidate, task: string, options: ModelCallOptions): Promise<Found>
  /** Like `ensure`, but asks the Hub for the newest commit, and checks files that are there by their hash. */
  pull(candidate: Candidate, task: string, options: ModelCallOptions): Promise<Found>
  /** Whether all needed files are on disk. Quick; remembered for some seconds. Without a task: for any task. */
  cached(candidate: Candidate, task?: string): boolean
  /** What is wrong where a model's files should be and no download can bring them; undefined for models of the Hub. */
  missing(candidate: Candidate): string | undefined
  /** Checks the hashes of a Hub model's files in the cache. Never throws for what is wrong with them. */
  verifyModel(model: string, options: { signal: AbortSignal }): Promise<Verified>
  /** Ids of the Hub models in the cache folder. */
  listCached(): Promise<string[]>
  close(): Promise<void>
}

export interface ModelStoreOptions extends Partial<Omit<HubClientOptions, 'hub' | 'env'>> {
  env: Env
  /** Whether `ensure` may download. `HF_HUB_OFFLINE` turns it off, too. */
  downloads: boolean
  /** What relative paths of `source: folder` start from. Default: the working directory. */
  cwd?: string | undefined
}

const rememberMs = 5000

export function createModelStore({
  env,
  downloads,
  cwd = process.cwd(),
  ...timeouts
}: ModelStoreOptions): ModelStore {
  const hub = readHubSettings(env)
  const client = createHubClient({ hub, env, ...timeouts })
  const flights = createSharedFlight<Found, DownloadProgress>()
  const looks = new Map<string, { at: number; path: string | undefined }>()
  const sizes = new Map<string, number>()

  /** Where the files are, if all are there. */
  function look(candidate: Candidate, task: string | undefined): string | undefined {
    const key = `${candidate.source} ${candidateId(candidate)} ${task}`
    const known = looks.get(key)
    const now = performance.now()
    if (known && now - known.at < rememberMs) return known.path
    const path = find(candidate, task)
    looks.set(key, { at: now, path })
    return path
  }

  function find(candidate: Candidate, task: string | undefined): string | undefined {
    const folder = folderOf(candidate)
    const snapshot = folder
      ? { path: folder, files: listFiles(folder) }
      : isHubId(candidate) && findSnapshot(modelFolder(hub.cacheDir, candidate.model), candidate.revision)
    if (!snapshot) return undefined
    const tasks = task === undefined ? [undefined, ...Object.keys(loneParts)] : [task]
    const { dtype } = candidate
    const complete = tasks.some((one) => neededFiles(snapshot.files, { task: one, dtype }) !== undefined)
    return complete ? snapshot.path : undefined
  }

  function folderOf({ source, model }: Candidate): string | undefined {
    if (source === 'pack') return join(packageRoot, 'models', model)
    return source === 'folder' ? resolve(cwd, model) : undefined
  }

  async function onDisk(path: string): Promise<Found> {
    const known = sizes.get(path)
    if (known !== undefined) return ok({ path, bytes: known })
    const files = listFiles(path).map((file) => join(path, file))
    const stats = await Promise.all(files.map((file) => stat(file).catch(() => undefined)))
    const odd = files.find((_, at) => stats[at]?.isFile() === false)
    if (odd !== undefined)
      return err(
        new SwitchyardError(
          'MODEL_UNAVAILABLE',
          `${odd} ${notAFile}, so the model there is not read. Remove it.`,
          {
            details: { path: odd },
          },
        ),
      )
    const bytes = stats.reduce((sum, found) => sum + (found?.size ?? 0), 0)
    sizes.set(path, bytes)
    return ok({ path, bytes })
  }

  async function download(
    candidate: Candidate,
    task: string,
    options: ModelCallOptions & { recheck: boolean },
  ): Promise<Found> {
    const { signal, recheck } = options
    const key = `${candidateId(candidate)} ${task} ${recheck}`
    try {
      return await flights.run(key, options, async (shared) => {
        try {
          const { downloadModel } = await import('./download/download-model.js')
          return ok(await downloadModel({ client, hub, candidate, task, recheck, ...shared }))
        } catch (error) {
          return err(toSwitchyardError(error))
        } finally {
          looks.clear()
          sizes.clear()
        }
      })
    } catch (error) {
      return err(signal.aborted ? cancelledError(signal) : toSwitchyardError(error))
    }
  }

  const isHubId = ({ model, revision }: Candidate) =>
    /^[\w.-]+(\/[\w.-]+)?$/.test(model) &&
    /^[\w./-]+$/.test(revision) &&
    ![...model.split('/'), ...revision.split('/')].some(
      (part) => part === '..' || part === '.' || part === '',
    )

  /** Why a model that comes with this package or from a folder, and is not there, can't be used. */
  function missing(candidate: Candidate): string | undefined {
    const { dtype, source } = candidate
    const folder = folderOf(candidate)
    if (!folder) return undefined
    const reason = existsSync(folder) ? `holds no complete model in ${formatDtype(dtype)}` : 'does not exist'
    const next =
      source === 'pack' ? 'install Switchyard again' : 'check the path in the catalogue, and the files in it'
    return `is not there: ${folder} ${reason} (config.json and onnx/*.onnx are needed); ${next}`
  }

  /** Why a model that is not on disk can't be fetched; undefined when it can. */
  function unfetchable(candidate: Candidate, mayDownload: boolean): SwitchyardError | undefined {
    const { model, dtype } = candidate
    const reason = missing(candidate)
    if (reason)
      return new SwitchyardError('MODEL_UNAVAILABLE', `The model ${model} ${reason}.`, {
        details: { model, folder: folderOf(candidate), dtype },
      })
    if (!isHubId(candidate))
      return new SwitchyardError(
        'INVALID_CONFIG',
        `"${model}" at revision "${candidate.revision}" is no model of the Hub: write it as owner/name. For a folder, add \`source: folder\` in the catalogue.`,
      )
    return mayDownload ? undefined : downloadsOff(model, hub)
  }

  return {
    async ensure(candidate, task, options) {
      const path = look(candidate, task)
      if (path !== undefined) return onDisk(path)
      const problem = unfetchable(candidate, downloads && !hub.offline)
      return problem ? err(problem) : download(candidate, task, { ...options, recheck: false })
    },
    async pull(candidate, task, options) {
      const path = candidate.source === 'hub' ? undefined : look(candidate, task)
      if (path !== undefined) return onDisk(path)
      const problem = unfetchable(candidate, !hub.offline)
      return problem ? err(problem) : download(candidate, task, { ...options, recheck: true })
    },
    missing: (candidate) => (look(candidate, undefined) === undefined ? missing(candidate) : undefined),
    cached: (candidate, task) => look(candidate, task) !== undefined,
    verifyModel: (model, { signal }) => verifyModelFolder(modelFolder(hub.cacheDir, model), model, signal),
    listCached: () => listModels(hub.cacheDir),
    close: () => client.close(),
  }
}
