import { z } from 'zod'
import { type Candidate, candidateId } from '../../config/candidate.js'
import { isScaledByBatch } from '../../config/dtype.js'
import type { Profile } from '../../config/profile.js'
import { orAborted } from '../../core/abort.js'
import type { Env } from '../../core/env.js'
import { SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { formatBytes } from '../../core/format.js'
import { err, ok, type Result } from '../../core/result.js'
import { createModelStore, type ModelStore, type ModelStoreOptions } from '../../hub/model-store.js'
import type { Verified } from '../../hub/verify-pack.js'
import { localAdapterFor } from '../../tools/local/local-adapter-for.js'
import type { AnyTool } from '../../tools/tool.js'
import type { Backend, BackendCall, BackendProgress, CandidateState } from '../backend.js'
import { createCodeRunner } from './code/code-runner.js'
import { readLocalSettings, thisMachine } from './local-settings.js'
import { chooseDevice } from './pool/devices.js'
import { createHostPool, type HostPool, type HostPoolOptions } from './pool/host-pool.js'
import type { HostStatus } from './pool/host-slot.js'
import type { CallOutcome } from './pool/pool-job.js'

export interface LocalBackendOptions {
  profile: Profile
  /** Folder of the media store, shared with the hosts. */
  mediaDir: string
  /** Where `HF_HOME` and the like are read from, once. Default: `process.env`. */
  env?: Env | undefined
  /** For tests: how hosts are started, and how long they are waited for. */
  pool?: Pick<HostPoolOptions, 'start' | 'cancelGraceMs' | 'closeGraceMs'> | undefined
  /** For tests: time limits of downloads. */
  downloads?: Pick<ModelStoreOptions, 'answerTimeoutMs' | 'stallTimeoutMs'> | undefined
}

interface CallOptions {
  signal: AbortSignal
  onProgress: (progress: BackendProgress) => void
  /** Pieces of what a language model writes, as they come. */
  onText?: ((text: string) => void) | undefined
}

/** Runs models of transformers.js on this machine, in child processes. */
export interface LocalBackend extends Backend {
  call(call: BackendCall, options: CallOptions): Promise<Result<Record<string, unknown>, SwitchyardError>>
  /** Without a tool: whether the model itself can be had here. */
  state(candidate: Candidate, tool?: AnyTool): CandidateState
  /** Host processes at most. */
  readonly concurrency: number
  /** Downloads a model for a task, also when downloads on first use are off, and repairs damaged files. */
  pull(
    candidate: Candidate,
    task: string,
    options: { signal: AbortSignal; onProgress: (progress: BackendProgress) => void },
  ): Promise<Result<{ path: string; bytes: number }, SwitchyardError>>
  /** Checks Hub models on disk against their hashes; all of them when no names are given. */
  verify(names: readonly string[], options: { signal: AbortSignal }): Promise<Verified[]>
  /** The hosts that are running, and what they do. */
  hosts(): HostStatus[]
}

/** Makes the backend. Nothing is started, probed or downloaded before the first call. */
export async function createLocalBackend({
  profile,
  mediaDir,
  env = process.env,
  pool: poolOptions = {},
  downloads = {},
}: LocalBackendOptions): Promise<LocalBackend> {
  const store = createModelStore({ env, downloads: profile.downloads, ...downloads })
  const machine = thisMachine()
  const planned = readLocalSettings(profile.local, profile.local.device, machine)
  /** Keys of the models that calls of a candidate ran on. */
  const keys = new Map<string, Set<string>>()
  let pool: HostPool | undefined
  let starting: Promise<HostPool> | undefined
  const closing = new AbortController()
  const code = createCodeRunner({ profile, mediaDir })

  async function start(): Promise<HostPool> {
    const { device: wanted } = profile.local
    const device = wanted === 'auto' ? await chooseDevice({ signal: closing.signal }) : wanted
    const { hosts, threads, memoryBytes, recycleBytes } = readLocalSettings(profile.local, device, machine)
    pool = createHostPool({
      hosts,
      memoryBytes,
      recycleBytes,
      configuration: {
        type: 'configure',
        mediaDir,
        storeBytes: profile.media.storeBytes,
        maxPixels: profile.media.maxPixels,
        maxSeconds: profile.media.maxSeconds,
        device,
        threads,
      },
      ...poolOptions,
    })
    if (closing.signal.aborted) await pool.close()
    return pool
  }

  async function run({ tool, candidate, input }: BackendCall, options: CallOptions): Promise<CallOutcome> {
    if (candidate.source === 'code') return runCode({ tool, candidate, input }, options)
    const adapter = localAdapterFor(tool, candidate.options)
    if (!adapter)
      return err(
        new SwitchyardError('INVALID_CONFIG', `The tool "${tool.id}" has no way to run on local models.`),
      )
    const task = adapter.pipeline ?? tool.id
    const found = await store.ensure(candidate, task, withModel(candidate, options))
    if (!found.ok) return found
    const { path, bytes } = found.value
    const modelBytes = candidate.memory || Math.ceil(bytes * 1.5)
    const tooBig = exceeds(modelBytes)
    if (tooBig)
      return err(
        new SwitchyardError(
          'MODEL_UNAVAILABLE',
          `The model ${candidate.model} ${tooBig}. Raise local.memory in the profile, or choose a smaller model.`,
        ),
      )
    const id = idOf(candidate)
    const key = `${id} ${task} ${path}`
    keys.set(id, (keys.get(id) ?? new Set()).add(key))
    starting ??= start()
    const ready = await orAborted(starting, options.signal)
    return ready.submit(
      {
        tool: tool.id,
        model: {
          ...{ key, name: candidate.model, pipeline: task, path },
          ...{ source: candidate.source, dtype: candidate.dtype },
        },
        modelBytes,
        maxBatch: adapter.runBatch && !isScaledByBatch(candidate.dtype) ? profile.local.maxBatch : 1,
        early: adapter.early ?? false,
        options: candidate.options,
        input,
      },
      options,
    )
  }

  /** What reads files and needs no model. */
  async function runCode(call: BackendCall, options: CallOptions): Promise<CallOutcome> {
    options.onProgress({ kind: 'started' })
    const result = await code.run(call, options)
    return result.ok ? ok(z.record(z.string(), z.unknown()).parse(result.value)) : result
  }

  /** Why a model of this size can't run here; undefined when it can. */
  function exceeds(bytes: number): string | undefined {
    return bytes > planned.memoryBytes
      ? `needs ${formatBytes(bytes)} of memory, the budget is ${formatBytes(planned.memoryBytes)}`
      : undefined
  }

  return {
    id: 'local',
    get concurrency() {
      return planned.hosts
    },
    async call(call, options) {
      const outcome = await run(call, options).catch((error: unknown) => err(toSwitchyardError(error)))
      if (!outcome.ok) return outcome
      const checked = call.tool.output.safeParse(outcome.value)
      if (checked.success) return ok(checked.data)
      return err(
        new SwitchyardError(
          'MODEL_BROKEN',
          `The model ${call.candidate.model} returned what ${call.tool.id} can't use: it doesn't fit the task. Choose another model in the catalogue.`,
          { details: { model: call.candidate.model, tool: call.tool.id }, cause: checked.error },
        ),
      )
    },
    state(candidate, tool): CandidateState {
      if (candidate.source === 'code')
        // Not before a model that is on this machine, too: quality decides between them.
        return { readiness: 'cached', unavailable: tool && !tool.reader ? noAdapter(tool.id) : undefined }
      const unavailable =
        tool && !localAdapterFor(tool, candidate.options)
          ? noAdapter(tool.id)
          : (exceeds(candidate.memory) ?? store.missing(candidate))
      const loaded = [...(keys.get(idOf(candidate)) ?? [])].some((key) => pool?.isLoaded(key))
      const readiness = loaded ? 'loaded' : store.cached(candidate) ? 'cached' : 'absent'
      return { readiness, unavailable }
    },
    pull: (candidate, task, options) => store.pull(candidate, task, withModel(candidate, options)),
    async verify(names, { signal }) {
      const chosen = names.length > 0 ? names : await store.listCached()
      const verified: Verified[] = []
      for (const name of chosen) verified.push(await store.verifyModel(name, { signal }))
      return verified
    },
    hosts: () => pool?.status() ?? [],
    async close() {
      closing.abort()
      await Promise.all([(await starting)?.close(), code.close()])
      await store.close()
    },
  }
}

function withModel(
  { model }: Candidate,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: BackendProgress) => void },
): Parameters<ModelStore['ensure']>[2] {
  return { signal, onProgress: (progress) => onProgress({ kind: 'download', model, ...progress }) }
}

const noAdapter = (tool: string) => `has no way to run ${tool} on this machine`

const idOf = (candidate: Candidate) => `${candidate.source} ${candidateId(candidate)}`
